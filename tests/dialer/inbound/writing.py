"""A customer who writes and an agent who writes back, for the tests of both."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.planning.house import plan_house
from dialer.inbound.replies import Replied, reply
from dialer.inbound.texts import Came, receive
from dialer.matters import MESSAGE
from tests.cast import MEI, customer, ready
from tests.dialer.play import Play

LINE = "+85221234567"


def at_home(play: Play, *numbers: str, **facts: Any) -> Customer:
    """Mei, to whom nothing is due; Wing is at her telephone."""
    with play.scene() as session:
        ready(session, play.now)
        return customer(session, "陈美玲", *numbers, **facts)


def writes(play: Play, body: str, sid: str = "SM1", number: str = MEI, line: str = LINE) -> str:
    """A text comes in."""
    with play.scene() as session:
        return receive(session, Came(sid, number, line, body), play.now)


def plans(play: Play) -> None:
    """A worker plans the house."""
    with play.scene() as session:
        plan_house(session, play.now)


def answers(play: Play, words: str, *, settles: bool = False, **of: Any) -> Replied:
    """Wing writes back to the first customer."""
    with play.scene() as session:
        whom = of.get("to", play.customer().id)
        return reply(session, whom, play.agent(), words, play.carrier, play.now, settles=settles)


def matters(play: Play) -> list[FollowUp]:
    """The follow-ups of what customers wrote, in order."""
    with play.tools.sessions() as session:
        return list(session.scalars(select(FollowUp).where(FollowUp.playbook == MESSAGE).order_by(FollowUp.id)))


def messages(play: Play) -> list[tuple[str, str]]:
    """The events of what customers wrote: (name, category)."""
    with play.tools.sessions() as session:
        rows = session.scalars(select(Event).where(Event.kind == MESSAGE).order_by(Event.id))
        return [(event.external_id, event.category) for event in rows]
