"""What a person can mend is said in one clear line, never in a traceback."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from runtime.settings import ENVIRONMENT

NOBODY = "127.0.0.1:9"  # the discard port: nobody listens there


@pytest.fixture
def good(database_url: str, engine: object, redis_url: str) -> dict[str, str]:
    """Settings with which everything but the carrier is there."""
    return {
        "PATH": ENVIRONMENT["PATH"],
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "HUIFANG_SECRET_KEY": "a long random word",
        "HUIFANG_PUBLIC_URL": f"http://{NOBODY}",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "wrong",
        "TWILIO_API_URL": f"http://{NOBODY}",
    }


@pytest.fixture
def stern_carrier() -> Iterator[str]:
    """A carrier that refuses every credential, as Twilio does; its address."""

    class Refuse(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.end_headers()
            self.wfile.write(b'{"code":20003,"message":"Authenticate","status":401}')

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def said(command: str, environment: dict[str, str]) -> str:
    """Run `huifang COMMAND`, which must fail, and give back its one line."""
    done = subprocess.run(
        [sys.executable, "-m", "huifang", command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    return lines[0]


def test_everything_that_is_not_set_is_named_at_once(good: dict[str, str]) -> None:
    line = said("clock", {"PATH": good["PATH"]})
    for name in ("DATABASE_URL", "REDIS_URL", "HUIFANG_SECRET_KEY", "HUIFANG_PUBLIC_URL", "TWILIO_ACCOUNT_SID"):
        assert f"{name} is not set" in line


# A commented row for each setting that cannot be used.
BAD_SETTINGS = [
    # Only PostgreSQL is spoken.
    ("DATABASE_URL", "mysql://host/huifang", "postgresql://"),
    # An address without a scheme would make every webhook fail its signature.
    ("HUIFANG_PUBLIC_URL", "calls.example.org", "https://calls.example.org"),
    # No call at all could be placed.
    ("HUIFANG_CALLS_PER_SECOND", "0", "above zero"),
    # A word instead of seconds.
    ("HUIFANG_CARRIER_TIMEOUT", "soon", "above zero"),
    # The file of the virtual clock is not there.
    ("HUIFANG_CLOCK", "/nowhere/clock.json", "cannot be read"),
]


@pytest.mark.parametrize(("name", "value", "advice"), BAD_SETTINGS)
def test_a_bad_setting_is_named_with_what_was_expected(
    good: dict[str, str], stern_carrier: str, name: str, value: str, advice: str
) -> None:
    line = said("web", good | {"TWILIO_API_URL": stern_carrier, name: value})
    assert name in line
    assert advice in line


def test_an_unreachable_database_is_one_line_without_its_password(good: dict[str, str]) -> None:
    line = said("web", good | {"DATABASE_URL": f"postgresql://huifang:swordfish@{NOBODY}/huifang"})
    assert "DATABASE_URL" in line
    assert "does not answer" in line
    assert "swordfish" not in line


def test_a_missing_redis_is_one_line(good: dict[str, str]) -> None:
    assert "REDIS_URL: Redis does not answer" in said("worker", good | {"REDIS_URL": f"redis://{NOBODY}/0"})


def test_a_wrong_credential_is_one_line_that_says_where_the_right_one_is(
    good: dict[str, str], stern_carrier: str
) -> None:
    for process in ("worker", "clock"):
        line = said(process, good | {"TWILIO_API_URL": stern_carrier})
        assert "TWILIO_AUTH_TOKEN" in line
        assert "Twilio Console" in line


def test_a_carrier_that_does_not_answer_is_one_line(good: dict[str, str]) -> None:
    assert "does not answer" in said("worker", good)


def test_an_empty_database_says_how_to_fill_it(good: dict[str, str], postgres: object) -> None:
    empty = postgres.create_database("untouched")  # type: ignore[attr-defined]
    assert "huifang migrate" in said("web", good | {"DATABASE_URL": empty})


def test_the_doctor_names_what_is_amiss_and_fails(good: dict[str, str], stern_carrier: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "huifang", "doctor"],
        env=good | {"TWILIO_API_URL": stern_carrier},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "✓ database and its revision" in done.stdout
    assert "✓ Redis" in done.stdout
    assert "✗ carrier's credentials: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are refused" in done.stdout
    assert "✗ public address" in done.stdout
