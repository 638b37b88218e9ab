"""When a step is due, in English: "within 3 days before the supply runs out"."""

from __future__ import annotations

from campaigns.playbooks.model import Step
from campaigns.playbooks.recurrence import Quota, Repeat
from campaigns.playbooks.sentences.english.anchors import Point
from campaigns.playbooks.sentences.words import said
from campaigns.playbooks.windows import Span, Unit, Window

_DAY = Span(1, Unit.DAY)


def when(step: Step, point: Point) -> str:
    """The window, or the quota in its place, with what recurs."""
    if step.quota is not None:
        return _quota(step.quota, point)
    each = "each year, " if point.yearly else ""
    return f"{each}{_window(step.due, point)}{_again(step.repeat) if step.repeat else ''}"


def _window(due: Window, point: Point) -> str:
    side = "before" if due.before else "after"
    if due.far.count == 0:
        return f"at once after {point.itself}" if due.is_clock else f"on {point.day}"
    if due.near.count == 0 and not due.is_clock:
        then = f"the day {side}" if due.far == _DAY else f"within {due.far} {side} it"
        return f"on {point.day} or {then}"
    return f"{_ends(due, side)} {side} {point.itself}"


def _ends(due: Window, side: str) -> str:
    near, far = due.near, due.far
    if near == far:
        return "the day" if near == _DAY else str(near)
    if near.count == 0 or near == _DAY:
        return f"within {far}"
    return f"{near.count if near.unit is far.unit else near} to {far}"


def _again(repeat: Repeat) -> str:
    bounded = repeat.until is not None or repeat.until_detail is not None
    often = f"{'at most ' if bounded else ''}{repeat.times} times in all"
    ends = [often] if "times" in repeat.model_fields_set else []
    if repeat.until is not None:
        ends.append(
            f"until {repeat.until} have passed" if repeat.until.count > 1 else f"until {repeat.until} has passed"
        )
    if repeat.until_detail is not None:
        ends.append(f"until the end of {said('terms', repeat.until_detail, 'en')}")
    every = repeat.every.unit.value if repeat.every.count == 1 else str(repeat.every)
    return f" and every {every} from then on, {', '.join(ends)}"


def _quota(quota: Quota, point: Point) -> str:
    per = f"calendar {quota.per}"
    return f"{times(quota.at_least)} in each {per}, from the {quota.per} after {point.itself} on"


def times(count: int) -> str:
    """Once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
