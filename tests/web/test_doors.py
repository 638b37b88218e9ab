"""Who gets in, where to, and what a browser is told to keep out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select

from campaigns.agents import Agent
from dialer.agents.presence import Presence
from runtime.database import Sessions
from tests.stopped_clock import StoppedClock
from tests.web.visitor import PASSWORD, Visitor, settings
from web.app import create_app
from web.passwords import hashed


@pytest.mark.parametrize(
    ("path", "stranger_gets", "agent_gets", "supervisor_gets"),
    [
        ("/desk", 302, 200, 403),
        ("/desk/now", 302, 200, 403),
        ("/desk/today", 302, 200, 403),
        ("/console", 302, 403, 200),
        ("/console/now", 302, 403, 200),
        ("/console/launch", 302, 403, 200),
        ("/console/launch/review", 302, 403, 302),
        ("/console/campaigns/1/stop", 302, 403, 404),
        ("/console/missed", 302, 403, 200),
        ("/console/agents", 302, 403, 200),
        ("/console/agents/1", 302, 403, 200),
        ("/console/agents/99", 302, 403, 404),
        ("/console/agents/shares", 302, 403, 302),
        ("/console/playbooks", 302, 403, 200),
        ("/console/playbooks/skin-laser/off", 302, 403, 200),
        ("/console/playbooks/skin-laser/text", 302, 403, 200),
        ("/console/playbooks/skin-laser/shipped", 302, 403, 200),
        ("/console/playbooks/no-such/off", 302, 403, 404),
        ("/console/playbooks/no-such/text", 302, 403, 404),
        ("/customers", 302, 200, 200),
        ("/customers/1", 302, 404, 404),
        ("/recordings", 302, 403, 200),
        ("/recordings/1", 302, 404, 404),
        ("/messages", 302, 200, 200),
        ("/customers/1/messages", 302, 404, 404),
        ("/customers/1/messages/thread", 302, 404, 404),
        ("/customers/1/messages/latest", 302, 404, 404),
        ("/why", 302, 200, 200),
        ("/why/customer/1", 302, 404, 404),
        ("/why/call/1", 302, 404, 404),
        ("/why/waiting/window", 302, 403, 200),
        ("/desk/visits/1", 302, 404, 403),
        ("/desk/chats/1", 302, 404, 403),
        ("/nowhere", 404, 404, 404),
        ("/health", 200, 200, 200),
    ],
)
def test_everybody_sees_the_pages_of_their_post_only(
    path: str,
    stranger_gets: int,
    agent_gets: int,
    supervisor_gets: int,
    stranger: Visitor,
    wing: Visitor,
    rita: Visitor,
) -> None:
    found = [visitor.get(path).status_code for visitor in (stranger, wing, rita)]
    assert found == [stranger_gets, agent_gets, supervisor_gets]


def test_a_part_of_a_page_sends_the_whole_browser_to_sign_in(stranger: Visitor) -> None:
    answer = stranger.get("/desk/now", htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/login", {"login": "wing", "password": PASSWORD}),
        ("/logout", {}),
        ("/language", {"language": "en"}),
        ("/desk/presence", {"wants": "break", "reason": "lunch"}),
        ("/desk/telephones/choose", {"phone": "x"}),
        ("/desk/telephones/add", {"number": "+85261110002"}),
        ("/desk/telephones/remove", {"phone": "x"}),
        ("/desk/appointments/1", {"agreed": "first"}),
        ("/desk/appointments/1/1/move", {"to": "2026-11-27T10:00"}),
        ("/desk/appointments/1/1/cancel", {}),
        ("/desk/frauds/1", {"knew": "x"}),
        ("/desk/outcome/1", {"disposition": "well"}),
        ("/desk/hang-up/1", {}),
        ("/desk/preview/1/call", {}),
        ("/desk/preview/1/skip", {"reason": "other"}),
        ("/desk/recording/1/refused", {}),
        ("/recordings/1/erase", {}),
        ("/customers/1/agreed/recording/refused", {}),
        ("/why", {"number": "+85291234567"}),
        ("/console/launch", {"name": "x", "once": "y"}),
        ("/console/launch/review", {"name": "x"}),
        ("/console/launch/count", {"name": "x"}),
        ("/console/campaigns/1/pause", {}),
        ("/console/agents/1", {"deputy": ""}),
        ("/console/agents/shares", {"service/care": "100"}),
        ("/console/playbooks/skin-laser/off", {}),
        ("/console/playbooks/skin-laser/text", {"text": "x"}),
        ("/console/playbooks/skin-laser/text/keep", {"text": "x"}),
        ("/console/playbooks/skin-laser/shipped", {}),
        ("/desk/visits/1", {"disposition": "well"}),
        ("/desk/chats/1", {"disposition": "well"}),
        ("/desk/drafts/call/1", {"notes": "x"}),
        ("/customers/1/messages", {"words": "x"}),
        ("/customers/1/messages/takes", {"words": "x"}),
        ("/customers/1/messages/settled", {}),
        ("/messages/strangers/1", {}),
    ],
)
def test_a_form_without_its_token_changes_nothing(path: str, form: dict[str, str], wing: Visitor) -> None:
    answer = wing.post(path, form | {"csrf_token": "forged"})
    assert answer.status_code == 400
    assert "open for too long" in answer.text


def test_only_guests_that_are_hung_in_need_no_token_not_even_nested_ones(
    sessions: Sessions, clock: StoppedClock
) -> None:
    outer, inner = Blueprint("outer", __name__), Blueprint("inner", __name__)
    inner.post("/heard")(lambda: "heard")
    outer.register_blueprint(inner)
    stranger = create_app(sessions, clock, settings(), (outer,)).test_client()
    assert stranger.post("/heard").text == "heard"
    assert stranger.post("/login").status_code == 400


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/health", "/static/style.css"])
def test_every_answer_keeps_foreign_scripts_and_frames_out(path: str, stranger: Visitor) -> None:
    headers = stranger.get(path).headers
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_by_the_browser_but_assets_are(wing: Visitor) -> None:
    assert wing.get("/desk").headers["Cache-Control"] == "no-store"
    assert "no-store" not in wing.get("/static/style.css").headers.get("Cache-Control", "")


@pytest.mark.parametrize(("address", "secure"), [("http://localhost", False), ("https://calls.example.org", True)])
def test_the_session_cookie_is_out_of_reach(
    address: str, secure: bool, sessions: Sessions, clock: StoppedClock
) -> None:
    answer = create_app(sessions, clock, settings(address)).test_client().get("/login")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure
    assert ("Strict-Transport-Security" in answer.headers) is secure


def test_an_unknown_login_and_a_wrong_password_are_told_the_same(stranger: Visitor) -> None:
    unknown, wrong = stranger.sign_in("nobody"), stranger.sign_in("wing", "wrong")
    assert (unknown.status_code, wrong.status_code) == (401, 401)
    assert unknown.text.replace("nobody", "wing").count("do not belong together") == wrong.text.count(
        "do not belong together"
    )


def test_after_five_wrong_passwords_in_five_minutes_even_the_right_one_waits(
    stranger: Visitor, clock: StoppedClock
) -> None:
    for _ in range(5):
        assert stranger.sign_in("wing", "wrong").status_code == 401
    assert stranger.sign_in("wing").status_code == 429
    assert stranger.sign_in("rita").location == "/console"
    clock.forward(minutes=5, seconds=1)
    stranger.post("/logout")
    assert stranger.sign_in("wing").location == "/desk"


def test_whoever_signs_out_is_out_everywhere_and_their_telephone_is_let_go(
    app: Flask, wing: Visitor, sessions: Sessions
) -> None:
    at_home = Visitor(app)
    at_home.sign_in("wing")
    wing.post("/logout")
    assert [v.get("/desk").status_code for v in (wing, at_home)] == [302, 302]
    with sessions() as session:
        presence = session.scalars(select(Presence)).one()
    assert presence.wants == "offline"


def test_a_new_password_ends_the_sessions_of_the_old_one(wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.scalars(select(Agent).where(Agent.login == "wing")).one().password_hash = hashed("a new secret")
    assert wing.get("/desk").location == "/login"


def test_a_session_ends_with_the_shift(wing: Visitor, app: Flask) -> None:
    assert app.permanent_session_lifetime == timedelta(hours=2)
    cookie = wing.client.get_cookie("huifang")
    assert cookie is not None
    assert cookie.expires is not None


def test_health_says_when_the_database_is_gone(clock: StoppedClock) -> None:
    from runtime.database import connect
    from runtime.database import sessions as sessions_of

    nowhere = sessions_of(connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    answer = create_app(nowhere, clock, settings()).test_client().get("/health")
    assert (answer.status_code, answer.json) == (503, {"huifang": "alive", "database": "unreachable"})
