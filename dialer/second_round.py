"""The second round: whom the first one did not reach, once more, by a supervisor's decision.

::

    tried, not reached ──> the list ──chosen──> a follow-up of the same step, today and the seven days after it

Each follow-up has one second round and no third. Source: the users' follow-up manuals (first round not reached, a list,
a second round; afterwards sorted by result).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from campaigns.customers import Customer, CustomerNumber
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.falls_away import CLOSED, because, begun, falls_away
from campaigns.planning.rule import Rule
from campaigns.planning.terms import at
from campaigns.playbooks.editions import Held, held
from campaigns.playbooks.recurrence import MONTHS, Quota
from campaigns.segments import suppressed
from dialer.talks.promises import period_of
from runtime.zones import local_date, start_of_day

#: How its occurrence key begins; the id of the first round's follow-up follows.
PREFIX = "second/"
#: Its last day is so many days after today.
DAYS = 7
#: No more than these are decided at once.
AT_ONCE = 500
#: What it takes over from the first round.
_AS_BEFORE = (
    "customer_id", "event_id", "campaign_id", "playbook", "step", "course", "purpose", "role", "hours", "mode",
    "text_ahead", "priority", "tries_allowed",
)  # fmt: skip


@dataclass(frozen=True)
class SecondRound:
    """What came of one decision."""

    planned: int = 0
    #: Reason code -> how many are not called a second time because of it.
    left_out: Mapping[str, int] = field(default_factory=dict)


def is_second() -> ColumnElement[bool]:
    """True for a `FollowUp` of a second round; written as the index on them says it."""
    return text("follow_up.occurrence_key like 'second/%'")  # type: ignore[return-value]


def not_reached() -> ColumnElement[bool]:
    """True for a `FollowUp` whose first round has ended, with tries, and nobody was reached."""
    return and_(
        FollowUp.state.in_([FollowUpState.MISSED, FollowUpState.EXHAUSTED]),
        FollowUp.tries_made > 0,
        FollowUp.mode.in_(["agent", "greeting"]),
        ~FollowUp.occurrence_key.startswith(PREFIX),
    )


def has_second() -> ColumnElement[bool]:
    """True for a `FollowUp` that has its second round."""
    second = aliased(FollowUp)
    return exists().where(second.occurrence_key == func.concat(PREFIX, cast(FollowUp.id, String)))


def second_round(session: Session, follow_ups: Collection[int], now: datetime) -> SecondRound:
    """Plan the second round of these follow-ups, where it still makes sense. The caller commits.

    What has its second round, or was never a first round that ended unreached, is left as it is: twice is once.
    """
    chosen = sorted(set(follow_ups))[:AT_ONCE]
    rows = select(FollowUp, Customer.day_zone).join(Customer, Customer.id == FollowUp.customer_id)
    firsts = session.execute(rows.where(FollowUp.id.in_(chosen), not_reached()).order_by(FollowUp.id)).all()
    _lock(session, [first for first, _ in firsts])
    reasons = left_out(session, [first.id for first, _ in firsts], now)
    made = [_row(first, zone, now) for first, zone in firsts if first.id not in reasons]
    planned = 0
    if made:
        once = insert(FollowUp).values(made).on_conflict_do_nothing(index_elements=["occurrence_key"])
        planned = len(session.scalars(once.returning(FollowUp.id)).all())
    return SecondRound(planned, dict(Counter(reasons.values())))


def left_out(session: Session, follow_ups: Collection[int], now: datetime) -> dict[int, str]:
    """Follow-up -> the reason code for which it gets no second round at `now`; what may have one is not in it."""
    found = _by_facts(session, follow_ups, now)
    books = held(session)
    steps = select(FollowUp.id, FollowUp.playbook, FollowUp.step).where(FollowUp.id.in_(follow_ups))
    by_step: dict[tuple[str, str], list[int]] = {}
    for id_, playbook, step in session.execute(steps):
        by_step.setdefault((playbook, step), []).append(id_)
    for (playbook, step), ids in by_step.items():
        rule = _rule(books, playbook, step)
        if rule is not None:
            found = _by_rule(session, rule, ids, now) | found
    return found


def _lock(session: Session, firsts: Collection[FollowUp]) -> None:
    """Campaigns before customers, each by its id: who suppresses a customer, or stops a campaign, waits for us."""
    campaigns = {first.campaign_id for first in firsts if first.campaign_id is not None}
    whose = {first.customer_id for first in firsts}
    locked = select(Campaign.id).where(Campaign.id.in_(campaigns)).order_by(Campaign.id)
    session.scalars(locked.with_for_update(read=True)).all()
    customers = select(Customer.id).where(Customer.id.in_(whose)).order_by(Customer.id)
    session.scalars(customers.with_for_update(key_share=True)).all()


def _by_facts(session: Session, follow_ups: Collection[int], now: datetime) -> dict[int, str]:
    why = case(
        (has_second(), "second_already"),
        (exists().where(Campaign.id == FollowUp.campaign_id, Campaign.state != "running"), "campaign_stopped"),
        (exists().where(Event.id == FollowUp.event_id, Event.withdrawn_at.is_not(None)), "event_withdrawn"),
        (suppressed(now, "call"), "suppressed"),
        (~_has_number(), "no_number"),
        (_talked_since(), "reached_since"),
        (_matter_closed(), "matter_closed"),
        else_="",
    )
    asked = select(FollowUp.id, why).join(Customer, Customer.id == FollowUp.customer_id)
    return {id_: code for id_, code in session.execute(asked.where(FollowUp.id.in_(follow_ups))) if code}


def _has_number() -> ColumnElement[bool]:
    return exists().where(CustomerNumber.customer_id == FollowUp.customer_id, CustomerNumber.dead_reason.is_(None))


def _talked_since() -> ColumnElement[bool]:
    """Somebody has talked with the customer since, about whatever it was."""
    since = (Outcome.contact_on.is_not(None), Outcome.logged_at >= FollowUp.closed_at)
    return exists().where(Outcome.customer_id == FollowUp.customer_id, *since)


def _matter_closed() -> ColumnElement[bool]:
    opened, closed = aliased(Event), aliased(Event)
    return exists().where(
        opened.id == FollowUp.event_id,
        closed.customer_id == opened.customer_id,
        closed.kind == func.concat(opened.kind, CLOSED),
        closed.withdrawn_at.is_(None),
        closed.occurred_on >= opened.occurred_on,
    )


def _rule(books: Mapping[str, Held], playbook: str, step: str) -> Rule | None:
    of = books.get(playbook)
    found = of.playbook.find(step) if of else None
    return Rule(of.playbook, found) if of and found else None


def _by_rule(session: Session, rule: Rule, follow_ups: Collection[int], now: datetime) -> dict[int, str]:
    """What has overtaken it since, as planning sees it; and whom another contact would annoy in this period."""
    last_day = literal(now.date() + timedelta(days=DAYS))
    row = select(FollowUp.id, FollowUp.customer_id, FollowUp.event_id, begun(rule, Event).label("begun"))
    about = row.add_columns(last_day.label("last_late")).outerjoin(Event, Event.id == FollowUp.event_id)
    found = about.where(FollowUp.id.in_(follow_ups)).subquery()
    why = case(*because(falls_away(rule, at(now), found)), else_="")
    reasons = {id_: code for id_, code in session.execute(select(found.c.id, why)) if code}
    return _annoyed(session, rule.step.quota, follow_ups, now) | reasons


def _annoyed(session: Session, quota: Quota | None, follow_ups: Collection[int], now: datetime) -> dict[int, str]:
    if quota is None:
        return {}
    first, end = period_of(now.date(), MONTHS[quota.per])
    talks = select(func.count(func.coalesce(Outcome.attempt_id, -Outcome.id).distinct())).where(
        Outcome.customer_id == FollowUp.customer_id, Outcome.contact_on >= first, Outcome.contact_on < end
    )
    full = talks.correlate(FollowUp).scalar_subquery() >= quota.at_most
    return dict.fromkeys(session.scalars(select(FollowUp.id).where(FollowUp.id.in_(follow_ups), full)), "quota_met")


def _row(first: FollowUp, zone: str, now: datetime) -> dict[str, Any]:
    today = local_date(now, zone)
    last = today + timedelta(days=DAYS)
    row: dict[str, Any] = {name: getattr(first, name) for name in _AS_BEFORE}
    row |= {"occurrence_key": f"{PREFIX}{first.id}", "reason": "second_round", "waits_for": "window"}
    row |= {"first_day": today, "last_day": last, "opens_at": now, "next_try_at": now, "created_at": now}
    return row | {"closes_at": start_of_day(last + timedelta(days=1), zone), "state": FollowUpState.PLANNED}
