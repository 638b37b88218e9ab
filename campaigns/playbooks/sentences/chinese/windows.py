"""When a step is due, in Chinese: 在用药用完前1至3天."""

from __future__ import annotations

from campaigns.playbooks.model import Step
from campaigns.playbooks.recurrence import Period, Quota, Repeat
from campaigns.playbooks.sentences.chinese.anchors import Point
from campaigns.playbooks.sentences.words import said
from campaigns.playbooks.windows import Span, Unit, Window

_UNITS = {Unit.MINUTE: "分钟", Unit.HOUR: "小时", Unit.DAY: "天", Unit.WEEK: "周", Unit.MONTH: "个月"}
#: The period itself, the one after it, the one that is going on.
_PERIODS: dict[Period, tuple[str, str, str]] = {
    "month": ("自然月", "次月", "当月"),
    "quarter": ("自然季度", "下一季度", "当季"),
    "half-year": ("自然半年", "下一个半年", "当半年"),
    "year": ("自然年", "次年", "当年"),
}


def when(step: Step, point: Point) -> str:
    """The window, or the quota in its place, with what recurs."""
    if step.quota is not None:
        return _quota(step.quota, point)
    return f"{_window(step.due, point)}{_again(step.repeat) if step.repeat else ''}"


def length(span: Span) -> str:
    """7天, 2周, 6个月."""
    return f"{span.count}{_UNITS[span.unit]}"


def at_most(quota: Quota) -> str:
    """当月联系不超过4次."""
    return f"{_PERIODS[quota.per][2]}联系不超过{quota.at_most}次"


def _window(due: Window, point: Point) -> str:
    # A bare 「…前3天」 would hang in the air; after 每年 the day does not.
    each = "每年" if point.yearly else "在" if due.before and due.far.count else ""
    if due.far.count == 0:
        return f"{each}{point.itself}后立即" if due.is_clock else f"{each}{point.itself}当天"
    if due.near.count == 0 and not due.is_clock:
        far = f"前{length(due.far)}至当天" if due.before else f"当天至其后{_day(due.far)}"
        return f"{each}{point.itself}{far}"
    return f"{each}{point.itself}{'前' if due.before else '后'}{_ends(due)}"


def _ends(due: Window) -> str:
    near, far = due.near, due.far
    if due.is_clock and near.count == 0:
        return f"{length(far)}内"
    first = "第" if not due.before and near.unit is Unit.DAY else ""
    if near == far:
        return f"{first}{length(near)}"
    return f"{first}{near.count if near.unit is far.unit else length(near)}至{length(far)}"


def _day(span: Span) -> str:
    return f"第{length(span)}" if span.unit is Unit.DAY else length(span)


def _again(repeat: Repeat) -> str:
    bounded = repeat.until is not None or repeat.until_detail is not None
    often = f"{'最多' if bounded else '共'}{repeat.times}次"
    ends = [often] if "times" in repeat.model_fields_set else []
    if repeat.until is not None:
        ends.append(f"不超过{length(repeat.until)}")
    if repeat.until_detail is not None:
        ends.append(f"至{said('terms', repeat.until_detail, 'zh')}结束")
    every = length(repeat.every) if repeat.every.count > 1 else _UNITS[repeat.every.unit]
    return f"，此后每{every}一次（{'，'.join(ends)}）"


def _quota(quota: Quota, point: Point) -> str:
    period, next_, _ = _PERIODS[quota.per]
    return f"自{point.itself}的{next_}起，每个{period}{quota.at_least}次"
