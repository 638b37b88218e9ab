"""What an agent reads before a call: the card of the conversation to come, and how long it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from web.reading.conversation import Conversation
from web.reading.history import last_words, promises, still_open
from web.reading.steps import Books
from web.reading.timeline import timeline
from web.reading.topic import Topic, topic_of

#: No call has been made yet.
NO_ATTEMPT = 0


def conversation_ahead(
    session: Session, follow_up_id: int, agent: Agent, books: Books, no_voice: Sequence[str]
) -> Conversation:
    """The conversation that this follow-up will be, in the language of `books`.

    What else is due to the customer is listed as open: whether it joins the call is judged when the call is placed.
    `no_voice` are the beginnings of numbers that the carrier cannot call.
    """
    follow_up = session.get_one(FollowUp, follow_up_id)
    customer = session.get_one(Customer, follow_up.customer_id)
    e164 = _number(session, customer, tuple(no_voice))
    return Conversation(
        attempt_id=NO_ATTEMPT,
        rang_back=False,
        agent=agent.name,
        lead=_next_try(topic_of(session, follow_up, e164, agent.name, books), follow_up),
        companions=(),
        lines=(),
        last_words=last_words(session, customer),
        promises=promises(session, customer, {follow_up.id}, books),
        open=still_open(session, customer, {follow_up.id}, books),
        timeline=timeline(session, customer.id, NO_ATTEMPT),
    )


def _number(session: Session, customer: Customer, no_voice: tuple[str, ...]) -> str:
    """The number that would be called: the first one that is alive and that the carrier serves."""
    alive = select(CustomerNumber.e164).where(
        CustomerNumber.customer_id == customer.id, CustomerNumber.dead_reason.is_(None)
    )
    numbers = session.scalars(alive.order_by(CustomerNumber.position)).all()
    return next((number for number in numbers if not number.startswith(no_voice)), "")


def _next_try(topic: Topic, follow_up: FollowUp) -> Topic:
    """A try counts from when its call is placed; this one is still to come."""
    return replace(topic, purpose=replace(topic.purpose, try_number=follow_up.tries_made + 1))
