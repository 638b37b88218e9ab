"""Numbers are masked; a supervisor sees them once, for a reason, and it is written down."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.audit import AuditEntry
from runtime.database import Sessions
from tests.cast import customer
from tests.stopped_clock import StoppedClock
from tests.web.visitor import Visitor

FULL = "+85291234567"


@pytest.fixture(autouse=True)
def mei(app: Flask, sessions: Sessions) -> None:
    """陈美玲, Wing's own customer."""
    with sessions.begin() as session:
        customer(session, owner="wing")


def log(sessions: Sessions) -> list[tuple[int, str, int | None, str]]:
    """What stands in the audit log."""
    with sessions() as session:
        return [(e.agent_id, e.did, e.customer_id, e.about) for e in session.scalars(select(AuditEntry))]


def test_a_supervisor_sees_the_numbers_once_and_it_is_written_down(rita: Visitor, sessions: Sessions) -> None:
    assert FULL not in rita.get("/customers/1").text
    answer = rita.post("/customers/1/numbers", {"reason": "verify_identity"})
    assert answer.location == "/customers/1"
    shown = rita.get("/customers/1")
    assert FULL in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert FULL not in rita.get("/customers/1").text
    assert log(sessions) == [(2, "unmasked", 1, "verify_identity")]


def test_without_a_reason_nothing_is_shown(rita: Visitor, sessions: Sessions) -> None:
    assert rita.post("/customers/1/numbers", {"reason": "because"}).status_code == 400
    assert FULL not in rita.get("/customers/1").text
    assert log(sessions) == []


def test_an_agent_never_sees_a_number(wing: Visitor, sessions: Sessions) -> None:
    page = wing.get("/customers/1").text
    assert "+852 •••• •567" in page
    assert "Show the number" not in page
    assert wing.post("/customers/1/numbers", {"reason": "verify_identity"}).status_code == 403
    assert log(sessions) == []


def test_another_customers_page_and_one_that_comes_late_show_none(
    rita: Visitor, sessions: Sessions, clock: StoppedClock
) -> None:
    with sessions.begin() as session:
        customer(session, "何嘉", "+85291110001", external_id="C-2")
    rita.post("/customers/1/numbers", {"reason": "other"})
    assert "+85291110001" not in rita.get("/customers/2").text
    rita.post("/customers/1/numbers", {"reason": "other"})
    clock.forward(seconds=61)
    assert FULL not in rita.get("/customers/1").text
