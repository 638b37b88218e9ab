"""Launching a greeting over a segment: first the count with everybody who is left out, by reason; then the rows."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from campaigns.complaints import complained
from campaigns.consents import Standing, stands
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.local_days import LocalDay, fill_local_days
from campaigns.planning.conditions import holds
from campaigns.planning.rule import Scope
from campaigns.playbooks.model import Playbook, Step
from campaigns.segments import Segment, suppressed
from dialer.carrier import NO_VOICE_SERVICE
from dialer.judgement.consent_law import MARKETING
from dialer.peace.consents import without_consent

#: Names shown behind each reason.
NAMED = 20


def new_key() -> str:
    """A name for one decision to launch."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Preview:
    """Who would be reached by a launch, and who would not."""

    callable: int
    #: Reason code -> how many.
    left_out: dict[str, int] = field(default_factory=dict)
    #: Reason code -> the first few names with their id in the source system.
    names: dict[str, list[str]] = field(default_factory=dict)


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

    @property
    def chosen(self) -> Step:
        """The step that is launched. LookupError where the playbook has none of this name to launch."""
        found = [s for s in self.playbook.launched if self.step in ("", s.id)]
        if not found:
            raise LookupError(f"{self.playbook.id} has no step {self.step!r} that is launched")
        return found[0]


def preview(
    session: Session, segment: Segment, no_voice: Sequence[str], now: datetime, purpose: str = MARKETING
) -> Preview:
    """Count the segment: who can be called, and the others by the first reason that leaves them out.

    `purpose` is the playbook's; where nobody says it, the one that needs consent the most.
    """
    return _sort_out(session, segment.conditions(), no_voice, now, purpose)


def awaiting_a_call(session: Session, no_voice: Sequence[str], now: datetime) -> Preview:
    """The same count over everybody to whom a follow-up is due, now or later."""
    due = exists().where(FollowUp.customer_id == Customer.id, FollowUp.state == FollowUpState.PLANNED)
    # Each of them has a purpose of its own, and is judged by it when it is due.
    return _sort_out(session, [due], no_voice, now, "")


@dataclass(frozen=True)
class Group:
    """Customers of a launch who can be called and have something in common."""

    language: str
    #: ISO country of the number that is called.
    country: str
    customers: int
    #: The id of any of them.
    one_of_them: int


def reached(session: Session, segment: Segment, no_voice: Sequence[str], now: datetime, purpose: str) -> list[Group]:
    """Who can be called of this segment, by language and country."""
    country = (
        select(CustomerNumber.country)
        .where(_served(no_voice))
        .order_by(CustomerNumber.position)
        .limit(1)
        .correlate(Customer)
        .scalar_subquery()
    )
    whom = [*segment.conditions(), _why_left_out(no_voice, now, purpose) == ""]
    people = select(Customer.id, Customer.language, country.label("country")).where(*whom).subquery()
    rows = select(people.c.language, people.c.country, func.count(), func.min(people.c.id))
    return [Group(*row) for row in session.execute(rows.group_by(people.c.language, people.c.country))]


def _sort_out(
    session: Session, whom: Sequence[ColumnElement[bool]], no_voice: Sequence[str], now: datetime, purpose: str
) -> Preview:
    why = _why_left_out(no_voice, now, purpose).label("why")
    rows = select(why, Customer.name, Customer.external_id).where(*whom).subquery()
    grouped = session.execute(select(rows.c.why, func.count()).group_by(rows.c.why))
    counts: dict[str, int] = dict(grouped.all())
    callable_ = counts.pop("", 0)
    names = {}
    for reason in counts:
        first = select(rows.c.name, rows.c.external_id).where(rows.c.why == reason).order_by(rows.c.external_id)
        names[reason] = [f"{name} ({key})" for name, key in session.execute(first.limit(NAMED))]
    return Preview(callable_, counts, names)


def _why_left_out(no_voice: Sequence[str], now: datetime, purpose: str) -> ColumnElement[str]:
    served = _served(no_voice)
    return case(
        (suppressed(now, "call"), "suppressed"),
        # Of who is only counted, a call may be about the complaint itself.
        (and_(literal(purpose != ""), complained(now)), "complaint_open"),
        (~exists().where(_alive()), "no_number"),
        (~exists().where(served), NO_VOICE_SERVICE),
        # As `dialer.judgement.may_place` judges it again for each call.
        (stands(Standing.WITHDRAWN, purpose), "consent_withdrawn"),
        (without_consent(purpose, served, now), "no_consent"),
        else_="",
    )


def _alive() -> ColumnElement[bool]:
    return and_(CustomerNumber.customer_id == Customer.id, CustomerNumber.dead_reason.is_(None))


def _served(no_voice: Sequence[str]) -> ColumnElement[bool]:
    return and_(_alive(), ~or_(False, *(CustomerNumber.e164.startswith(p) for p in no_voice)))


def launch(session: Session, wanted: Launch, no_voice: Sequence[str], now: datetime) -> Campaign:
    """Write the campaign and a follow-up for each customer who can be called, once for each key. The caller commits."""
    row = {
        "launch_key": wanted.key,
        "name": wanted.name,
        "playbook": wanted.playbook.id,
        "segment": wanted.segment.model_dump(mode="json"),
        "message": wanted.message,
        "state": "running",
        "launched_by": wanted.launched_by,
        "launched_at": now,
    }
    made = insert(Campaign).values(row).on_conflict_do_nothing(index_elements=["launch_key"]).returning(Campaign)
    campaign = session.scalar(made)
    if campaign is None:
        return session.scalars(select(Campaign).where(Campaign.launch_key == wanted.key)).one()
    zones = session.scalars(select(Customer.day_zone).distinct())
    farthest = wanted.chosen.due.last.days + wanted.chosen.late.days
    fill_local_days(session, zones, now.date() - timedelta(days=1), now.date() + timedelta(days=farthest + 2))
    _follow_ups(session, campaign, wanted, no_voice, now)
    return campaign


def _follow_ups(session: Session, campaign: Campaign, wanted: Launch, no_voice: Sequence[str], now: datetime) -> None:
    step = wanted.chosen
    today, opening, closing = aliased(LocalDay), aliased(LocalDay), aliased(LocalDay)
    last = today.day + step.due.last.days
    meant = [holds(condition, today.day.expression, Scope(now), has_event=False) for condition in step.when]
    values = {
        "customer_id": Customer.id,
        "campaign_id": literal(campaign.id),
        "playbook": literal(wanted.playbook.id),
        "step": literal(step.id),
        "occurrence_key": func.concat(f"{wanted.playbook.id}/{campaign.id}/", Customer.id),
        "purpose": literal(wanted.playbook.purpose),
        "role": literal(step.role),
        "hours": literal(wanted.playbook.hours),
        "mode": literal(step.mode),
        "text_ahead": literal(step.text_ahead),
        "priority": literal(step.priority),
        "first_day": opening.day,
        "last_day": last,
        "opens_at": opening.starts_at,
        "closes_at": closing.ends_at,
        "next_try_at": func.greatest(opening.starts_at, literal(now)),
        "tries_allowed": literal(step.tries),
        "state": literal(FollowUpState.PLANNED.value),
        "created_at": literal(now),
    }
    rows = (
        select(*values.values())
        .select_from(Customer)
        .join(today, and_(today.zone == Customer.day_zone, today.starts_at <= now, today.ends_at > now))
        .join(opening, and_(opening.zone == today.zone, opening.day == today.day + step.due.first.days))
        .join(closing, and_(closing.zone == today.zone, closing.day == last + step.late.days))
        .where(*wanted.segment.conditions(), *meant, _why_left_out(no_voice, now, wanted.playbook.purpose) == "")
    )
    session.execute(insert(FollowUp).from_select(list(values), rows).on_conflict_do_nothing())
