"""A person's data: one file with everything, and an erasure that is confirmed by typing; administrators only."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.audit import AuditEntry
from campaigns.customers import Customer
from runtime.database import Sessions
from tests.cast import agent, branch
from tests.dialer.persons.held import PRIVATE, everything
from tests.stopped_clock import StoppedClock
from tests.web.visitor import PASSWORD_HASH, Visitor, settings
from web.app import create_app


@pytest.fixture
def app(sessions: Sessions, clock: StoppedClock) -> Flask:
    """A house that holds something of 陈美玲 in every table."""
    with sessions.begin() as session:
        branch(session)
        everything(session)
        agent(session, "rita", post="supervisor", roles=[], phone="+85261110009", password_hash=PASSWORD_HASH)
    return create_app(sessions, clock, settings())


def log(sessions: Sessions) -> list[tuple[str, int | None]]:
    """What stands in the audit log."""
    with sessions() as session:
        return [(e.did, e.customer_id) for e in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_everything_is_in_one_file_for_machines_and_for_people(ada: Visitor, sessions: Sessions) -> None:
    assert "telephone numbers" in ada.get("/customers/1/person").text
    answer = ada.post("/customers/1/person/export")
    assert answer.headers["Content-Disposition"] == "attachment; filename=person-1-2026-11-24.zip"
    with ZipFile(BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == ["data.json", "index.html", "recordings/1.mp3"]
        data = json.loads(archive.read("data.json"))
        assert data["tables"]["customer_number"][0]["e164"] == "+85291234567"
        assert data["people_of_the_house"]["1"] == "Wing"
        page = archive.read("index.html").decode()
        assert PRIVATE in page
        assert 'href="recordings/1.mp3"' in page
        assert "http" not in page
        assert archive.read("recordings/1.mp3") == b"sound"
    assert log(sessions) == [("person_exported", 1)]


def test_a_wrong_number_erases_nothing(ada: Visitor, sessions: Sessions) -> None:
    ada.get("/customers/1/person")
    answer = ada.post("/customers/1/person/erase", {"number": "C-2"})
    assert answer.status_code == 422
    assert "nothing was erased" in answer.text
    with sessions() as session:
        assert session.get_one(Customer, 1).erased_at is None
    assert log(sessions) == []


def test_after_the_erasure_no_page_and_no_search_finds_them(ada: Visitor, sessions: Sessions) -> None:
    ada.get("/customers/1/person")
    assert ada.post("/customers/1/person/erase", {"number": "C-1"}).location == "/customers"
    for page in ("", "/agreed", "/messages", "/person", "/card"):
        assert ada.get(f"/customers/1{page}").status_code == 404, page
    assert ada.get("/recordings/1").status_code == 404
    for asked in (PRIVATE, "C-1", "%231", "91234567", "4567"):
        assert "Nobody of this name" in ada.get(f"/customers?q={asked}").text
    assert log(sessions) == [("person_erased", 1)]
    assert "erased a person’s data" in ada.get("/console/audit").text
