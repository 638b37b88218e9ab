"""Every page of the house beside the 100 ms that it may take, with a million customers and three million follow-ups.

The pages are found in the application itself, so that a new one is measured without being named here; only what its
address asks for has to be known. Measured is the server's time: the application called in this process.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from bench.measure import Measured
from bench.world import AGENTS, CUSTOMERS, FOLLOW_UPS, NOW, fill
from huifang.engines.postgres import EmbeddedPostgres
from migrations.running import upgrade
from runtime.database import connect, sessions
from runtime.settings import Settings, read_settings
from web.app import create_app

LIMIT, ROUNDS = 0.1, 9
PASSWORD = "a page in a tenth of a second"
#: Whose pages begin so; the others are asked for by the administrator, who may see all of them.
_AGENTS_OWN = "/desk"
#: What is asked for with words, filters or a later page, besides every page as it opens.
_ASKED = (
    "/customers?q=陈美玲",
    "/customers?q=美玲",
    "/customers?q=C-1500",
    "/customers?q=%2B85260123456",
    "/customers?q=3456",
    "/console/missed?days=90",
)
#: No pages: files, what other programs ask, where one is only sent on, and what a page counts after it is there.
_OTHERS = re.compile(r"^/(static|health|ready|metrics)|/sound$|<form>$|/(shipped|changes)$|^/(login)?$")
_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class Stopped:
    """A clock that shows eleven on that Tuesday, as long as it takes."""

    def now(self) -> datetime:
        """The instant at which the world was filled."""
        return NOW

    def rate(self) -> float:
        """As real time goes."""
        return 1.0


def measure() -> list[Measured]:
    """Each page's median and slowest of some rounds, the slowest page first; filling the house takes minutes."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder, EmbeddedPostgres(Path(folder)) as server:
        address = server.create_database("bench")
        engine = connect(address)
        upgrade(engine)
        fill(engine, cheap.hash(PASSWORD))
        engine.dispose()
        return measured_at(address)


def measured_at(database_url: str) -> list[Measured]:
    """The same, in a database that is filled already."""
    engine = connect(database_url)
    app = create_app(sessions(engine), Stopped(), _settings(database_url))
    ada, agent = _signed_in(app, "ada"), _signed_in(app, "agent-1")
    amount = f"{CUSTOMERS // 1_000_000} M and {FOLLOW_UPS // 1_000_000} M rows"
    times: dict[str, list[float]] = {path: [] for path in [*_pages(app), *_ASKED]}
    # In turns, so that a moment in which the machine is slow falls on all pages alike; the first round warms.
    for nth in range(ROUNDS + 1):
        for path, kept in times.items():
            seconds = _asked(agent if path.startswith(_AGENTS_OWN) else ada, path)
            kept += [seconds] if nth else []
    found = [
        Measured(path, amount, statistics.median(kept), "a tenth of a second", LIMIT, p99=max(kept) * 1000, at_most=1.0)
        for path, kept in times.items()
    ]
    engine.dispose()
    return sorted(found, key=lambda one: one.seconds, reverse=True)


def _settings(database_url: str) -> Settings:
    return read_settings(
        {
            "DATABASE_URL": database_url,
            "REDIS_URL": "redis://127.0.0.1/0",
            "HUIFANG_SECRET_KEY": "bench",
            "HUIFANG_PUBLIC_URL": "http://localhost",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "bench",
        }
    )


def _pages(app: Flask) -> Iterator[str]:
    """The address of every page, with arguments that lead to something."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        if "GET" in (rule.methods or ()) and not _OTHERS.search(rule.rule):
            with app.test_request_context():
                yield app.url_for(rule.endpoint, **_arguments(rule))


def _arguments(rule: Rule) -> dict[str, Any]:
    """What each name in an address may be; KeyError for one that nobody has thought of."""
    known: dict[str, Any] = {
        "customer_id": 123_456,
        "follow_up_id": 123_456,
        "attempt_id": 123_456,
        "agent_id": 1,
        "campaign_id": 1,
        "playbook_id": "skin-laser",
        "deed": "off",
        "recording_id": 1,
        "reconciliation_id": 1,
        "code": 1,
    }
    return {name: known[name] for name in rule.arguments}


def _asked(client: FlaskClient, path: str) -> float:
    """Seconds until the page is there."""
    began = time.perf_counter()
    answer = client.get(path)
    if answer.status_code >= 500:
        raise RuntimeError(f"{path} was answered with {answer.status_code}")
    return time.perf_counter() - began


def _signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    found = _CSRF.search(client.get("/login").text)
    assert found is not None, "the door has a form"
    answer = client.post("/login", data={"csrf_token": found[1], "login": login, "password": PASSWORD})
    assert answer.status_code == 302, f"{login} of {AGENTS} agents is let in"
    return client
