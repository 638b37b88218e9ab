"""A customer's page of what was agreed, for the tests: who looks at it, and the call that rings meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.browser.scenes import mei, rings
from tests.web.visitor import Visitor

PAGE = "/customers/1/agreed"
TODAY = "2026-11-24"


@pytest.fixture
def her(sessions: Sessions) -> int:
    """陈美玲, who is due a call today."""
    with sessions.begin() as session:
        return mei(session).customer_id


@pytest.fixture(params=["wing", "rita"])
def either(request: pytest.FixtureRequest, her: int) -> Visitor:
    """An agent, and then a supervisor; with her page open."""
    visitor: Visitor = request.getfixturevalue(request.param)
    assert visitor.get(PAGE).status_code == 200
    return visitor


@pytest.fixture
def opened(rita: Visitor, her: int) -> Visitor:
    """Rita, with her page open."""
    rita.get(PAGE)
    return rita


def login(visitor: Visitor) -> str:
    return "rita" if "/console" in visitor.get("/customers").text else "wing"


def calls_her(sessions: Sessions) -> None:
    """The carrier has the call, and nobody has answered."""
    with sessions.begin() as session:
        due = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
        rings(session, due, session.scalars(select(Agent.id).where(Agent.login == "wing")).one())


def stops(sessions: Sessions) -> bool:
    """Whether her call is to be ended at the carrier."""
    with sessions() as session:
        return session.scalars(select(Attempt)).one().stop_wanted_at is not None
