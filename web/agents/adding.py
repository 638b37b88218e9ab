"""Adding a person of the house: the deed behind the command line and the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from web.agents.calling import Calling, change_calling
from web.passwords import hashed


def add_agent(  # noqa: PLR0913 - one argument for each thing that is known of a person
    session: Session,
    login: str,
    name: str,
    post: str,
    roles: Sequence[str],
    branches: Sequence[str],
    language: str,
    phone: str,
    password: str,
    now: datetime,
    *,
    languages: Sequence[str] = (),
    skills: Sequence[str] = (),
    tiers: Sequence[str] = (),
    deputy: str = "",
) -> Agent:
    """Add a person who may sign in; the password is kept as a hash only. The caller commits.

    `post` is agent, supervisor or administrator, `phone` is E.164, sip:name@host or client:identity; no branches,
    languages or tiers mean all, `deputy` is another's login. Raises `PasswordTooShort` or `CallingWrong`.
    """
    agent = Agent(
        login=login.strip().lower(),
        name=name,
        post=post,
        language=language,
        phone=phone,
        password_hash=hashed(password),
        created_at=now,
    )
    calling = Calling(tuple(roles), tuple(branches), tuple(languages), tuple(skills), tuple(tiers), deputy, phone)
    change_calling(session, agent, calling)
    session.add(agent)
    session.flush()
    return agent
