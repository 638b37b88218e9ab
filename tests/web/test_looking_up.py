"""Agents see their own customers: whom they call, promised, talked with; supervisors see everybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState
from dialer.attempts import write_attempt
from runtime.database import Sessions
from tests.cast import BEFORE, MEI, TUESDAY_11, agent, customer, follow_up
from tests.web.visitor import Visitor

#: What is not Wing's to call: another role's, or not open yet.
NOT_HERS: dict[str, Any] = {"role": "nurse", "occurrence_key": "not hers"}
Scene = Callable[[Session, Customer, Agent], Any]


def _own(session: Session, mei: Customer, wing: Agent) -> None:
    mei.owner = wing.login


def _own_of_another_branch(session: Session, mei: Customer, wing: Agent) -> None:
    mei.owner, wing.branches = wing.login, ["bund"]


def _deputys(session: Session, mei: Customer, wing: Agent) -> None:
    agent(session, "fai", deputy="wing")
    mei.owner = "fai"


def _somebody_elses(session: Session, mei: Customer, wing: Agent) -> None:
    agent(session, "fai")
    mei.owner = "fai"


def _due(session: Session, mei: Customer, wing: Agent, **changes: Any) -> None:
    follow_up(session, mei, **changes)


def _called(session: Session, mei: Customer, wing: Agent) -> None:
    due = follow_up(session, mei, **NOT_HERS)
    call = {"channel": "call", "e164": MEI, "line": "+85221234567", "mode": "agent", "agent_id": wing.id}
    write_attempt(session, due, state=AttemptState.ENDED, **call)


def _visited(session: Session, mei: Customer, wing: Agent) -> None:
    due = follow_up(session, mei, **NOT_HERS)
    row = {"follow_up_id": due.id, "customer_id": mei.id, "agent_id": wing.id, "disposition": "well"}
    session.add(Outcome(**row, reached_by="visit", logged_at=BEFORE))


def _promised(session: Session, mei: Customer, wing: Agent) -> None:
    later = TUESDAY_11 + timedelta(days=3)
    follow_up(session, mei, owner="wing", take_over_at=later, opens_at=later, closes_at=later + timedelta(days=1))


def _erased(session: Session, mei: Customer, wing: Agent) -> None:
    mei.owner, mei.erased_at = wing.login, BEFORE


TOMORROW = TUESDAY_11 + timedelta(days=1)


@pytest.mark.parametrize(
    ("scene", "seen"),
    [
        # Nothing binds them: one of a million in the file.
        (lambda *_: None, 404),
        (_own, 200),
        (_own_of_another_branch, 404),
        (_deputys, 200),
        (_somebody_elses, 404),
        # A call for her role is due now.
        (_due, 200),
        (lambda *who: _due(*who, role="nurse"), 404),
        (lambda *who: _due(*who, opens_at=TOMORROW, closes_at=TOMORROW + timedelta(days=1)), 404),
        (lambda *who: _due(*who, opens_at=BEFORE, closes_at=BEFORE + timedelta(days=1)), 404),
        (lambda *who: _due(*who, state="done", closed_at=BEFORE), 404),
        # What goes out by itself is nobody's reason to look.
        (lambda *who: _due(*who, mode="greeting"), 404),
        (lambda *who: _due(*who, mode="visit"), 200),
        (_promised, 200),
        (_called, 200),
        (_visited, 200),
        (_erased, 404),
    ],
)
def test_an_agent_looks_up_those_whom_she_calls_and_nobody_else_of_the_file(
    scene: Scene, seen: int, wing: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        mei = customer(session, external_id="C-1")
        scene(session, mei, session.scalars(select(Agent).where(Agent.login == "wing")).one())
    assert wing.get("/customers/1").status_code == seen
    found = wing.get("/customers?q=C-1")
    assert (found.location == "/customers/1") is (seen == 200)


@pytest.mark.parametrize(
    "page",
    [
        "/customers/1",
        "/customers/1/agreed",
        "/customers/1/card",
        "/customers/1/messages",
        "/customers/1/messages/latest",
        "/customers/1/messages/thread",
        "/why/customer/1",
    ],
)
def test_the_same_rule_holds_on_every_page_about_one_customer(page: str, wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        mei = customer(session)
    assert wing.get(page).status_code == 404
    with sessions.begin() as session:
        session.get_one(Customer, mei.id).owner = "wing"
    assert wing.get(page).status_code in (200, 204)


def test_a_tier_that_she_does_not_call_is_not_hers_to_look_up(wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.scalars(select(Agent).where(Agent.login == "wing")).one().tiers = ["vip", "silver"]
        follow_up(session, customer(session, tier="gold"))
        follow_up(session, customer(session, "何嘉", "+85291110001", tier="vip"))
    assert [wing.get(f"/customers/{one}").status_code for one in (1, 2)] == [404, 200]


def test_supervisors_look_up_everybody_but_those_who_were_erased(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer(session)
        customer(session, "何嘉", "+85291110001", erased_at=BEFORE)
    assert [rita.get(f"/customers/{one}").status_code for one in (1, 2)] == [200, 404]
