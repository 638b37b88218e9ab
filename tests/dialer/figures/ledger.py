"""The ledger counted by hand, row by row and without SQL's help, beside what was rolled up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.house_clock import house_zone
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from dialer.figures.rows import LAST_TRY, NOBODY, AttemptFigure, FollowUpFigure, OutcomeFigure, RatingFigure
from runtime.zones import local_date

Count = tuple[Any, ...]
Counted = dict[Count, int]
_PUT_OFF = ("call_later", "machine", "relative", "wrong_number")


class Ledger:
    """Every row, read once."""

    def __init__(self, session: Session) -> None:
        self.customers = {one.id: one for one in session.scalars(select(Customer))}
        self.agents = {one.login: one.id for one in session.scalars(select(Agent))}
        self.follow_ups = {one.id: one for one in session.scalars(select(FollowUp))}
        self.outcomes = list(session.scalars(select(Outcome).order_by(Outcome.logged_at, Outcome.id)))
        self.zone = house_zone(session)
        calls = session.scalars(select(Attempt).where(Attempt.placing_at.is_not(None), Attempt.channel == "call"))
        went = [one for one in calls if one.state.value not in ("refused", "released")]
        self.calls = sorted(went, key=lambda one: (one.placing_at, one.id))

    def counted(self) -> Counted:
        """What was counted, by the day and everything else that tells one number from another."""
        found: Counter[Count] = Counter()
        for follow_up in self.follow_ups.values():
            for name in self._of(follow_up):
                found["follow_up", follow_up.last_day, *self._where(follow_up, self._whose(follow_up)), name] += 1
        nth: Counter[int] = Counter()
        for call in (one for one in self.calls if one.direction == "out"):
            nth[call.follow_up_id] += 1
            which = (call.mode, min(LAST_TRY, nth[call.follow_up_id]))
            day = local_date(call.placing_at, self.zone) if call.placing_at else None
            for name in _of_call(call):
                of = self._where(self.follow_ups[call.follow_up_id], call.agent_id)
                found["attempt", day, *of, *which, name] += 1
        for outcome in (one for one in self.outcomes if one.contact_on):
            of = self._where(self.follow_ups[outcome.follow_up_id], outcome.agent_id)
            for name in _of_outcome(outcome):
                found["outcome", outcome.contact_on, *of, name] += 1
            for question, points in outcome.ratings.items():
                for name, n in (("answers", 1), ("points", points), ("low", int(points < 3))):
                    found["rating", outcome.contact_on, *of, question, name] += n
        return {key: n for key, n in found.items() if n}

    def _where(self, follow_up: FollowUp, agent_id: int | None) -> Count:
        branch = self.customers[follow_up.customer_id].branch
        return follow_up.playbook, follow_up.role, branch, agent_id or NOBODY

    def _whose(self, follow_up: FollowUp) -> int | None:
        logged = [one.agent_id for one in self.outcomes if one.follow_up_id == follow_up.id and one.agent_id]
        called = [one.agent_id for one in self.calls if one.follow_up_id == follow_up.id and one.agent_id]
        promised = self.agents.get(follow_up.owner or "")
        own = self.agents.get(self.customers[follow_up.customer_id].owner or "")
        last_logged, last_called = (next(reversed(ids), None) for ids in (logged, called))
        return last_logged or promised or own or last_called

    def _of(self, one: FollowUp) -> Iterable[str]:
        bucket = self._bucket(one)
        yield bucket
        met = one.state == "talked" or (one.state == "done" and one.reason not in ("texted", "no_answer_needed"))
        if bucket not in ("withdrawn", "carried"):
            yield from ["tried"] * (met or (one.tries_made > 0 and one.mode != "text"))
            yield from ["reached"] * met

    def _bucket(self, one: FollowUp) -> str:
        if one.state != "done":
            return one.state.value if one.state.final else "open"
        mine = [o for o in self.outcomes if o.follow_up_id == one.id and o.disposition == one.reason and o.next_date]
        if one.reason in _PUT_OFF and mine:
            return "carried"
        assert one.closed_at is not None
        done_on = one.reached_on or local_date(one.closed_at, self.customers[one.customer_id].day_zone)
        return "on_time" if done_on <= one.last_day else "late"


def rolled_up(session: Session) -> Counted:
    """The same out of the tables."""
    found: Counted = defaultdict(int)
    more: dict[Any, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
        FollowUpFigure: ("follow_up", (), _BUCKETS),
        AttemptFigure: ("attempt", ("mode", "nth"), ("placed", "answered", "reached")),
        OutcomeFigure: ("outcome", (), ("talked", "well", "concern", "dissatisfied", "refused", "low")),
        RatingFigure: ("rating", ("question",), ("answers", "points", "low")),
    }
    for table, (what, keys, names) in more.items():
        for row in session.scalars(select(table)):
            of = (row.day, row.playbook, row.role, row.branch, row.agent_id, *(getattr(row, key) for key in keys))
            found |= {(what, *of, name): getattr(row, name) for name in names if getattr(row, name)}
    return dict(found)


_BUCKETS = ("on_time", "late", "carried", "missed", "exhausted", "withdrawn", "open", "tried", "reached")


def _of_call(call: Attempt) -> Iterable[str]:
    yield "placed"
    yield from ["answered"] * (call.answered_at is not None or call.result in ("talked", "greeted", "abandoned"))
    yield from ["reached"] * (call.result in ("talked", "greeted"))


def _of_outcome(outcome: Outcome) -> Iterable[str]:
    yield "talked"
    yield from [outcome.disposition] * (outcome.disposition in ("well", "concern", "dissatisfied", "refused"))
    yield from ["low"] * any(points < 3 for points in outcome.ratings.values())


def day_of(n: int) -> date:
    """Days of November 2026, and over its end."""
    return date.fromordinal(date(2026, 11, 20).toordinal() + n)
