"""A house for one due case: one customer, what is known of them, and the planner, night after night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.planning.plan import plan
from campaigns.planning.standing import Standing, standing
from campaigns.playbooks.model import Playbook
from runtime.zones import local_date
from tests.cast import customer

_WORDS = {"en": "x", "zh": "x"}
_NUMBER = count(1)
#: Planned so often, a course of years comes into sight.
_EVERY, _NIGHTS = timedelta(days=200), 10


class UnknownCase(ValueError):
    """The case asks for something that the product has no rule for."""


class Fields:
    """The JSON of one column; what nobody has asked for is an error in the end."""

    def __init__(self, column: str, said: dict[str, Any]) -> None:
        self._column, self._said, self._read = column, said, set[str]()

    def __contains__(self, name: str) -> bool:
        return name in self._said

    def get(self, name: str, default: Any = ...) -> Any:
        """What it says under this name; without a default it must say something."""
        self._read.add(name)
        if name not in self._said and default is ...:
            raise UnknownCase(f"{self._column} does not say {name!r}")
        return self._said.get(name, default)

    def only(self, name: str, known: str, default: Any = ...) -> None:
        """Refuse any other word than the one that the product knows."""
        if (found := self.get(name, default)) != known:
            raise UnknownCase(f"{self._column}.{name} is {found!r}; the product knows {known!r} alone")

    def assert_all_read(self) -> None:
        """Refuse what no rule has asked for."""
        if unknown := sorted(set(self._said) - self._read):
            raise UnknownCase(f"{self._column} has an unknown {', '.join(map(repr, unknown))}")


@dataclass(frozen=True)
class Answer:
    """What the product says; None is an empty column."""

    status: str
    window_start: date | None = None
    due_by: date | None = None
    expires_after: date | None = None
    shifted_to: date | None = None

    def in_words(self) -> dict[str, str]:
        """By column, as the file writes it."""
        return {name: "" if said is None else str(said) for name, said in vars(self).items()}


class House:
    """One customer's house on one day. The playbook that it runs is called `case`."""

    def __init__(self, session: Session, today: date, zone: str) -> None:
        self.session, self.today, self.zone = session, today, zone
        self.customer: Customer = customer(session, f"case {next(_NUMBER)}", house="bund", day_zone=zone, zone=zone)

    def day(self, said: str) -> date:
        """A local date as it is, an instant by the customer's clock."""
        return local_date(datetime.fromisoformat(said), self.zone) if "T" in said else date.fromisoformat(said)

    def happened(self, on: date, kind: str, **details: Any) -> None:
        """An event of the customer's."""
        key, born = f"case:{next(_NUMBER)}", datetime.combine(on, time(12), UTC)
        row = {"source": "case", "external_id": key, "kind": kind, "occurred_on": on, "created_at": born}
        self.session.add(Event(customer_id=self.customer.id, details=details, **row))
        self.session.flush()

    def plan(self, playbook: Playbook, on: date) -> None:
        """What the planner does in the night before this day."""
        self.session.flush()
        plan(self.session, [playbook], datetime.combine(on, time(), UTC) - timedelta(hours=14), [self.customer.id])
        self.session.expire_all()

    def planned(self, step: str, course: str = "") -> list[FollowUp]:
        """What stands there of this step; `course` is the end of the course's name."""
        own = select(FollowUp).where(FollowUp.customer_id == self.customer.id, FollowUp.step == step)
        return list(self.session.scalars(own.where(FollowUp.course.endswith(course)).order_by(FollowUp.first_day)))

    def nights(self, first: date) -> Iterator[date]:
        """Nights on which the house is planned, from before anything was due."""
        return (first - timedelta(days=2) + _EVERY * number for number in range(_NIGHTS))

    def find(self, playbook: Playbook, step: str, first: date, course: str = "") -> FollowUp | None:
        """The follow-up of this step, as soon as it is planned; None where it never is."""
        for night in self.nights(first):
            self.plan(playbook, night)
            if found := self.planned(step, course):
                return found[0]
        return None

    def close(self, follow_up: FollowUp, state: FollowUpState, reached_on: date | None = None) -> None:
        """Let it end so."""
        move(self.session, follow_up, state, "case", follow_up.opens_at)
        follow_up.reached_on = reached_on
        self.session.flush()

    def answer(self, found: FollowUp | None, expires: bool) -> Answer:
        """How it stands today; `expires` is False where the case names no end."""
        if found is None:
            return Answer(Standing.NOT_APPLICABLE)
        last_late = local_date(found.closes_at - timedelta(seconds=1), self.zone) if expires else None
        done = found.state is FollowUpState.DONE
        how = standing(found.first_day, found.last_day, last_late, self.today, done)
        return Answer(how, found.first_day, found.last_day, last_late)


def playbook(anchors: dict[str, Any], *steps: dict[str, Any]) -> Playbook:
    """The case's playbook with these anchors and steps."""
    common = {"why": _WORDS, "script": _WORDS, "priority": 10}
    book = {"id": "case", "name": _WORDS, "purpose": "care", "hours": "clinic", "anchors": anchors}
    return Playbook.model_validate(book | {"steps": [common | step for step in steps]})
