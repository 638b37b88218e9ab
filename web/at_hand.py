"""What is at hand while a request is answered: the tools of the process, one instant, one database session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.database import Sessions
from runtime.settings import Settings

_NAME = "huifang"


@dataclass(frozen=True)
class Tools:
    """What the process that runs the pages hands in."""

    sessions: Sessions
    clock: Clock
    settings: Settings


def lay_out(app: Flask, tools: Tools) -> None:
    """Keep these tools with the app, in place of those that it had."""
    app.extensions[_NAME] = tools


def tidy_up(app: Flask) -> None:
    """Close each request's session at its end."""
    app.teardown_appcontext(_close)


def settings() -> Settings:
    """The settings of this process."""
    return _tools().settings


def db() -> Session:
    """The session of this request, opened when it is first asked for. Deeds commit; reading does not."""
    if "session" not in g:
        g.session = _tools().sessions()
    return cast(Session, g.session)


def now() -> datetime:
    """The instant of this request, the same however often it is asked for."""
    if "now" not in g:
        g.now = _tools().clock.now()
    return cast(datetime, g.now)


def rate() -> float:
    """Seconds of our clock for one second of real time."""
    return _tools().clock.rate()


def real(seconds: float) -> timedelta:
    """A span of real time as our clock shows it; on a fast clock a real second is minutes."""
    return timedelta(seconds=seconds * rate())


def _tools() -> Tools:
    return cast(Tools, current_app.extensions[_NAME])


def _close(_: BaseException | None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
