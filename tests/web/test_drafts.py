"""Drafts at the desk: kept on our side as they are typed, for whoever types them and nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from dialer.talks.drafts import Draft
from runtime.database import Sessions
from tests.browser.scenes import mei
from tests.cast import agent, customer, follow_up
from tests.web.at_her_desk import Desk
from tests.web.visitor import PASSWORD_HASH, Visitor


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    return Desk(wing, sessions)


def types(who: Visitor, about: str, fields: Any, token: str | None = None) -> TestResponse:
    """As the page's script does."""
    headers = {"X-CSRFToken": who.token if token is None else token, "HX-Request": "true"}
    return who.client.post(f"/desk/drafts/{about}", json=fields, headers=headers)


def kept(sessions: Sessions) -> dict[str, dict[str, str]]:
    with sessions() as session:
        return {one.about: one.fields for one in session.scalars(select(Draft))}


def test_another_browser_of_the_same_agent_begins_with_what_was_typed(desk: Desk, app: Flask) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    typed = {"notes": "红肿已退 <b>", "disposition": "well", "asked-0": "能化妆吗？", "typed_at": "1764"}
    assert types(desk.wing, f"call/{call}", typed).status_code == 204
    elsewhere = Visitor(app)
    elsewhere.sign_in("wing")
    page = elsewhere.get("/desk").text
    assert "红肿已退 &lt;b&gt;</textarea>" in page
    assert re.search(r'value="well" data-key="1" checked', page)
    assert 'value="能化妆吗？"' in page
    assert 'data-typed-at="1764"' in page


def test_what_was_sent_and_refused_stands_before_the_draft(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    types(desk.wing, f"call/{call}", {"notes": "old", "typed_at": "1"})
    page = desk.logs(call, notes="new").text
    assert ">new</textarea>" in page
    assert 'data-typed-at=""' in page


def test_a_logged_entry_leaves_no_draft_and_takes_none(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    types(desk.wing, f"call/{call}", {"notes": "x"})
    desk.logs(call, disposition="well", notes="x")
    assert kept(desk.sessions) == {}
    assert types(desk.wing, f"call/{call}", {"notes": "x"}).status_code == 410
    assert kept(desk.sessions) == {}


def test_nobody_types_into_anothers_conversation(desk: Desk, app: Flask) -> None:
    call = desk.talks(mei)
    with desk.scene() as session:
        agent(session, "fai", password_hash=PASSWORD_HASH, phone="+85261110005")
    fai = Visitor(app)
    fai.sign_in("fai")
    assert types(fai, f"call/{call}", {"notes": "x"}).status_code == 410
    assert types(fai, "call/4711", {"notes": "x"}).status_code == 410
    assert kept(desk.sessions) == {}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        # the longest form in Chinese fits; more does not
        ({"notes": "记" * 4000, **{f"asked-{n}": "问" * 400 for n in range(10)}}, 204),
        ({"notes": "记" * 17_000}, 413),
        ({"notes": "x" * 70_000}, 413),
        # nothing but words
        ({"notes": 7}, 400),
        (["notes"], 400),
    ],
)
def test_what_a_draft_may_be(desk: Desk, fields: Any, status: int) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    assert types(desk.wing, f"call/{call}", fields).status_code == status


def test_without_its_token_nothing_is_kept(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    assert types(desk.wing, f"call/{call}", {"notes": "x"}, token="").status_code == 400
    assert kept(desk.sessions) == {}


def test_a_stranger_and_a_supervisor_keep_nothing(stranger: Visitor, rita: Visitor) -> None:
    stranger.get("/login")
    assert types(stranger, "call/1", {}).status_code == 401
    assert types(rita, "call/1", {}).status_code == 403


@pytest.mark.parametrize(("kind", "mode"), [("chat", "agent"), ("visit", "visit")])
def test_visits_and_chats_have_drafts_while_they_are_open(desk: Desk, kind: str, mode: str) -> None:
    with desk.scene() as session:
        due = follow_up(session, customer(session), mode=mode)
    here = f"/desk/{kind}s/{due.id}"
    desk.wing.get(here)
    assert types(desk.wing, f"{kind}/{due.id}", {"notes": "On the way"}).status_code == 204
    assert ">On the way</textarea>" in desk.wing.get(here).text
    desk.wing.post(here, {"disposition": "well"})
    assert kept(desk.sessions) == {}
    assert types(desk.wing, f"{kind}/{due.id}", {"notes": "x"}).status_code == 410


def test_signing_out_leaves_the_draft_on_our_side(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.get("/desk")
    types(desk.wing, f"call/{call}", {"notes": "x"})
    desk.wing.post("/logout")
    assert list(kept(desk.sessions)) == [f"call/{call}"]
