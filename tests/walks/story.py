"""Stories: what happens to a customer, and what has to come of it, written out by hand from the users' manuals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

#: The customers' clock, in Hong Kong as in Shanghai.
CLOCK = ZoneInfo("Asia/Shanghai")
#: A supervisor launches a step of the playbook.
LAUNCH = "launch"


@dataclass(frozen=True)
class Happens:
    """One fact, and when we learn of it."""

    #: On the customer's clock: "2026-11-24 16:00".
    at: str
    #: The kind of event; empty where only a field of the customer changes, `LAUNCH` for a launch of step `category`.
    kind: str = ""
    category: str = ""
    #: The day that it is about, where that is not the day on which we learn of it.
    on: str = ""
    subject: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    #: Fields of the customer that change with it.
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One thing that comes about."""

    #: call, along (in the same call), missed, greeting, text, announced (a text ahead), sorry (after a miss), visit.
    what: str
    #: Of the story's playbook; "other-playbook/step" of another.
    step: str
    #: The customer's day.
    day: str
    #: Of who called, or has to go there; "own …" for the customer's own.
    role: str = ""
    #: What was logged.
    says: str = ""
    #: The minute on the customer's clock, where it matters.
    at: str = ""
    #: The last day of the window, where it matters.
    by: str = ""
    #: What else the agent logs.
    finding: str = ""
    red_flag: str = ""
    next_on: str = ""
    #: Next dates that are refused before that; "" for none.
    refuses: tuple[str, ...] = ()
    #: A visitor goes so many days after the window began.
    waits: int = 0


@dataclass(frozen=True)
class Story:
    """One customer's way through one playbook."""

    playbook: str
    #: What it is about, in a few words.
    title: str
    happens: tuple[Happens, ...]
    walk: tuple[Line, ...]
    #: What ends otherwise than done, or is still planned at the end: "step state reason" -> how many.
    leaves: Mapping[str, int] = field(default_factory=dict)
    #: Fields of the customer; Mei of Harbour Clinic in Hong Kong unless said.
    customer: Mapping[str, Any] = field(default_factory=dict)
    house: str = "harbour"
    #: Agreed to be called for marketing, which mainland China's law asks for.
    agreed: bool = True
    #: Nothing is looked at after this day; for what is planned without an end.
    until: str = ""
    #: Other playbooks that run beside those which ship switched on; and some of these that rest.
    beside: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()
    #: Everybody is planned anew at least every so many days, for what begins with the passing of time alone.
    stride: int = 0

    def __str__(self) -> str:
        return f"{self.playbook}: {self.title}"


def happens(at: str, kind: str = "", category: str = "", *, on: str = "", subject: str = "", **details: Any) -> Happens:
    """An event, with its details."""
    return Happens(at, kind, category, on, subject, details)


def changes(at: str, kind: str = "", /, **facts: Any) -> Happens:
    """The customer's own fields change, by an event or not."""
    return Happens(at, kind, facts=facts)


def call(step: str, day: str, role: str = "service", says: str = "well", **more: Any) -> Line:
    """The customer picks up, and this is logged."""
    return Line("call", step, day, role, says, **more)


def along(step: str, day: str, role: str = "service", says: str = "well", **more: Any) -> Line:
    """Talked about in the call before it in the story."""
    return Line("along", step, day, role, says, **more)


def missed(step: str, day: str, role: str = "service", **more: Any) -> Line:
    """The customer does not pick up."""
    return Line("missed", step, day, role, **more)


def sorry(step: str, day: str, **more: Any) -> Line:
    """The text at once after a missed call."""
    return Line("sorry", step, day, **more)


def announced(step: str, day: str, **more: Any) -> Line:
    """The text that asks whether we may call."""
    return Line("announced", step, day, **more)


def text(step: str, day: str, role: str = "service", **more: Any) -> Line:
    """A text that is the follow-up itself."""
    return Line("text", step, day, role, "texted", **more)


def visit(step: str, day: str, role: str = "service", says: str = "well", **more: Any) -> Line:
    """Somebody goes there, and logs this."""
    return Line("visit", step, day, role, says, **more)


def greeting(step: str, day: str, **more: Any) -> Line:
    """A recorded voice is heard."""
    return Line("greeting", step, day, "", "greeted", **more)


def instant(at: str) -> datetime:
    """What the customer's clock shows, as an instant."""
    return datetime.fromisoformat(at).replace(tzinfo=CLOCK).astimezone(UTC)
