"""What `huifang doctor` looks at beside lists and callers: each finding says what is wrong and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from dialer.restoring.hold import hold
from dialer.watch.questions import Violation
from huifang.checks import house, outside
from huifang.doctor import doctor
from runtime.clock import WallClock
from runtime.database import Sessions
from runtime.pulses import Sign, beat
from runtime.settings import Settings
from tests.cast import TUESDAY_11
from tests.web.visitor import settings as those_of_the_pages

Check = Callable[[Settings], object]


@pytest.fixture
def settings(database_url: str, sessions: Sessions) -> Settings:
    return replace(those_of_the_pages(), database_url=database_url, redis_url="redis://127.0.0.1:1")


def said(check: Check, settings: Settings) -> str:
    """What it finds; "" where all is well."""
    try:
        check(settings)
    except click.ClickException as wrong:
        return wrong.message
    return ""


def lives(sessions: Sessions, *processes: str, redis: bool = True) -> None:
    for process in processes:
        with sessions.begin() as session:
            beat(session.connection(), Sign(process, TUESDAY_11, redis=redis))


@pytest.mark.parametrize(
    ("processes", "redis", "words"),
    [
        ((), True, "start `huifang clock`"),
        (("clock",), True, "start `huifang worker`"),
        (("worker",), True, "start `huifang clock`"),
        (("clock", "worker"), False, "REDIS_URL"),
        (("clock", "worker"), True, ""),
    ],
)
def test_a_night_shift_that_is_not_there_is_told(
    processes: tuple[str, ...], redis: bool, words: str, settings: Settings, sessions: Sessions
) -> None:
    lives(sessions, *processes, redis=redis)
    found = said(house.night_shift, settings)
    assert words in found
    assert bool(words) is bool(found)


def test_a_process_without_a_pulse_does_not_count(settings: Settings, sessions: Sessions) -> None:
    lives(sessions, "clock", "worker")
    with sessions.begin() as session:
        session.execute(text("update pulse set beat_at = beat_at - interval '31 seconds' where process = 'worker'"))
    assert "no worker has a pulse" in said(house.night_shift, settings)


def test_a_hold_and_a_violation_are_told(settings: Settings, sessions: Sessions) -> None:
    assert (said(house.hold, settings), said(house.invariants, settings)) == ("", "")
    with sessions.begin() as session:
        hold(session, TUESDAY_11)
        session.add(Violation(invariant="2_twice", rows=3, first_id=7, asked_at=TUESDAY_11))
    assert "huifang after-restore" in said(house.hold, settings)
    assert "2_twice: 3 rows, the first is 7" in said(house.invariants, settings)


class _Somebody(BaseHTTPRequestHandler):
    answer = b""
    date = ""

    def do_GET(self) -> None:
        self.send_response_only(200)
        if self.date:
            self.send_header("Date", self.date)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def somebody() -> Iterator[tuple[str, type[_Somebody]]]:
    """Somebody who answers, and what they say."""
    answers = type("Answers", (_Somebody,), {})
    with HTTPServer(("127.0.0.1", 0), answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", answers
        server.shutdown()


@pytest.mark.parametrize(
    ("answer", "words"),
    [(b'{"huifang": "alive"}', ""), (b"<h1>It works!</h1>", "somebody else answers"), (b"[]", "somebody else answers")],
)
def test_the_public_address_has_to_lead_to_us(
    answer: bytes, words: str, somebody: tuple[str, type[_Somebody]], settings: Settings
) -> None:
    address, answers = somebody
    answers.answer = answer
    found = said(outside.public_address, replace(settings, public_url=address))
    assert words in found
    assert bool(words) is bool(found)


def test_an_address_in_the_open_or_to_nobody_is_told(settings: Settings) -> None:
    assert "Use https" in said(outside.public_address, replace(settings, public_url="http://calls.example.org"))
    assert "does not answer" in said(outside.public_address, replace(settings, public_url="http://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, ""), (120, "120 seconds behind the carrier's"), (-120, "120 seconds ahead of")]
)
def test_a_clock_that_differs_from_the_carriers_is_told(
    seconds: int, words: str, somebody: tuple[str, type[_Somebody]], settings: Settings
) -> None:
    address, answers = somebody
    theirs = WallClock().now() + timedelta(seconds=seconds + 0.5)
    answers.answer, answers.date = b'{"calls": []}', f"{theirs:%a, %d %b %Y %H:%M:%S} GMT"
    found = said(outside.carrier, replace(settings, twilio_api_url=address))
    assert words in found
    assert bool(words) is bool(found)


def test_clocks_zones_disk_and_secrets_of_this_machine(settings: Settings) -> None:
    for check in (outside.databases_clock, outside.zones, outside.disk):
        assert said(check, settings) == ""
    assert said(outside.secret, replace(settings, secret_key="0123456789abcdef")) == ""
    assert "guesses it signs in as anybody" in said(outside.secret, replace(settings, secret_key="short"))


def test_for_machines_it_is_json_and_what_is_missing_is_the_first_thing_told() -> None:
    done = CliRunner(env={"DATABASE_URL": ""}).invoke(doctor, ["--json"])
    told = json.loads(done.output)
    assert done.exit_code == 1
    assert told["well"] is False
    (first,) = told["found"]
    assert (first["check"], first["well"]) == ("settings and time zones", False)
    assert "DATABASE_URL is not set" in first["words"]
