"""Signing in and out."""

from __future__ import annotations

import structlog
from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from flask_login import login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaigns.agents import Agent
from dialer.agents.presence import announce
from web.at_hand import db, now, rate, real
from web.passwords import matches
from web.people import HOME, Person, me, signed_in
from web.throttle import SPAN, Throttle

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
    login, throttle = request.form.get("login", "").strip().lower()[:200], _throttle()
    until = throttle.blocked_until(login, now(), SPAN * rate())
    if until is not None:
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
    agent = db().scalar(select(Agent).where(Agent.login == login))
    if not matches(agent.password_hash if agent else None, request.form.get("password", "")) or agent is None:
        throttle.wrong(login, now())
        log.warning("sign_in_failed")
        return _again(login, gettext("Login and password do not belong together."), 401)
    throttle.right(login)
    return _enter(agent)


@blueprint.post("/logout")
def sign_out() -> Response:
    """Out; an agent's telephone is let go as well."""
    if signed_in():
        announce(db(), me().id, "offline", now(), real(0))
        me().signed_in_at = None
        db().commit()
        logout_user()  # type: ignore[no-untyped-call]
    session.clear()
    return redirect(url_for("signing_in.form"))


def _enter(agent: Agent) -> Response:
    session.clear()
    session.permanent = True
    agent.signed_in_at = now()
    db().commit()
    login_user(Person(agent))  # type: ignore[no-untyped-call]
    log.info("signed_in", agent_id=agent.id, post=agent.post)
    return redirect(url_for(HOME[agent.post]))


def _again(login: str, wrong: str, status: int) -> tuple[str, int]:
    return render_template("login.html", login=login, wrong=wrong), status


def _throttle() -> Throttle:
    throttle: Throttle = current_app.extensions.setdefault("huifang-throttle", Throttle())
    return throttle
