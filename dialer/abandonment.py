"""Abandonment: of the calls of ours that a person answered, how many met nobody of ours in time; counted by day.

A *live answer* is a call out that was picked up, except where the carrier detected a machine or the agent logged one.
It is counted on the day of the house's clock on which it was picked up.

It was *abandoned* when an agent was to be there, and the voices never met, or met more than 2 seconds after the answer.
That they met is heard from the carrier; where that message is lost, it is when we told the carrier to join them. Late
messages therefore count against us. A greeting is for nobody to miss: it is a live answer, and never abandoned.

Source: law/README 1.4. At most 3 % of live answers, not of dials: per campaign and 24 hours (UK Ofcom), per campaign
and 30 days (US FTC 16 CFR 310.4(b)(4), FCC 47 CFR 64.1200(a)(7)), per calendar month (Canada, whose own limit is 5 %).

Every call to be answered by an agent has one reserved, so this stays near zero. Predictive dialing, which rings more
telephones than agents are free, would have its place above these counts: it may over-dial only while they allow it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ARRAY, ColumnElement, Interval, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.attempt_life import Result
from dialer.attempts import PICKED_UP, PICKED_UP_AT, Attempt
from runtime.database import UtcDateTime
from runtime.zones import local_date, start_of_day

#: The share of live answers that may be abandoned.
LIMIT = 0.03
#: How long after the answer somebody has to be there. A fast clock passes its own span, as with all real time.
IN_TIME = timedelta(seconds=2)
#: Days that count as the last thirty, today among them.
DAYS = 30


@dataclass(frozen=True)
class Count:
    """Live answers, and those of them that were abandoned."""

    answered: int = 0
    abandoned: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; 0 where nobody answered."""
        return self.abandoned / self.answered if self.answered else 0.0

    @property
    def over(self) -> bool:
        """More than may be."""
        return self.share > LIMIT

    def __add__(self, other: Count) -> Count:
        return Count(self.answered + other.answered, self.abandoned + other.abandoned)


@dataclass(frozen=True)
class Abandonment:
    """One campaign's counts by day, as far back as the longest of the spans."""

    on: date
    #: Days on which somebody answered.
    days: Mapping[date, Count]

    @property
    def today(self) -> Count:
        """Since midnight of the house's clock."""
        return self._since(self.on)

    @property
    def thirty_days(self) -> Count:
        """The last 30 days, today among them."""
        return self._since(self.on - timedelta(days=DAYS - 1))

    @property
    def month(self) -> Count:
        """The calendar month."""
        return self._since(self.on.replace(day=1))

    @property
    def over(self) -> bool:
        """More than may be, in one of the spans."""
        return self.today.over or self.thirty_days.over or self.month.over

    def _since(self, first: date) -> Count:
        return sum((count for day, count in self.days.items() if day >= first), Count())


def by_campaign(
    session: Session, zone: str, now: datetime, in_time: timedelta = IN_TIME, *, only_today: bool = False
) -> dict[int | None, Abandonment]:
    """Every campaign that somebody answered lately, by its id; None is all work without a campaign.

    The days are those of this zone, the house's; `only_today` leaves the others out.
    """
    days = _days(local_date(now, zone))[-1 if only_today else 0 :]
    return _read(session, _answers(days, zone, now, in_time), days)


def of_campaign(
    session: Session, campaign_id: int | None, zone: str, now: datetime, in_time: timedelta = IN_TIME
) -> Abandonment:
    """One campaign; None is all work without a campaign."""
    days = _days(local_date(now, zone))
    answers = _answers(days, zone, now, in_time).where(FollowUp.campaign_id.is_not_distinct_from(campaign_id))
    return _read(session, answers, days).get(campaign_id, Abandonment(days[-1], {}))


def together(counted: Iterable[Abandonment], on: date) -> Abandonment:
    """Several campaigns as one, on this day: the whole house."""
    days: dict[date, Count] = defaultdict(Count)
    for one in counted:
        for day, count in one.days.items():
            days[day] += count
    return Abandonment(on, dict(days))


def _read(
    session: Session, answers: Select[int | None, int, int, int], days: list[date]
) -> dict[int | None, Abandonment]:
    found: dict[int | None, dict[date, Count]] = defaultdict(dict)
    for campaign_id, n, answered, abandoned in session.execute(answers):
        found[campaign_id][days[n - 1]] = Count(answered, abandoned)
    return {campaign_id: Abandonment(days[-1], counts) for campaign_id, counts in found.items()}


def _days(today: date) -> list[date]:
    """As far back as the longest of the spans."""
    first = min(today - timedelta(days=DAYS - 1), today.replace(day=1))
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]


def _answers(days: list[date], zone: str, now: datetime, in_time: timedelta) -> Select[int | None, int, int, int]:
    """By campaign and number of the day, from 1: live answers, and those abandoned."""
    # PostgreSQL's zones are of another age than ours: it only sorts instants into our days.
    starts = [start_of_day(day, zone) for day in days]
    at, met = PICKED_UP_AT, func.coalesce(Attempt.joined_at, Attempt.bridged_at)
    agent = Attempt.mode == "agent"
    late = or_(met.is_(None), met > at + literal(in_time, Interval))
    day = func.width_bucket(at, literal(starts, ARRAY(UtcDateTime))).label("day")
    return (
        select(FollowUp.campaign_id, day, func.count(), func.count().filter(agent, late))
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .where(PICKED_UP, at.between(starts[0], now), *_live())
        # Whoever has just picked up may still meet somebody in time.
        .where(~and_(agent, met.is_(None), at > now - in_time))
        .group_by(FollowUp.campaign_id, day)
    )


def _live() -> tuple[ColumnElement[bool], ...]:
    """A person, as far as the carrier and the agent can tell."""
    logged = exists().where(Outcome.attempt_id == Attempt.id, Outcome.disposition == "machine")
    return ~Attempt.machine, Attempt.result.is_distinct_from(Result.MACHINE), ~logged
