"""An agent's own telephones: which of them is rung, and those that the agent added.

The choice is kept with the presence and holds until another is made. While a telephone stands, the choice of another
ends it first; only then is the other rung, so never two at once (`dialer.agents.legs`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.numbers.telephones import read_telephone
from dialer.agents.presence import Presence, Preview, announce, hands_on
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt

#: Telephones besides the first that a person may keep.
MOST = 5


class InACall(Exception):
    """Another telephone can be chosen once this call is over."""


class TooMany(Exception):
    """Five telephones besides the first are kept already; remove one of them."""


def telephones(agent: Agent) -> list[str]:
    """All that belong to this agent, the first one first."""
    return [agent.phone, *(phone for phone in agent.other_phones if phone != agent.phone)]


def chosen(session: Session, agent: Agent) -> str:
    """The one that is rung."""
    presence = session.get(Presence, agent.id)
    wanted = presence.phone if presence is not None else None
    return wanted if wanted is not None and wanted in agent.other_phones else agent.phone


def choose(session: Session, agent: Agent, phone: str, now: datetime) -> None:
    """This one of the agent's telephones is rung from now on. The caller commits.

    Raises `InACall` while a call of the agent's is open or about to be placed, ValueError for a telephone that is not
    the agent's.
    """
    if phone not in telephones(agent):
        raise ValueError("This telephone belongs to somebody else.")
    if session.get(Presence, agent.id) is None:
        announce(session, agent.id, "offline", now, timedelta())
    presence = session.get_one(Presence, agent.id, with_for_update=True, populate_existing=True)
    if phone == chosen(session, agent):
        return
    if session.execute(select(_in_a_call(agent.id))).scalar_one():
        raise InACall
    presence.phone = None if phone == agent.phone else phone


def add_telephone(session: Session, agent: Agent, raw: str) -> str:
    """Keep another one, as the carrier wants it. The caller commits.

    Raises `TelephoneWrong` for what nobody can be rung at, and `TooMany`.
    """
    phone = read_telephone(raw)
    kept = session.get_one(Agent, agent.id, with_for_update=True, populate_existing=True)
    if phone not in telephones(kept):
        if len(kept.other_phones) >= MOST:
            raise TooMany
        kept.other_phones = [*kept.other_phones, phone]
    return phone


def remove_telephone(session: Session, agent: Agent, phone: str) -> None:
    """This one is kept no longer; where it was chosen, the first is rung again. The caller commits.

    Raises `InACall` where it is the one in use.
    """
    session.get(Presence, agent.id, with_for_update=True, populate_existing=True)
    kept = session.get_one(Agent, agent.id, with_for_update=True, populate_existing=True)
    if phone == chosen(session, kept) and session.execute(select(_in_a_call(agent.id))).scalar_one():
        raise InACall
    kept.other_phones = [other for other in kept.other_phones if other != phone]


def _in_a_call(agent_id: int) -> ColumnElement[bool]:
    open_call = exists().where(Attempt.agent_id == agent_id, Attempt.channel == "call", Attempt.state.in_(OPEN))
    about_to = exists().where(Preview.agent_id == agent_id, Preview.clicked_at.is_not(None))
    handed_on = exists(select(Agent.id).where(Agent.id == agent_id, hands_on()))
    return or_(open_call, about_to, handed_on)
