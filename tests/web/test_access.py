"""Who may sign in: people are added, get a password for once, choose their own, and are signed out."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.audit import AuditEntry
from dialer.agents.presence import Presence
from runtime.database import Sessions
from tests.stopped_clock import StoppedClock
from tests.web.visitor import PASSWORD, Visitor

NEW = {
    "login": "Fai",
    "name": "阿辉",
    "post": "agent",
    "department": "客服部",
    "phone": "+85261110005",
    "language": "zh",
}
OWN = "a password of my own"


def one(sessions: Sessions, login: str) -> Agent:
    """This person as the database has it."""
    with sessions() as session:
        return session.scalars(select(Agent).where(Agent.login == login)).one()


def log(sessions: Sessions) -> list[tuple[str, str, object]]:
    """What stands in the audit log."""
    with sessions() as session:
        return [(e.did, e.about, e.details) for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def told(page: str) -> str:
    """The password that a page shows."""
    found = re.search(r'<code class="once">([\w-]+)</code>', page)
    assert found
    return found[1]


def test_somebody_new_gets_a_password_for_once_and_chooses_an_own_one_first(
    ada: Visitor, app: Flask, sessions: Sessions
) -> None:
    ada.get("/console/agents/add")
    password = told(ada.post("/console/agents/add", NEW).text)
    fai = one(sessions, "fai")
    assert (fai.name, fai.post, fai.department, fai.phone) == ("阿辉", "agent", "客服部", "+85261110005")
    visitor = Visitor(app)
    assert visitor.sign_in("fai", password).location == "/desk"
    assert visitor.get("/desk").location == "/password"
    assert visitor.get("/desk/now", htmx=True).headers["HX-Redirect"] == "/password"
    visitor.get("/password")
    assert visitor.post("/password", {"now": password, "new": OWN, "again": OWN}).location == "/desk"
    assert visitor.get("/desk").status_code == 200
    assert Visitor(app).sign_in("fai", password).status_code == 401
    assert log(sessions) == [("agent_added", "fai", {"post": "agent", "department": "客服部"})]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"login": "wing"}, "Somebody signs in under this name already."),
        ({"login": "a b"}, "A login has letters a to z"),
        ({"name": " "}, "Write the name as customers hear it."),
        ({"post": "king"}, "There is no such post."),
        ({"phone": "12"}, "Write the phone as"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_what_was_typed(
    changes: dict[str, str], said: str, ada: Visitor, sessions: Sessions
) -> None:
    ada.get("/console/agents/add")
    answer = ada.post("/console/agents/add", NEW | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert log(sessions) == []


def test_a_new_password_ends_every_session_and_is_told_to_nobody_but_the_administrator(
    ada: Visitor, wing: Visitor, app: Flask, sessions: Sessions
) -> None:
    ada.get("/console/agents/1")
    password = told(ada.post("/console/agents/1/password").text)
    assert wing.get("/desk").location == "/login"
    assert Visitor(app).sign_in("wing", PASSWORD).status_code == 401
    assert Visitor(app).sign_in("wing", password).location == "/desk"
    assert password not in str(log(sessions))
    assert log(sessions) == [("agent_changed", "wing", {"changed": {"password": "given anew"}})]


def test_somebody_is_signed_out_everywhere_and_their_telephone_is_let_go(
    ada: Visitor, wing: Visitor, sessions: Sessions
) -> None:
    ada.get("/console/agents/1")
    assert ada.post("/console/agents/1/sign-out").location == "/console/agents/1"
    assert wing.get("/desk").location == "/login"
    with sessions() as session:
        assert session.get_one(Presence, 1).wants == "offline"
    assert log(sessions) == [("agent_changed", "wing", {"changed": {"signed_out": True}})]


def test_a_changed_post_and_department_are_written_down_and_end_the_sessions(
    ada: Visitor, wing: Visitor, sessions: Sessions
) -> None:
    ada.get("/console/agents/1")
    form = {"roles": ["service"], "tiers": ["gold", ""], "post": "supervisor", "department": "客服部"}
    assert ada.post("/console/agents/1", form).location == "/console/agents"
    found = one(sessions, "wing")
    assert (found.post, found.department, found.tiers) == ("supervisor", "客服部", ["", "gold"])
    assert wing.get("/console").location == "/login"
    changed = {"post": ["agent", "supervisor"], "department": ["", "客服部"], "tiers": [[], ["", "gold"]]}
    assert log(sessions) == [("agent_changed", "wing", {"changed": changed})]


def test_a_supervisor_changes_how_somebody_calls_and_neither_post_nor_department(
    rita: Visitor, sessions: Sessions
) -> None:
    rita.get("/console/agents/1")
    form = {"roles": ["nurse"], "post": "administrator", "department": "x", "another-phone": "+85261110077"}
    rita.post("/console/agents/1", form)
    found = one(sessions, "wing")
    assert (found.post, found.department, found.roles) == ("agent", "", ["nurse"])
    assert found.other_phones == ["+85261110077"]
    assert log(sessions)[0][2] == {"changed": {"roles": [["service"], ["nurse"]], "phones": "changed"}}
    assert "+85261110077" not in rita.get("/console/agents/1").text


def test_nobody_changes_the_own_post_so_an_administrator_is_always_left(ada: Visitor, sessions: Sessions) -> None:
    ada.get("/console/agents/3")
    answer = ada.post("/console/agents/3", {"post": "agent", "department": ""})
    assert answer.status_code == 422
    assert "Nobody changes the own post" in answer.text
    assert one(sessions, "ada").post == "administrator"
    assert ada.post("/console/agents/3/password").status_code == 403


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"now": "wrong", "new": OWN, "again": OWN}, "The password of today is not right."),
        ({"now": PASSWORD, "new": OWN, "again": "other"}, "not the same in both fields"),
        ({"now": PASSWORD, "new": "short", "again": "short"}, "at least 8 characters"),
        ({"now": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "another password than today"),
    ],
)
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(
    form: dict[str, str], said: str, wing: Visitor, app: Flask
) -> None:
    wing.get("/password")
    answer = wing.post("/password", form)
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "’")
    assert Visitor(app).sign_in("wing", PASSWORD).location == "/desk"


def test_a_session_ends_with_the_shift_however_busy(wing: Visitor, clock: StoppedClock) -> None:
    clock.forward(hours=11, minutes=59)
    assert wing.get("/desk").status_code == 200
    clock.forward(minutes=1)
    assert wing.get("/desk").location == "/login"
