"""Wing talks with Mei; Fai, a colleague, and Rita, who supervises, are there too."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.agents.legs import leg_ended, leg_joined
from dialer.agents.presence import Leg, announce, free_agents
from dialer.agents.transfers import Transfer
from dialer.attempts import Attempt
from dialer.handling.hand_on import hand_on
from tests.cast import agent, customer, follow_up, ready
from tests.dialer.play import Play

DAY = timedelta(hours=12)


def talk(play: Play, language: str = "zh") -> Attempt:
    """They talk."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, language=language))
    call = play.rings_next()
    play.picks_up(call)
    stands(play, "wing", "CA-wing", "CF-wing")
    return play.attempt(call.id)


def stands(play: Play, login: str, carrier_id: str, room: str | None = None) -> None:
    """The telephone of this agent is picked up, and the carrier has told of the conference, or has not."""
    with play.scene() as session:
        leg = leg_of(session, login)
        leg_joined(leg, carrier_id, play.now)
        leg.carrier_id, leg.conference_id = carrier_id, room


def falls(play: Play, login: str) -> None:
    """The telephone of this agent goes down."""
    with play.scene() as session:
        leg_ended(session, leg_of(session, login).id, play.now)


def leg_of(session: Session, login: str) -> Leg:
    """The latest leg of this agent, in this scene."""
    asked = select(Leg).join(Agent, Agent.id == Leg.agent_id).where(Agent.login == login).order_by(Leg.id.desc())
    return session.scalars(asked.limit(1)).one()


def leg(play: Play, login: str) -> Leg:
    """The latest leg of this agent."""
    with play.scene() as session:
        return leg_of(session, login)


def comes(play: Play, login: str, *, at_hand: bool = False) -> int:
    """A colleague; at hand, he is available and at his telephone."""
    with play.scene() as session:
        phone = {"phone": f"+8526111{play.now.second:02}{len(login):02}"}
        return (ready(session, play.now, login, **phone) if at_hand else agent(session, login, **phone)).id


def wants(play: Play, login: str, what: str) -> None:
    """This agent says what he wants."""
    with play.scene() as session:
        found = session.scalars(select(Agent).where(Agent.login == login)).one()
        announce(session, found.id, what, play.now, DAY)


def hands_on(play: Play, call: Attempt, to: int, note: str = "过敏史请再问一次") -> None:
    """Wing wants this colleague to have Mei."""
    with play.scene() as session:
        hand_on(session, call.id, call.agent_id or 0, to, note, play.now + timedelta(seconds=40), play.now)


def transfer(play: Play) -> Transfer:
    """The latest transfer."""
    with play.scene() as session:
        return session.scalars(select(Transfer).order_by(Transfer.id.desc()).limit(1)).one()


def free(play: Play) -> list[str]:
    """Who could take a call."""
    with play.scene() as session:
        return sorted(found.login for found in free_agents(session, play.now))
