"""What both languages ask of a step before they say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from campaigns.playbooks.anchors import EventAnchor
from campaigns.playbooks.conditions import Condition, EventIs, HistoryIs
from campaigns.playbooks.model import Channel, Mode, Playbook, Step

_MAIN: dict[Mode, Channel] = {"agent": "call", "greeting": "greeting", "visit": "visit", "text": "text"}


def number_of(playbook: Playbook, step_id: str) -> int:
    """Which of the playbook's steps it is; the first is 1."""
    return [step.id for step in playbook.steps].index(step_id) + 1


def categories_of(playbook: Playbook, step: Step) -> tuple[str, ...]:
    """The categories of events that the step is meant for, whether its anchor or a condition names them."""
    anchor = playbook.anchor_of(step)
    if not isinstance(anchor, EventAnchor):
        return ()
    if anchor.category:
        return (anchor.category,)
    listed = next((one.is_ for one in _conditions(playbook, step) if _lists_categories(one)), None)
    return tuple(str(category) for category in listed or ())


def conditions_of(playbook: Playbook, step: Step) -> tuple[Condition, ...]:
    """The step's conditions after its anchor's, without the one that `categories_of` has said."""
    conditions, anchor = _conditions(playbook, step), playbook.anchor_of(step)
    if not isinstance(anchor, EventAnchor) or anchor.category:
        return conditions
    said = next((one for one in conditions if _lists_categories(one)), None)
    return tuple(one for one in conditions if one is not said)


def _conditions(playbook: Playbook, step: Step) -> tuple[Condition, ...]:
    anchor = playbook.anchor_of(step)
    return (*(anchor.when if isinstance(anchor, EventAnchor) else ()), *step.when)


def _lists_categories(condition: Condition) -> TypeGuard[EventIs]:
    """An empty category among them is said as a condition: it has no word to stand before the event."""
    if not isinstance(condition, EventIs) or condition.event != "category":
        return False
    return condition.is_ is not None and "" not in condition.is_


def ahead(step: Step) -> tuple[Channel, ...]:
    """The channels that are tried before what the step mainly is, without the text that announces it."""
    return step.channels[1 if step.text_ahead else 0 : step.channels.index(_MAIN[step.mode])]


def afterwards(step: Step) -> tuple[Channel, ...]:
    """The channels that are turned to where that did not reach the customer."""
    return step.channels[step.channels.index(_MAIN[step.mode]) + 1 :]


def grouped(conditions: Sequence[Condition]) -> list[tuple[Condition, list[HistoryIs]]]:
    """Each condition; those that exclude several kinds of events alike are one, with all of them beside it."""
    groups: list[tuple[Condition, list[HistoryIs]]] = []
    for condition in conditions:
        beside = groups[-1][1] if groups else []
        if not isinstance(condition, HistoryIs):
            groups.append((condition, []))
        elif beside and _excludes(condition) and _excludes(condition) == _excludes(beside[0]):
            beside.append(condition)
        else:
            groups.append((condition, [condition]))
    return groups


def _excludes(condition: HistoryIs) -> tuple[object, ...] | None:
    """How it excludes events; None where it does not."""
    if condition.at_most != 0 or condition.history == "contact":
        return None
    return condition.within, condition.since_anchor, condition.same_subject


def number(value: float) -> str:
    """50,000; 0.5."""
    return f"{value:,.10g}"
