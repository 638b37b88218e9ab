"""The person behind a request, as Flask-Login knows them, and what their post lets them see."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, Response, abort, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response as AnyResponse

from campaigns.agents import Agent
from web.at_hand import db

P = ParamSpec("P")
T = TypeVar("T")

#: Where each post begins.
HOME = {"agent": "desk.page", "supervisor": "console.page", "administrator": "console.page"}


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


def only(*posts: str) -> Callable[[Callable[P, T]], Callable[P, T | AnyResponse]]:
    """A page for these posts: strangers are sent to sign in, others get 403. An administrator is a supervisor too."""

    def guarded(view: Callable[P, T]) -> Callable[P, T | AnyResponse]:
        @wraps(view)
        def guard(*args: P.args, **kwargs: P.kwargs) -> T | AnyResponse:
            if not signed_in():
                return _sign_in_first()
            allowed = me().post in posts or (me().supervises and "supervisor" in posts)
            return view(*args, **kwargs) if allowed else abort(403)

        return guard

    return guarded


def _recognise(session_id: str) -> Person | None:
    number, _, stamp = session_id.partition(".")
    agent = db().get(Agent, int(number)) if number.isdecimal() else None
    if agent is None or agent.signed_in_at is None or _stamp(agent) != stamp:
        return None
    return Person(agent)


def _stamp(agent: Agent) -> str:
    return hashlib.sha256(agent.password_hash.encode()).hexdigest()[:16]


def _sign_in_first() -> AnyResponse:
    """A page goes to the form; a part of a page asks the browser to go there as a whole."""
    form = url_for("signing_in.form")
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": form})
    return redirect(form)
