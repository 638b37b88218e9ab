"""One day of one customer, on the customer's calendar: what there was, what there is, or a forecast of what will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt
from dialer.explaining import history
from dialer.explaining.answer import of_customer, of_follow_up
from dialer.explaining.forecast import forecast
from dialer.explaining.judging import Asked
from dialer.explaining.past import past
from dialer.explaining.summary import summary
from dialer.explaining.tries import tries
from dialer.explaining.voice import Line, Voice
from runtime.zones import local_date, start_of_day

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OfDay:
    """One follow-up on this day."""

    follow_up_id: int
    #: The playbook, and why it asks for this.
    rule: str
    sentence: str
    #: What happened to it on this day, oldest first.
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Day:
    """A day in one sentence, then each follow-up that had a part in it."""

    on: date
    sentence: str
    cases: tuple[OfDay, ...]
    #: It has not come yet: everything here is a forecast.
    ahead: bool


@dataclass(frozen=True)
class Bounds:
    """The instants at which a day begins and ends where the customer is."""

    begins: datetime
    ends: datetime

    def hold(self, at: datetime | None) -> bool:
        """Whether it happened on this day."""
        return at is not None and self.begins <= at < self.ends


def day_of(session: Session, customer: Customer, on: date, asked: Asked, voice: Voice) -> Day:
    """Each follow-up that was due, tried, refused, put off or closed on this day, or that is planned for it."""
    voice = replace(voice, zone=customer.day_zone)
    today = local_date(asked.now, customer.day_zone)
    bounds = Bounds(start_of_day(on, customer.day_zone), start_of_day(on + _DAY, customer.day_zone))
    mine = select(FollowUp).where(FollowUp.customer_id == customer.id).order_by(FollowUp.next_try_at, FollowUp.id)
    all_of_them = session.scalars(mine).all()
    wanted = [case for case in all_of_them if (_ahead if on > today else _then)(session, case, bounds)]
    cases = tuple(_told(session, case, customer, on, bounds, asked, voice) for case in wanted)
    sentence = _head(customer, on, today, len(cases), all_of_them, voice)
    if on == today and cases:
        sentence = of_customer(session, customer, asked, voice)
    return Day(on, sentence, cases, ahead=on > today)


def _then(session: Session, case: FollowUp, bounds: Bounds) -> bool:
    """It could be done on this day, or something was done to it."""
    if case.created_at >= bounds.ends or (case.closed_at is not None and case.closed_at < bounds.begins):
        return False
    if (case.opens_at < bounds.ends and case.closes_at > bounds.begins) or bounds.hold(case.closed_at):
        return True
    tried = select(Attempt.id).where(
        Attempt.follow_up_id == case.id, Attempt.claimed_at >= bounds.begins, Attempt.claimed_at < bounds.ends
    )
    return session.scalars(tried.limit(1)).first() is not None


def _ahead(_: Session, case: FollowUp, bounds: Bounds) -> bool:
    """As far as is known it is still open on this day, and its next try does not come later."""
    return not case.state.final and case.next_try_at < bounds.ends and case.closes_at > bounds.begins


def _told(
    session: Session, case: FollowUp, customer: Customer, on: date, bounds: Bounds, asked: Asked, voice: Voice
) -> OfDay:
    attempts = tries(session, case.id)
    lines = tuple(line for line in past(session, case, attempts, voice) if bounds.hold(line.at))
    if bounds.begins > asked.now:
        sentence = forecast(session, case, bounds.begins, bounds.ends, asked, voice)
    elif bounds.hold(asked.now) and not case.state.final:
        sentence = of_follow_up(session, case, customer, asked, voice)
    else:
        sentence = summary(session, case, attempts, bounds.hold, voice)
    return OfDay(case.id, history.rule(session, case, voice), sentence, lines)


def _head(customer: Customer, on: date, today: date, count: int, mine: Sequence[FollowUp], voice: Voice) -> str:
    tense = "future" if on > today else "past"
    said = {"who": customer.name, "day": voice.day(on), "count": count}
    if count:
        return voice.say("day", f"{tense}_one" if count == 1 else f"{tense}_many", **said)
    days = [day for case in mine if (day := _day_of(case, today, voice.zone)) is not None and day > on]
    later = voice.say("day", "later", day=voice.day(min(days))) if days else voice.say("day", "none_later")
    return voice.say("day", "today_none" if on == today else f"{tense}_none", next=later, **said)


def _day_of(case: FollowUp, today: date, zone: str) -> date | None:
    """The day on which it is, or was, first to be looked for; none for what was withdrawn."""
    if case.state is FollowUpState.WITHDRAWN:
        return None
    return case.first_day if case.state.final else max(local_date(case.next_try_at, zone), today)
