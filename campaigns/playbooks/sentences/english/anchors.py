"""What a step counts from, in English: "the laser treatment", "the customer was reached in step 1"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.calendars.festivals import FESTIVALS
from campaigns.playbooks.anchors import (
    CustomerAnchor,
    DayDetail,
    DoneAnchor,
    EventAnchor,
    FestivalAnchor,
    LaunchAnchor,
    RegisterAnchor,
    SupplyAnchor,
)
from campaigns.playbooks.model import Playbook, Step
from campaigns.playbooks.sentences.parts import categories_of, number_of
from campaigns.playbooks.sentences.words import event_word, said


@dataclass(frozen=True)
class Point:
    """An anchor as a sentence names it."""

    #: What stands after `before` and `after`: "the surgery", "the supply runs out".
    itself: str
    #: What stands after `on`: "the day of the surgery".
    day: str
    yearly: bool = False


def point_of(playbook: Playbook, step: Step) -> Point:
    """How the sentence of a step names its anchor."""
    anchor = playbook.anchor_of(step)
    if isinstance(anchor, EventAnchor):
        return _event(anchor, categories_of(playbook, step))
    if isinstance(anchor, CustomerAnchor):
        return _customer(anchor)
    if isinstance(anchor, FestivalAnchor):
        name = FESTIVALS[anchor.festival].words["en"]
        name = f"the {name}" if name.endswith(("Festival", "Solstice")) else name
        return Point(name, name, yearly=True)
    if isinstance(anchor, LaunchAnchor):
        return Point("the launch", "the day of the launch")
    return _clause(_what_happens(playbook, anchor))


def _clause(itself: str) -> Point:
    return Point(itself, f"the day on which {itself}")


def _what_happens(playbook: Playbook, anchor: DoneAnchor | SupplyAnchor | RegisterAnchor) -> str:
    if isinstance(anchor, SupplyAnchor):
        return f"{said('supplies', anchor.runs_out, 'en')} runs out"
    if isinstance(anchor, DoneAnchor):
        return f"the customer was reached in step {number_of(playbook, anchor.done)}"
    return "the customer came into our books"


def _event(anchor: EventAnchor, categories: Sequence[str]) -> Point:
    word = event_word(anchor.event, categories, "en")
    itself, instead = f"the {word.said}", ""
    if anchor.if_detail and anchor.then:
        flag = said("flags", anchor.if_detail, "en")
        instead = f"the {event_word(anchor.then, (), 'en').said} if {flag}"
    if anchor.plus_days is not None:
        counted = f"{itself}, or after {instead}" if instead else itself
        itself = f"{said('named_days', anchor.plus_days.detail, 'en')} ({_named(anchor.plus_days, counted)})"
    elif instead:
        itself = f"{itself} (or {instead})"
    return Point(itself, itself if word.day else f"the day of {itself}")


def _named(days: DayDetail, event: str) -> str:
    if days.default is None:
        return f"as many days after {event} as are on record with it"
    count = f"{days.default} day{'' if days.default == 1 else 's'}"
    return f"{count} after {event}, unless another day or none is on record with it"


def _customer(anchor: CustomerAnchor) -> Point:
    asides = []
    if anchor.feb29 == "mar1":
        asides.append("who was born on 29 February keeps it on 1 March in other years")
    if anchor.leap_month == "regular_first":
        asides.append("who was born in a leap month keeps it in the regular one")
    itself = said("customer", anchor.customer, "en") + (f" ({'; '.join(asides)})" if asides else "")
    return Point(itself, itself, yearly=anchor.yearly or anchor.customer in ("birthday", "lunar_birthday"))
