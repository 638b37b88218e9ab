"""Changing a person of the house: how they call and what they are, with a line in the audit log on what was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.audit import write_down
from web.agents.calling import CallingWrong, change_calling
from web.agents.calling_form import Filled, Place
from web.people import let_go

#: What a person may be in the house.
POSTS = ("agent", "supervisor", "administrator")
#: What the audit log names with its old and new words; of telephones and passwords it says only that they changed.
_NAMED = ("post", "department", "roles", "branches", "languages", "skills", "tiers", "deputy")


def change(session: Session, agent: Agent, filled: Filled, by: Agent, now: datetime) -> None:
    """Keep what was filled in; a new post signs the person out. The caller holds the row's lock, and commits.

    Raises `CallingWrong`, and nothing is changed.
    """
    before, phones = _said(agent), (agent.phone, agent.other_phones)
    _assert_may_be(agent, filled.place, by)
    change_calling(session, agent, filled.wanted)
    if agent.post != filled.place.post:
        let_go(session, agent, now)
    agent.post, agent.department = filled.place.post, filled.place.department
    changed: dict[str, Any] = {name: [was, to] for name, was in before.items() if (to := _said(agent)[name]) != was}
    if (agent.phone, agent.other_phones) != phones:
        changed["phones"] = "changed"
    if changed:
        write_down(session, by.id, "agent_changed", now, about=agent.login, changed=changed)


def _assert_may_be(agent: Agent, place: Place, by: Agent) -> None:
    """Nobody changes the own post, so there is always an administrator left."""
    if place.post not in POSTS:
        raise CallingWrong({"post": _l("There is no such post.")})
    if place.post != agent.post and agent.id == by.id:
        raise CallingWrong({"post": _l("Nobody changes the own post; ask another administrator.")})


def _said(agent: Agent) -> dict[str, Any]:
    return {name: sorted(said) if isinstance(said := getattr(agent, name), list) else said for name in _NAMED}
