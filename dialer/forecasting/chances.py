"""Chances: how likely a call is answered, by which try it is, and how long people talk; from the house's own ledger.

Where the house has made fewer than 200 calls in 30 days, the first try is answered by 30 % and each later one by fewer:
people differ, and who is left is harder to reach (a Beta(0.9, 2.1) mixture: 30, 22.5, 18, 15 … %).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt

LOOK_BACK = timedelta(days=30)
#: So many calls at least, and no more than that many: the latest ones.
ENOUGH, MOST = 200, 20_000
#: Of these nobody can say whether they would have been answered.
_UNTOLD = (Result.NOT_PLACED, Result.CANCELLED, Result.BLOCKED, Result.LOST)
_ANSWERED = (Result.TALKED, Result.GREETED, Result.ABANDONED)
#: Tries told apart; the last one stands for all that follow.
_TRIES = 6
_A, _B = 0.9, 2.1
#: How much the mixture weighs against what was counted, in calls.
_PRIOR = 4.0
#: Seconds of a conversation and of the work after it, where the ledger does not tell.
TALK, WRAP_UP = 150.0, 30.0
#: Conversations from which an average is made, and the longest wrap-up that is one: after that the agent was away.
_TALKS, _LONGEST_WRAP_UP = 2_000, 600.0


@dataclass(frozen=True)
class Chances:
    """The chance of each try, and how well it is known."""

    by_try: tuple[float, ...]
    #: From so many calls of the house; 0: by the literature alone.
    calls: int

    @property
    def low(self) -> tuple[float, ...]:
        """Two standard deviations less; by the literature alone they are known as well as from `ENOUGH` calls."""
        return tuple(max(0.0, p - 2 * math.sqrt(p * (1 - p) / max(self.calls, ENOUGH))) for p in self.by_try)


@dataclass(frozen=True)
class Talks:
    """How long a conversation takes, in seconds."""

    talk: float
    wrap_up: float
    #: From so many conversations of the house; 0: practice's default.
    talks: int


def by_literature() -> Chances:
    """The chances of a house that has not called yet."""
    return Chances(tuple(_A / (_A + _B + n) for n in range(_TRIES)), 0)


def smoothed(counted: Sequence[tuple[int, int]]) -> Chances:
    """From (calls, answered) by try: what was counted, pulled to the literature where there was little to count."""
    calls = sum(made for made, _ in counted)
    prior = by_literature()
    if calls < ENOUGH:
        return prior
    found: list[float] = []
    for nth, expected in enumerate(prior.by_try):
        made, answered = counted[nth] if nth < len(counted) else (0, 0)
        # What was found of the try before tells how this house's customers differ from the literature's.
        expected *= found[-1] / prior.by_try[nth - 1] if found else 1.0
        found.append(min(1.0, (_PRIOR * expected + answered) / (_PRIOR + made)))
    return Chances(tuple(found), calls)


def chances(session: Session, now: datetime) -> Chances:
    """Of calls of the last 30 days, the latest 20,000 at most: index `ix_attempt_placing`, and each one's own case."""
    recent = _recent(now).subquery()
    earlier = aliased(Attempt)
    before = select(func.count()).where(
        earlier.follow_up_id == recent.c.follow_up_id,
        earlier.placing_at < recent.c.placing_at,
        earlier.channel == "call",
        earlier.direction == "out",
        earlier.state == AttemptState.ENDED,
    )
    nth = func.least(before.correlate(recent).scalar_subquery(), _TRIES - 1).label("nth")
    answered = and_(recent.c.result.in_(_ANSWERED), ~recent.c.machine)
    tried = select(nth, answered.label("answered")).subquery()
    counts = select(tried.c.nth, func.count(), func.count().filter(tried.c.answered)).group_by(tried.c.nth)
    found = {number: (made, met) for number, made, met in session.execute(counts)}
    return smoothed([found.get(number, (0, 0)) for number in range(_TRIES)])


def _recent(now: datetime) -> Select[int, datetime | None, Result | None, bool]:
    return (
        select(Attempt.follow_up_id, Attempt.placing_at, Attempt.result, Attempt.machine)
        .where(
            Attempt.placing_at > now - LOOK_BACK,
            Attempt.placing_at <= now,
            Attempt.channel == "call",
            Attempt.direction == "out",
            Attempt.state == AttemptState.ENDED,
            Attempt.result.not_in(_UNTOLD),
        )
        .order_by(Attempt.placing_at.desc())
        .limit(MOST)
    )


def talks(session: Session, now: datetime) -> Talks:
    """Of the latest 2,000 conversations of agents in 30 days."""
    wrap_up = func.extract("epoch", Outcome.logged_at - Attempt.ended_at)
    latest = (
        select(func.extract("epoch", Attempt.ended_at - Attempt.answered_at).label("talk"), wrap_up.label("wrap_up"))
        .outerjoin(Outcome, Outcome.attempt_id == Attempt.id)
        .where(
            Attempt.placing_at > now - LOOK_BACK,
            Attempt.placing_at <= now,
            Attempt.mode == "agent",
            Attempt.result == Result.TALKED,
            Attempt.answered_at.is_not(None),
        )
        .order_by(Attempt.placing_at.desc())
        .limit(_TALKS)
        .subquery()
    )
    after = func.least(func.greatest(latest.c.wrap_up, 0), _LONGEST_WRAP_UP)
    count, talk, wrapped = session.execute(
        select(func.count(), func.avg(latest.c.talk), func.avg(after)).select_from(latest)
    ).one()
    if count < ENOUGH or talk is None:
        return Talks(TALK, WRAP_UP, 0)
    return Talks(float(talk), float(wrapped) if wrapped is not None else WRAP_UP, count)
