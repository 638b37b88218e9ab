"""A small application with nothing but the webhooks, and Twilio before its door."""

from __future__ import annotations

import pytest
from flask import Flask

from runtime.database import Sessions
from tests.dialer.play import Play, begin
from tests.webhooks.twilio import PUBLIC, TOKEN, Twilio
from webhooks.blueprint import blueprint
from webhooks.door import Door


def application(play: Play, public_url: str = PUBLIC, *, record_calls: bool = False) -> Flask:
    """The webhooks of this play."""
    app = Flask("webhooks-under-test")
    app.register_blueprint(blueprint(Door(play.tools.sessions, play.clock, TOKEN, public_url, record_calls)))
    return app


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """A Tuesday at eleven."""
    return begin(sessions)


@pytest.fixture
def twilio(play: Play) -> Twilio:
    """Twilio, who knows us by our public address; the workers act on what it tells before it tells the next."""
    return Twilio(application(play).test_client(), then=play.hears)
