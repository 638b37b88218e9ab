"""Health: asked by whoever keeps the house running, without signing in. Words only: nothing personal, no address.

* `/health/live`: this process answers. If it does not, start it anew.
* `/health`: and it reaches the database. A load balancer sends requests to whoever says so: also while the clock stands
  still, because the carrier's messages and the agents' entries are to be taken in all the same.
* `/health/ready`: the whole house can work: database, its revision, a clock that ticks, and Redis, of which the clock
  tells, since the pages know nothing of it. A person or a deployment asks this one.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from flask import Blueprint, Flask, current_app
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from runtime.database import connect_briefly
from runtime.pulses import SILENT, pulses
from web.at_hand import db

blueprint = Blueprint("health", __name__)

#: Strangers may ask as often as they like; the database is asked once in so many real seconds.
_KEPT = 1.0
_NAME = "health"
_WELL, _NOT_ASKED = "ok", "not asked"

Answer = tuple[dict[str, str], int]


@dataclass
class Health:
    """What is known of the house at this moment, in words."""

    #: The newest revision that this release knows; "" where nobody said.
    revision: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    known: dict[str, str] = field(default_factory=dict)
    good_until: float = 0.0

    def words(self, engine: Engine) -> dict[str, str]:
        """Part by part: ok, or what is wrong with it."""
        with self.lock:
            if time.monotonic() >= self.good_until:
                self.known = self._ask(engine)
                self.good_until = time.monotonic() + _KEPT
            return self.known

    def _ask(self, engine: Engine) -> dict[str, str]:
        brief = connect_briefly(engine.url)
        try:
            with brief.connect() as connection:
                return {"database": _WELL, "revision": self._revision(connection)} | _night_shift(connection)
        except SQLAlchemyError:
            return dict.fromkeys(("revision", "clock", "redis"), _NOT_ASKED) | {"database": "unreachable"}
        finally:
            brief.dispose()

    def _revision(self, connection: Connection) -> str:
        here = connection.scalar(text("select version_num from alembic_version")) or ""
        # One that is ahead is right: a release migrates first.
        return _WELL if here >= self.revision else "behind"


def _night_shift(connection: Connection) -> dict[str, str]:
    clocks = [seen for seen in pulses(connection) if seen.process == "clock" and seen.alive]
    if not clocks:
        return {"clock": "silent", "redis": _NOT_ASKED}
    redis = any(seen.redis_age is not None and seen.redis_age < SILENT for seen in clocks)
    return {"clock": _WELL, "redis": _WELL if redis else "unreachable"}


def ask_for(app: Flask, revision: str) -> None:
    """Let this application tell how the house is."""
    app.extensions[_NAME] = Health(revision)


@blueprint.get("/health/live")
def live() -> Answer:
    """200 while this process answers."""
    return {"huifang": "alive"}, 200


@blueprint.get("/health")
def health() -> Answer:
    """200 while the database answers, else 503."""
    words = _words()
    return {"huifang": "alive", "database": words["database"]}, 200 if words["database"] == _WELL else 503


@blueprint.get("/health/ready")
def ready() -> Answer:
    """200 while every part of the house can do its work, else 503."""
    words = _words()
    well = all(word == _WELL for word in words.values())
    return {"huifang": "ready" if well else "not ready"} | words, 200 if well else 503


def _words() -> dict[str, str]:
    found: Health = current_app.extensions[_NAME]
    engine = db().get_bind().engine
    return found.words(engine)
