"""Launching a playbook's step over a segment: first the count with everybody who is left out; then the rows."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import LocalDay, fill_local_days
from campaigns.planning.conditions import holds
from campaigns.planning.terms import at
from campaigns.playbooks.model import Playbook, Step
from campaigns.segments import Segment, house_today
from dialer.judgement.consent_law import MARKETING
from dialer.left_out import Preview, Way, sieve, sort_out


def new_key() -> str:
    """A name for one decision to launch."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Launch:
    """What a supervisor decided."""

    name: str
    playbook: Playbook
    segment: Segment
    #: Language -> text; empty means the playbook's own words.
    message: dict[str, str]
    launched_by: int
    #: Names this decision; the same one launches once, however often it arrives.
    key: str = field(default_factory=new_key)
    #: Which of the playbook's launchable steps; empty for the first.
    step: str = ""
    #: Named hours instead of the playbook's.
    hours: str = ""
    #: The first and the last day, on each customer's own calendar, instead of the step's window.
    starts_on: date | None = None
    ends_on: date | None = None
    #: Calls at most to each customer, instead of the step's.
    tries: int | None = None
    #: Numbers of ours that call and text (E.164), instead of each branch's own.
    lines: tuple[str, ...] = ()

    @property
    def chosen(self) -> Step:
        """The step that is launched. LookupError where the playbook has none of this name to launch."""
        found = [s for s in self.playbook.launched if self.step in ("", s.id)]
        if not found:
            raise LookupError(f"{self.playbook.id} has no step {self.step!r} that is launched")
        return found[0]

    def way(self, no_voice: Sequence[str]) -> Way:
        """How it reaches people; `no_voice` are the prefixes that the carrier does not reach by voice."""
        return Way("text" if self.chosen.mode == "text" else "call", self.playbook.purpose, no_voice)


def launch_of(campaign: Campaign, playbook: Playbook) -> Launch:
    """What was decided, or is proposed, as its campaign keeps it."""
    return Launch(
        campaign.name,
        playbook,
        Segment.model_validate(campaign.segment),
        campaign.message,
        campaign.launched_by,
        campaign.launch_key,
        campaign.step,
        campaign.hours,
        campaign.starts_on,
        campaign.ends_on,
        campaign.tries,
        tuple(campaign.lines),
    )


def preview(
    session: Session, segment: Segment, no_voice: Sequence[str], now: datetime, purpose: str = MARKETING
) -> Preview:
    """Count the segment for calls: who can be called, and the others by the first reason that leaves them out.

    `purpose` is the playbook's; where nobody says it, the one that needs consent the most.
    """
    return _counted(session, segment, Way("call", purpose, no_voice), now)


def counted(session: Session, wanted: Launch, no_voice: Sequence[str], now: datetime) -> Preview:
    """Count whom this launch would reach, and the others by the first reason that leaves them out."""
    return _counted(session, wanted.segment, wanted.way(no_voice), now)


def _counted(session: Session, segment: Segment, way: Way, now: datetime) -> Preview:
    return sort_out(session, segment.conditions(house_today(session, now)), way, now)


def awaiting_a_call(session: Session, no_voice: Sequence[str], now: datetime) -> Preview:
    """The same count over everybody to whom a follow-up is due, now or later."""
    due = exists().where(FollowUp.customer_id == Customer.id, FollowUp.state == FollowUpState.PLANNED)
    # Each of them has a purpose of its own, and is judged by it when it is due.
    return sort_out(session, [due], Way("call", "", no_voice), now)


@dataclass(frozen=True)
class Group:
    """Customers of a launch who can be reached and have something in common."""

    language: str
    #: ISO country of the number that is called or texted.
    country: str
    customers: int
    #: The id of any of them.
    one_of_them: int


def reached(
    session: Session,
    segment: Segment,
    no_voice: Sequence[str],
    now: datetime,
    purpose: str,
    channel: str = "call",
) -> list[Group]:
    """Who can be reached of this segment, by language and country."""
    through = sieve(segment.conditions(house_today(session, now)), Way(channel, purpose, no_voice), now)
    asked = through.asks(Customer.id, Customer.language, through.country.label("country")).where(through.why == "")
    people = asked.subquery()
    rows = select(people.c.language, people.c.country, func.count(), func.min(people.c.id))
    return [Group(*row) for row in session.execute(rows.group_by(people.c.language, people.c.country))]


def launch(session: Session, wanted: Launch, no_voice: Sequence[str], now: datetime) -> Campaign:
    """Write the campaign and a follow-up for each who can be reached, once for each key. The caller commits."""
    campaign, fresh = write_campaign(session, wanted, "running", None, now)
    if fresh:
        campaign.size = plan(session, campaign, wanted, no_voice, now)
    return campaign


def write_campaign(
    session: Session, wanted: Launch, state: str, size: int | None, now: datetime
) -> tuple[Campaign, bool]:
    """The campaign of this key, and whether it was not there before. Nobody is called for it yet."""
    row = {
        "launch_key": wanted.key,
        "name": wanted.name,
        "playbook": wanted.playbook.id,
        "segment": wanted.segment.model_dump(mode="json", exclude_defaults=True),
        "message": wanted.message,
        "step": wanted.chosen.id,
        "state": state,
        "size": size,
        "hours": wanted.hours,
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
        "tries": wanted.tries,
        "lines": list(wanted.lines),
        "launched_by": wanted.launched_by,
        "launched_at": now,
    }
    made = insert(Campaign).values(row).on_conflict_do_nothing(index_elements=["launch_key"]).returning(Campaign)
    campaign = session.scalar(made)
    if campaign is not None:
        return campaign, True
    return session.scalars(select(Campaign).where(Campaign.launch_key == wanted.key)).one(), False


def plan(session: Session, campaign: Campaign, wanted: Launch, no_voice: Sequence[str], now: datetime) -> int:
    """A follow-up for each who can be reached at `now`; how many there are. The campaign is fresh, or locked."""
    # Half a minute for a million of them, on a machine with nothing else to do.
    session.execute(text("set local statement_timeout = '10min'"))
    step = wanted.chosen
    zones = session.scalars(select(Customer.day_zone).distinct())
    soonest = max(now.date(), wanted.starts_on or now.date())
    last = wanted.ends_on or soonest + timedelta(days=step.due.last.days + step.late.days)
    fill_local_days(session, zones, now.date() - timedelta(days=1), last + timedelta(days=2))
    whom = wanted.segment.conditions(house_today(session, now))
    through = sieve(whom, wanted.way(no_voice), now)
    days = _days(wanted, now)
    values = _columns(campaign, wanted, days, now)
    meant = [holds(condition, days.today.day.expression, at(now), has_event=False) for condition in step.when]
    rows = days.joined(through.asks(*values.values())).where(*meant, through.why == "")
    session.execute(insert(FollowUp).from_select(list(values), rows).on_conflict_do_nothing())
    return session.scalars(select(func.count()).where(FollowUp.campaign_id == campaign.id)).one()


@dataclass(frozen=True)
class _Days:
    """The window of a launch on a customer's own calendar."""

    today: type[LocalDay]
    opening: type[LocalDay]
    closing: type[LocalDay]
    first: ColumnElement[date]
    last: ColumnElement[date]
    closes: ColumnElement[date]
    now: datetime

    def joined(self, asked: Select[Any]) -> Select[Any]:
        """The same customers with their days, but for those on whose calendar the last one is over."""
        today, opening, closing = self.today, self.opening, self.closing
        return (
            asked.join(
                today, and_(today.zone == Customer.day_zone, today.starts_at <= self.now, today.ends_at > self.now)
            )
            .join(opening, and_(opening.zone == today.zone, opening.day == self.first))
            .join(closing, and_(closing.zone == today.zone, closing.day == self.closes))
            .where(self.first <= self.last)
        )


def _days(wanted: Launch, now: datetime) -> _Days:
    due, late = wanted.chosen.due, wanted.chosen.late.days
    today = aliased(LocalDay)
    first: ColumnElement[date] = today.day + due.first.days
    if wanted.starts_on is not None:
        first = func.greatest(today.day, literal(wanted.starts_on, Date))
    last: ColumnElement[date] = first + (due.last.days - due.first.days)
    closes = last + late
    if wanted.ends_on is not None:
        last = closes = literal(wanted.ends_on, Date)
    return _Days(today, aliased(LocalDay), aliased(LocalDay), first, last, closes, now)


def _columns(campaign: Campaign, wanted: Launch, days: _Days, now: datetime) -> dict[str, ColumnElement[Any]]:
    step, playbook = wanted.chosen, wanted.playbook
    return {
        "customer_id": Customer.id.expression,
        "campaign_id": literal(campaign.id),
        "playbook": literal(playbook.id),
        "step": literal(step.id),
        "occurrence_key": func.concat(f"{playbook.id}/{campaign.id}/", Customer.id),
        "purpose": literal(playbook.purpose),
        "role": literal(step.role),
        "hours": literal(wanted.hours or playbook.hours),
        "mode": literal(step.mode),
        "text_ahead": literal(step.text_ahead),
        "priority": literal(step.priority),
        "first_day": days.first,
        "last_day": days.last,
        "opens_at": days.opening.starts_at.expression,
        "closes_at": days.closing.ends_at.expression,
        "next_try_at": func.greatest(days.opening.starts_at, literal(now)),
        "tries_allowed": literal(wanted.tries or step.tries),
        "state": literal(FollowUpState.PLANNED.value),
        "created_at": literal(now),
    }
