"""The person behind a request, as Flask-Login knows them, and what their post lets them see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, Response, abort, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from campaigns.agents import Agent
from dialer.agents.presence import announce
from web.at_hand import db, now, real

P = ParamSpec("P")
T = TypeVar("T")

#: Where each post begins.
HOME = {"agent": "desk.page", "supervisor": "console.page", "administrator": "console.page"}
#: A shift with its breaks, in real seconds; after that the person signs in again, whatever they did meanwhile.
SHIFT = 12 * 3600
#: Key of the session: when it began, in seconds of our clock.
_BEGAN = "began"


class Person(UserMixin):
    """An agent or supervisor who is signed in."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent

    def get_id(self) -> str:
        """The id and a stamp of the password. A new password, or signing out, ends every session of the person."""
        return f"{self.agent.id}.{_stamp(self.agent)}"


def know_people(app: Flask) -> None:
    """Recognise who is signed in; who is not is sent to sign in."""
    manager = LoginManager(app)  # type: ignore[no-untyped-call]
    manager.user_loader(_recognise)  # type: ignore[no-untyped-call]
    manager.unauthorized_handler(_sign_in_first)  # type: ignore[no-untyped-call]


def signed_in() -> bool:
    """Whether we know who asks."""
    return bool(cast(UserMixin, current_user).is_authenticated)


def me() -> Agent:
    """The person who is signed in."""
    return cast(Person, current_user).agent


def begin_session(agent: Agent) -> None:
    """Nothing of an earlier session is left; the shift begins now."""
    session.clear()
    session.permanent = True
    session[_BEGAN] = now().timestamp()
    login_user(Person(agent))  # type: ignore[no-untyped-call]


def let_go(session: Session, agent: Agent, now: datetime) -> None:
    """Every session of the person is over, and the telephone is let go. The caller commits."""
    announce(session, agent.id, "offline", now, timedelta())
    agent.signed_in_at = None


def only(*posts: str, own_password: bool = True) -> Callable[[Callable[P, T]], Callable[P, T | AnyResponse]]:
    """A page for these posts: strangers are sent to sign in, others get 403. An administrator is a supervisor too.

    Whoever has a password that somebody else chose is sent to choose an own one, unless `own_password` is no matter.
    """

    def guarded(view: Callable[P, T]) -> Callable[P, T | AnyResponse]:
        @wraps(view)
        def guard(*args: P.args, **kwargs: P.kwargs) -> T | AnyResponse:
            if not signed_in():
                return _sign_in_first()
            if me().temporary_password and own_password:
                return _go("own_password.form")
            allowed = me().post in posts or (me().supervises and "supervisor" in posts)
            return view(*args, **kwargs) if allowed else abort(403)

        return guard

    return guarded


def _recognise(session_id: str) -> Person | None:
    number, _, stamp = session_id.partition(".")
    agent = db().get(Agent, int(number)) if number.isdecimal() else None
    if agent is None or agent.signed_in_at is None or _stamp(agent) != stamp or _over():
        return None
    return Person(agent)


def _over() -> bool:
    """The shift of this session is over."""
    return bool(now().timestamp() - session.get(_BEGAN, 0.0) >= real(SHIFT).total_seconds())


def _stamp(agent: Agent) -> str:
    return hashlib.sha256(agent.password_hash.encode()).hexdigest()[:16]


def _sign_in_first() -> AnyResponse:
    return _go("signing_in.form")


def _go(endpoint: str) -> AnyResponse:
    """A page goes to this form; a part of a page asks the browser to go there as a whole."""
    form = url_for(endpoint)
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": form})
    return redirect(form)
