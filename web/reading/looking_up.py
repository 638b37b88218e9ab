"""Whom a person may look up: one rule for the search, every page about one customer, recordings and texts.

Supervisors and administrators look up everybody. Agents look up those whom they call or have talked with, and nobody
else of the file:

* their own customers, and those of an agent whose deputy they are, within their branches;
* whose call waits for somebody like them now (role, branch, tier, language, skill), or is going on;
* whom they, or an agent whose deputy they are, promised to call;
* whom they called, wrote to, logged something about, or left in peace: their call is withdrawn then.

Whose data was erased is looked up by nobody.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.complaints import COMPLAINT
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import OPEN
from campaigns.outcomes import Outcome
from campaigns.suppressions import Suppression
from dialer.attempts import Attempt
from dialer.matters import MESSAGE
from runtime.once import once
from web.reading.own_calls import own_calls


def may_look_up(session: Session, who: Agent, now: datetime) -> ColumnElement[bool]:
    """True for a `Customer` whom this person may look up now; each part is a look-up by the customer's id."""
    if who.supervises:
        return Customer.erased_at.is_(None)
    return once(session, f"whom {who.id} may look up at {now}", lambda: _may_look_up(session, who, now))


def _may_look_up(session: Session, who: Agent, now: datetime) -> ColumnElement[bool]:
    stands_in_for = session.scalars(select(Agent.login).where(Agent.deputy == who.login)).all()
    logins = [who.login, *stands_in_for]
    own: ColumnElement[bool] = Customer.owner.in_(logins)
    if who.branches:
        own = and_(own, Customer.branch.in_(who.branches))
    return and_(Customer.erased_at.is_(None), or_(own, _met(who), _to_call(session, who, logins, now)))


def _met(who: Agent) -> ColumnElement[bool]:
    called = exists().where(Attempt.customer_id == Customer.id, Attempt.agent_id == who.id)
    logged = exists().where(Outcome.customer_id == Customer.id, Outcome.agent_id == who.id)
    in_peace = exists().where(Suppression.customer_id == Customer.id, Suppression.by == who.login)
    told = Event.details["by"].astext == who.login
    complained = exists().where(Event.customer_id == Customer.id, Event.kind == COMPLAINT, told)
    return or_(called, logged, in_peace, complained)


def _to_call(session: Session, who: Agent, logins: list[str], now: datetime) -> ColumnElement[bool]:
    """A greeting or a text goes out by itself: it is nobody's reason to look a customer up."""
    due = and_(
        FollowUp.mode.in_(("agent", "visit")),
        # What a customer wrote is answered by text before anybody is to call.
        or_(FollowUp.opens_at <= now, FollowUp.playbook == MESSAGE),
        FollowUp.closes_at > now,
        own_calls(session, who),
    )
    open_ = (FollowUp.customer_id == Customer.id, FollowUp.state.in_(OPEN))
    return exists(select(FollowUp.id).where(*open_, or_(FollowUp.owner.in_(logins), due)).correlate(Customer))
