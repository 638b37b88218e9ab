"""A house with Wing, who calls, and Rita, who supervises; both have a password."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from runtime.database import Sessions
from runtime.database import sessions as sessions_of
from tests.cast import TUESDAY_11, agent, branch, ready
from tests.stopped_clock import StoppedClock
from tests.templates import compiled_once
from tests.web.visitor import PASSWORD_HASH, Visitor, settings
from web.app import create_app
from web.at_hand import Tools, lay_out


@pytest.fixture
def clock() -> StoppedClock:
    """Tuesday at eleven, until a test moves it."""
    return StoppedClock()


@pytest.fixture(scope="session")
def pages(engine: Engine) -> Flask:
    """The application, put together once: a tenth of a second for each of a thousand tests is a long time."""
    return compiled_once(create_app(sessions_of(engine), StoppedClock(), settings()))


@pytest.fixture
def app(pages: Flask, sessions: Sessions, clock: StoppedClock) -> Iterator[Flask]:
    """The pages, with Wing at her telephone and Rita in her office; they remember nothing of another test."""
    with sessions.begin() as session:
        branch(session)
        ready(session, TUESDAY_11, "wing", password_hash=PASSWORD_HASH)
        agent(session, "rita", post="supervisor", roles=[], phone="+85261110009", password_hash=PASSWORD_HASH)
    known = set(pages.extensions)
    lay_out(pages, Tools(sessions, clock, settings()))
    yield pages
    for name in pages.extensions.keys() - known:
        del pages.extensions[name]


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Nobody we know."""
    return Visitor(app)


@pytest.fixture
def wing(app: Flask) -> Visitor:
    """Wing, signed in."""
    visitor = Visitor(app)
    assert visitor.sign_in("wing").location == "/desk"
    return visitor


@pytest.fixture
def rita(app: Flask) -> Visitor:
    """Rita, signed in."""
    visitor = Visitor(app)
    assert visitor.sign_in("rita").location == "/console"
    return visitor


@pytest.fixture
def ada(app: Flask, sessions: Sessions) -> Visitor:
    """Ada, who looks after the house, signed in."""
    with sessions.begin() as session:
        agent(session, "ada", post="administrator", roles=[], phone="+85261110008", password_hash=PASSWORD_HASH)
    visitor = Visitor(app)
    assert visitor.sign_in("ada").location == "/console"
    return visitor
