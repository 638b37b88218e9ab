"""The matter that a reply belongs to, the follow-up of what the customer wrote; and closing it without a call."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.plan import plan
from campaigns.playbooks.editions import held
from campaigns.playbooks.shelf import shelf
from dialer.matters import MESSAGE, WAITS
from runtime.zones import local_date

#: A row of our own is never called about; its window only says when it was.
_DAY = timedelta(days=1)


def matter_of(session: Session, customer: Customer, now: datetime) -> FollowUp:
    """The one that is open, locked; else the latest; else, for who never wrote, one that is closed from the start.

    The customer's row is locked by the caller. What they wrote this second, and no worker has planned yet, is planned.
    """
    found = _latest(session, customer)
    if found is None or found.state not in WAITS:
        of = held(session).get(MESSAGE)
        if of is not None and of.on:
            since = {MESSAGE: of.since} if of.since is not None else {}
            plan(session, [of.playbook], now, [customer.id], since)
            found = _latest(session, customer)
    return found or _of_our_own(session, customer, now)


def settle(
    session: Session, matter: FollowUp, by: Agent, disposition: str, attempt_id: int | None, now: datetime
) -> bool:
    """Close the matter with this agent's outcome; False where it is closed, or called about at this moment.

    What comes of a call settles it. The caller holds the row's lock.
    """
    if matter.playbook != MESSAGE or matter.state is not FollowUpState.PLANNED:
        return False
    session.add(
        Outcome(
            follow_up_id=matter.id,
            attempt_id=attempt_id,
            customer_id=matter.customer_id,
            agent_id=by.id,
            disposition=disposition,
            logged_at=now,
        )
    )
    move(session, matter, FollowUpState.DONE, "texted" if attempt_id else "no_answer_needed", now)
    return True


def needs_no_answer(session: Session, customer_id: int, by: Agent, now: datetime) -> bool:
    """What they wrote asks for nothing (thank you): the matter is closed, and nobody calls. The caller commits."""
    customer = session.get_one(Customer, customer_id, with_for_update={"key_share": True})
    return settle(session, matter_of(session, customer, now), by, "well", None, now)


def _latest(session: Session, customer: Customer) -> FollowUp | None:
    waits = case((FollowUp.state.in_(WAITS), 0), else_=1)
    mine: Select[FollowUp] = select(FollowUp).where(FollowUp.customer_id == customer.id, FollowUp.playbook == MESSAGE)
    asked = mine.order_by(waits, FollowUp.opens_at.desc(), FollowUp.id.desc()).limit(1).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).first()


def _of_our_own(session: Session, customer: Customer, now: datetime) -> FollowUp:
    """Nobody waits for an answer, and nobody is to be called about it."""
    book, today = shelf()[MESSAGE], local_date(now, customer.day_zone)
    step = book.steps[0]
    made = FollowUp(
        customer_id=customer.id,
        playbook=book.id,
        step=step.id,
        occurrence_key=f"{MESSAGE}/written/{customer.id}/{now.isoformat()}",
        purpose=book.purpose,
        role=step.role,
        hours=book.hours,
        mode=step.mode,
        priority=step.priority,
        first_day=today,
        last_day=today,
        opens_at=now,
        closes_at=now + _DAY,
        next_try_at=now,
        tries_allowed=step.tries,
        state=FollowUpState.DONE,
        reason="texted",
        closed_at=now,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made
