"""A customer's own agent is changed by hand, with its history, and imports do not undo it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.owners import OwnerChange
from campaigns.playbooks.editions import held
from dialer.agents.callers import awaited
from runtime.database import Sessions
from tests.cast import TUESDAY_11, agent, customer, follow_up
from tests.web.visitor import Visitor, settings


@pytest.fixture(autouse=True)
def mei(app: Flask, sessions: Sessions) -> None:
    """陈美玲, whom the source system gives to Fai."""
    with sessions.begin() as session:
        agent(session, "fai", name="阿辉")
        follow_up(session, customer(session, owner="fai"))


def test_who_is_chosen_calls_first_from_then_on_and_the_history_says_so(rita: Visitor, sessions: Sessions) -> None:
    rita.get("/customers/1")
    assert rita.post("/customers/1/owner", {"owner": "wing"}).location == "/customers/1"
    page = rita.get("/customers/1").text
    assert "Wing · decided by Rita" in page
    with sessions() as session:
        waits = awaited(session, 1, held(session), settings(), TUESDAY_11)
        assert waits is not None
        assert waits.agent == "Wing"
        (row,) = session.scalars(select(OwnerChange))
        assert (row.owner, row.theirs, row.by, row.at) == ("wing", "fai", "rita", TUESDAY_11)


def test_nobody_may_be_chosen_and_an_unknown_login_may_not(rita: Visitor, sessions: Sessions) -> None:
    rita.get("/customers/1")
    assert rita.post("/customers/1/owner", {"owner": "ghost"}).status_code == 400
    rita.post("/customers/1/owner", {"owner": ""})
    with sessions() as session:
        assert session.get_one(Customer, 1).owner is None
        assert len(session.scalars(select(OwnerChange)).all()) == 1
        assert session.scalars(select(Agent).where(Agent.login == "fai")).one()


def test_an_agent_changes_no_owner(wing: Visitor) -> None:
    wing.get("/customers")
    assert wing.post("/customers/1/owner", {"owner": "wing"}).status_code == 403
