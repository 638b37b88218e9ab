"""Companions: what else is due to the person who is about to be called, and is talked about in the same call."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Interval,
    Select,
    Text,
    any_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from campaigns.agents import Agent
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import held
from dialer.agents.callers import calls_for
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from dialer.judgement.facts import Facts, facts
from dialer.judgement.grounds import grounds_for
from dialer.judgement.may_place import Judgement, may_call
from dialer.tools import Tools
from dialer.topics import rank
from runtime.database import UtcDateTime
from runtime.zones import local_date, start_of_day

#: One conversation bears so many topics beside its lead; what is left over is called about another time.
MOST = 5
#: Rows looked at to find them: of a family with many matters some may not be talked about now.
LOOKED_AT = 20
#: These wait for nothing of their own, and a call that is made anyway is what they wait for.
_JUST_WAITS = ("window", "busy_elsewhere")

_NOW: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
_IN_A_DAY = _NOW + literal(timedelta(days=1), Interval)

#: A follow-up that may be called about now, and on what grounds.
Permitted = tuple[Facts, Judgement]


def permitted_together(
    tools: Tools, session: Session, due: Permitted, agent: Agent, now: datetime
) -> tuple[Permitted, ...]:
    """What is due and permitted, with all that joins it; who leads the call is first. All of it is locked.

    Each is judged for itself: another customer of the same number may be suppressed, out of tries, or out of hours.
    """
    known, judgement = due
    assert judgement.number is not None
    e164 = judgement.number.e164
    ready = or_(FollowUp.next_try_at <= now, FollowUp.waits_for.in_(_JUST_WAITS))
    beside = session.scalars(_beside(session, known.follow_up, e164, agent, now).where(ready)).all()
    others = facts(session, beside, now) if beside else {}
    judged = ((others[f.id], may_call(others[f.id], tools.carrier, now, tools.ring_bound)) for f in beside)
    # A customer who prefers another number is not talked about with whoever answers this one.
    same_phone = [(k, j) for k, j in judged if j.allowed and j.number is not None and j.number.e164 == e164]
    return tuple(sorted([due, *same_phone[:MOST]], key=lambda one: rank(one[0].follow_up)))


_BESIDE, _THEIRS = aliased(CustomerNumber), aliased(CustomerNumber)
#: Put together once: each tick that calls for agents comes by here.
_ACCOMPANIED = (
    select(_THEIRS.customer_id)
    .join(_BESIDE, _BESIDE.e164 == _THEIRS.e164)
    .join(FollowUp, FollowUp.customer_id == _BESIDE.customer_id)
    .where(
        _THEIRS.customer_id == any_(bindparam("customers", type_=ARRAY(BigInteger))),
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.mode.in_(["agent", "greeting"]),
        FollowUp.opens_at <= _IN_A_DAY,
        FollowUp.closes_at > _NOW,
    )
    .group_by(_THEIRS.customer_id)
    .having(func.count(FollowUp.id.distinct()) > 1)
)


def accompanied(session: Session, customer_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Those of these customers, each with something planned, on whose numbers more is planned that could be said along.

    Of most there is none, and nobody needs to look for companions.
    """
    asked = {"customers": list(customer_ids), "now": now}
    return frozenset(session.scalars(_ACCOMPANIED, asked)) if customer_ids else frozenset()


def open_together(session: Session, case: FollowUp, e164: str, agent: Agent, now: datetime) -> tuple[FollowUp, ...]:
    """The case of a customer who calls us from this number, with all that joins it; who leads is first.

    Hours, caps and gaps bind our own calls and not theirs; who is to be left in peace is not brought up.
    """
    beside = session.scalars(_beside(session, case, e164, agent, now)).all()
    known = facts(session, beside, now) if beside else {}
    wanted = [f for f in beside if _on_their_telephone(known[f.id], case, e164) and _may_be_said(known[f.id], now)]
    return tuple(sorted([case, *wanted[:MOST]], key=rank))


def _on_their_telephone(known: Facts, case: FollowUp, e164: str) -> bool:
    """Hers from any number that she calls from; another customer's only on the telephone that is theirs first."""
    return known.customer.id == case.customer_id or known.numbers[0].e164 == e164


def _may_be_said(known: Facts, now: datetime) -> bool:
    """Not to who is left in peace, complains, or has not consented; hours and caps bind only calls that we place."""
    if known.call_suppressed or known.complaint_open or known.campaign_state != "running" or not known.numbers:
        return False
    return grounds_for(known, known.numbers[0], "call", known.follow_up.hours, now, 0).consent == "ok"


def _beside(session: Session, lead: FollowUp, e164: str, agent: Agent, now: datetime) -> Select[FollowUp]:
    """Open follow-ups of everybody who has this number; who is talked with on another number is left out."""
    books = held(session)
    same_number = select(CustomerNumber.customer_id).where(
        CustomerNumber.e164 == e164, CustomerNumber.dead_reason.is_(None)
    )
    in_a_call = exists().where(
        Attempt.customer_id == FollowUp.customer_id, Attempt.channel == "call", Attempt.state.in_(OPEN)
    )
    return (
        select(FollowUp)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .where(
            FollowUp.id != lead.id,
            FollowUp.customer_id.in_(same_number),
            FollowUp.state == FollowUpState.PLANNED,
            FollowUp.mode == "agent",
            FollowUp.playbook.in_(books),
            FollowUp.opens_at <= now,
            FollowUp.closes_at > now,
            FollowUp.tries_made < FollowUp.tries_allowed,
            calls_for(agent, books),
            ~in_a_call,
        )
        .order_by(FollowUp.purpose != "care", FollowUp.priority, FollowUp.closes_at, FollowUp.id)
        .limit(LOOKED_AT)
        # What another hand holds is left to it: nobody waits here, so that nobody waits for us in a circle.
        .with_for_update(of=FollowUp, skip_locked=True)
    )


_RESTS = select(Campaign.id).where(Campaign.state != "running")
#: Put together once: each call that an agent makes comes by here.
_SAID_ALONG = (
    select(FollowUp, Customer.day_zone)
    .join(Customer, Customer.id == FollowUp.customer_id)
    .where(
        FollowUp.customer_id == any_(bindparam("customers", type_=ARRAY(BigInteger))),
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.mode == "greeting",
        FollowUp.playbook == any_(bindparam("playbooks", type_=ARRAY(Text))),
        FollowUp.opens_at <= _IN_A_DAY,
        FollowUp.closes_at > _NOW,
        or_(FollowUp.campaign_id.is_(None), FollowUp.campaign_id.not_in(_RESTS)),
    )
    .order_by(FollowUp.id)
    .with_for_update(of=FollowUp, skip_locked=True)
)


def greetings_to_say(session: Session, customer_ids: Collection[int], now: datetime) -> Sequence[FollowUp]:
    """Greetings that are due to these customers by the end of their day: the agent says them along. Locked."""
    asked = {"customers": list(customer_ids), "playbooks": list(held(session)), "now": now}
    due = session.execute(_SAID_ALONG, asked)
    today = [greeting for greeting, zone in due if greeting.opens_at < _tomorrow(zone, now)]
    known = facts(session, today, now)
    return [greeting for greeting in today if _may_be_said(known[greeting.id], now)]


def _tomorrow(zone: str, now: datetime) -> datetime:
    return start_of_day(local_date(now, zone) + timedelta(days=1), zone)
