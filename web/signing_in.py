"""Signing in and out."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

import structlog
from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from flask_login import logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from web.at_hand import db, now, rate, real, settings
from web.passwords import matches
from web.people import HOME, begin_session, let_go, me, signed_in
from web.throttle import SPAN, Bucket, buckets, give_back, take

blueprint = Blueprint("signing_in", __name__)
log = structlog.get_logger()


@blueprint.get("/")
def home() -> Response:
    """Everybody begins at home."""
    return redirect(url_for(HOME[me().post] if signed_in() else "signing_in.form"))


@blueprint.get("/login")
def form() -> str | Response:
    """Who are you?"""
    return home() if signed_in() else render_template("login.html", login="", wrong="")


@blueprint.post("/login")
def sign_in() -> Response | tuple[str, int]:
    """Let the person in, or say that it did not work, without saying whether the login exists."""
    login = request.form.get("login", "").strip().lower()[:200]
    places = _places(login)
    until = take(db(), places, now(), SPAN * rate())
    # Kept before the password is looked at: many tries at once count as many.
    db().commit()
    if until is not None:
        return _wait(login, until)
    agent = db().scalar(select(Agent).where(Agent.login == login))
    if not matches(agent.password_hash if agent else None, request.form.get("password", "")) or agent is None:
        log.warning("sign_in_failed")
        return _again(login, gettext("Login and password do not belong together."), 401)
    give_back(db(), places)
    return _enter(agent)


@blueprint.post("/logout")
def sign_out() -> Response:
    """Out; an agent's telephone is let go as well."""
    if signed_in():
        let_go(db(), me(), now())
        db().commit()
        logout_user()  # type: ignore[no-untyped-call]
    session.clear()
    return redirect(url_for("signing_in.form"))


def _enter(agent: Agent) -> Response:
    agent.signed_in_at = now()
    db().commit()
    begin_session(agent)
    log.info("signed_in", agent_id=agent.id, post=agent.post)
    return redirect(url_for(HOME[agent.post]))


def _places(login: str) -> tuple[Bucket, ...]:
    """Where this try is counted. An address on this host is that of a proxy, behind which is everybody."""
    secret, address = settings().secret_key, request.remote_addr or "::1"
    of_login, of_address = buckets(secret, login, address)
    return (of_login,) if ip_address(address).is_loopback else (of_login, of_address)


def _wait(login: str, until: datetime) -> tuple[str, int]:
    minutes = max(1, round((until - now()) / real(60)))
    return _again(
        login,
        ngettext(
            "Too many wrong passwords. Try again in one minute.",
            "Too many wrong passwords. Try again in %(num)d minutes.",
            minutes,
        ),
        429,
    )


def _again(login: str, wrong: str, status: int) -> tuple[str, int]:
    return render_template("login.html", login=login, wrong=wrong), status
