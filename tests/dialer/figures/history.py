"""A messy history: rows made, changed, corrected, taken back and erased in no order, as a seed says."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from tests.cast import TUESDAY_11, agent, branch, customer, follow_up
from tests.dialer.counted import call
from tests.dialer.figures.ledger import day_of

_BOOKS = ("skin-laser", "inpatient", "service-next-day")
_STATES = ("planned", "underway", "talked", "done", "done", "done", "exhausted", "missed", "withdrawn")
_REASONS = ("well", "concern", "greeted", "texted", "no_answer_needed", "call_later", "machine", "relative")
_RESULTS = ("talked", "greeted", "no_answer", "busy", "abandoned", "machine", None)
_CALLS = ("ended", "answered", "placed", "claimed", "refused", "released", "lost")
_SAID = ("well", "concern", "dissatisfied", "refused", "call_later", "relative", "machine")


class History:
    """Some customers of three houses in three zones, four agents, and what happens to them."""

    def __init__(self, session: Session, seed: int) -> None:
        self.random = Random(seed)
        self.session = session
        self.houses = [branch(session, name).name for name in ("harbour", "bund", "kitsilano")]
        self.agents = [agent(session, login).id for login in ("wing", "fai", "lok", "yan")]
        for n in range(12):
            house = self.any(self.houses)
            customer(session, f"人{n}", f"+8526000{n:04}", house=house, owner=self.any(["wing", "gone", None]))
        for n in range(40):
            self._plan(n)
            self._change(n)

    def any(self, of: Any) -> Any:
        """One of them."""
        return self.random.choice(list(of))

    def happens(self, deeds: int) -> None:
        """So many changes, each of them one statement as another hand would send it."""
        for n in range(deeds):
            deed = self.any((self._change, self._call, self._recall, self._log, self._log, self._correct, self._odd))
            deed(n)
        self.session.flush()

    def _plan(self, n: int) -> None:
        whose = self.session.get_one(Customer, self.random.randint(1, 12))
        row: dict[str, Any] = {"playbook": self.any(_BOOKS), "role": self.any(("service", "nurse"))}
        row |= {"mode": self.any(("agent", "text")), "occurrence_key": f"history/{n}/{self.random.random()}"}
        row |= {"owner": "lok", "take_over_at": TUESDAY_11} if self.random.random() < 0.3 else {}
        follow_up(self.session, whose, **row, last_day=day_of(self.random.randint(0, 14)))

    def _change(self, _: int) -> None:
        """Claimed, done late, missed, planned again, moved to another day."""
        state, closed = self.any(_STATES), self._instant()
        values: dict[str, Any] = {"state": state, "reason": self.any(_REASONS), "closed_at": closed}
        near = FollowUp.last_day + self.random.randint(-1, 1)
        values["reached_on"] = near if self.random.random() < 0.5 else None
        values["tries_made"] = self.random.randint(0, 3)
        if self.random.random() < 0.3:
            values = {"last_day": day_of(self.random.randint(0, 14))}
        self.session.execute(update(FollowUp).where(FollowUp.id == self._one(FollowUp)).values(values))

    def _call(self, _: int) -> None:
        # Some are called about again and again, in an order that is not that of the rows.
        few = [*self.session.scalars(select(FollowUp.id).order_by(FollowUp.id).limit(6))]
        due = self.session.get_one(FollowUp, self.any(few))
        channel = self.any(("call", "call", "call", "text"))
        row = {"state": "ended", "result": self.any(_RESULTS), "placing_at": self._instant(), "channel": channel}
        row |= {"agent_id": self.any([*self.agents, None]), "direction": self.any(("out", "out", "in"))}
        call(self.session, due, **row, mode=f"m{self.random.random()}" if channel == "text" else due.mode)

    def _recall(self, _: int) -> None:
        """A late message: the call ended otherwise, was never placed, or somebody else's."""
        values = {"state": self.any(_CALLS[4:]), "result": self.any(_RESULTS), "agent_id": self.any(self.agents)}
        if self.random.random() < 0.3:
            values = {"placing_at": self.any([self._instant(), None])}
        self.session.execute(update(Attempt).where(Attempt.id == self._one(Attempt)).values(values))

    def _log(self, _: int) -> None:
        due = self.session.get_one(FollowUp, self._one(FollowUp))
        row: dict[str, Any] = {"follow_up_id": due.id, "customer_id": due.customer_id, "logged_at": self._instant()}
        row |= {"disposition": self.any(_SAID), "agent_id": self.any([*self.agents, None])}
        row["ratings"] = {f"q{n}": self.random.randint(1, 5) for n in range(self.random.randint(0, 4))}
        row["contact_on"] = day_of(self.random.randint(0, 16)) if self.random.random() < 0.7 else None
        row["next_date"] = day_of(20) if self.random.random() < 0.8 else None
        self.session.add(Outcome(**row))
        self.session.flush()
        if self.random.random() < 0.5:
            closed = {"state": "done", "reason": row["disposition"], "closed_at": self._instant()}
            self.session.execute(update(FollowUp).where(FollowUp.id == due.id).values(closed))

    def _correct(self, _: int) -> None:
        """An outcome that was logged late, or wrongly."""
        values = {"disposition": self.any(_SAID), "contact_on": self.any([day_of(3), day_of(15), None])}
        values |= {"ratings": {"q1": self.random.randint(1, 5)}, "logged_at": self._instant()}
        self.session.execute(update(Outcome).where(Outcome.id == self._one(Outcome)).values(values))

    def _odd(self, n: int) -> None:
        """Planned anew, moved to another branch or colleague, erased, many at once, taken out of the ledger."""
        which, one = n % 6, self._one(Customer)
        if which == 0:
            self._plan(n)
        elif which == 1:
            values = {"branch": self.any(self.houses), "owner": self.any(["fai", None])}
            self.session.execute(update(Customer).where(Customer.id == one).values(values))
        elif which == 2:
            erased = {"name": "", "surname": "", "erased_at": TUESDAY_11, "owner": None, "branch": self.houses[0]}
            self.session.execute(update(Customer).where(Customer.id == one).values(erased))
            self.session.execute(update(Outcome).where(Outcome.customer_id == one).values(notes="", ratings={}))
        elif which == 3:
            several = FollowUp.playbook == self.any(_BOOKS), FollowUp.last_day == day_of(n % 14)
            self.session.execute(update(FollowUp).where(*several).values(role="nurse", owner=None, take_over_at=None))
        elif which == 4:
            self.session.execute(delete(Outcome).where(Outcome.id == self._one(Outcome)))
        else:
            self.session.execute(delete(FollowUp).where(FollowUp.id == self._one(FollowUp)))

    def _one(self, table: Any) -> int:
        """The id of one row; of none where there is none yet."""
        ids: list[int] = [*self.session.scalars(select(table.id))]
        return self.random.choice(ids or [-1])

    def _instant(self) -> datetime:
        return TUESDAY_11 + timedelta(hours=self.random.randint(-120, 240), minutes=self.random.randint(0, 59))
