"""Chats: what a talk in writing can settle of the calls that are due, and what its form needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.talks.chats import due_for_chat
from runtime.zones import local_date
from web.reading.own_calls import own_calls
from web.reading.steps import Books
from web.reading.topic import Topic, topic_of


@dataclass(frozen=True)
class Chat:
    """One call that is due, as the form of a chat about it shows it."""

    topic: Topic
    #: It is still due, and nobody is making it.
    open: bool
    #: The customer's own day.
    today: date


def chat(session: Session, follow_up_id: int, agent: Agent, books: Books, now: datetime) -> Chat | None:
    """A call that this agent could make, still due or not; else None."""
    asked = select(FollowUp, Customer).join(Customer, Customer.id == FollowUp.customer_id)
    mine = asked.where(FollowUp.id == follow_up_id, FollowUp.mode == "agent", own_calls(session, agent))
    row = session.execute(mine).one_or_none()
    if row is None:
        return None
    follow_up, customer = row
    topic = topic_of(session, follow_up, "", agent.name, books)
    return Chat(topic, due_for_chat(follow_up, now), local_date(now, customer.day_zone))


def chats_about(session: Session, customer_id: int, agent: Agent, now: datetime) -> frozenset[int]:
    """The follow-ups of this customer that this agent may settle in writing now; none for a supervisor.

    Served by the index of follow-ups on their customer and the day on which they open.
    """
    if agent.post != "agent":
        return frozenset()
    asked = select(FollowUp.id).join(Customer, Customer.id == FollowUp.customer_id)
    due = asked.where(
        FollowUp.customer_id == customer_id,
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.mode == "agent",
        FollowUp.opens_at <= now,
        FollowUp.closes_at > now,
        own_calls(session, agent),
    )
    return frozenset(session.scalars(due))
