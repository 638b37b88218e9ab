"""`huifang after-restore`: calling begins when the carrier was asked, and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from dialer.restoring.hold import Restoration
from huifang.after_restore import after_restore
from runtime.clock import WallClock
from runtime.database import Sessions
from tests.dialer.twilio.wire import Wire, wire


@pytest.fixture
def twilio() -> Iterator[Wire]:
    """A carrier that lets us in and has done nothing since."""
    with wire() as made:
        for what in ("calls", "calls", "messages"):
            made.answer(200, {what: [], "next_page_uri": None})
        yield made


@pytest.fixture
def run(database_url: str, sessions: Sessions, twilio: Wire) -> Callable[..., Result]:
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://nowhere",
        "HUIFANG_SECRET_KEY": "a-secret",
        "HUIFANG_PUBLIC_URL": "https://calls.example.org",
        "TWILIO_API_URL": twilio.carrier._account.client.api.base_url,
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "secret",
    }
    return lambda *said: CliRunner(env=settings).invoke(after_restore, said)


def held(sessions: Sessions, since: timedelta | None = timedelta(hours=1)) -> None:
    """A backup was put in place a few minutes ago."""
    with sessions.begin() as session:
        at = WallClock().now() - timedelta(minutes=5)
        session.add(Restoration(id=1, restored_at=at, since=at - since if since else None))


def how(sessions: Sessions) -> list[str]:
    with sessions() as session:
        return list(session.scalars(text("select lifted from restoration where lifted_at is not null")))


def test_calling_begins_once_the_carrier_was_asked(
    run: Callable[..., Result], sessions: Sessions, twilio: Wire
) -> None:
    held(sessions)
    done = run()
    assert done.exit_code == 0, done.output
    assert "Whoever is due may be called again." in done.output
    assert how(sessions) == ["looked_up"]
    assert {asked.path.rpartition("/")[2] for asked in twilio.asked[1:]} == {"Calls.json", "Messages.json"}


def test_a_carrier_that_cannot_be_asked_keeps_the_hold(
    run: Callable[..., Result], sessions: Sessions, twilio: Wire
) -> None:
    held(sessions)
    del twilio.answers[1:]
    twilio.refuse(503, 20503)
    done = run()
    assert done.exit_code == 1
    assert "Nobody is called; try again." in done.output
    assert how(sessions) == []


def test_who_does_not_know_since_when_has_to_say_so(run: Callable[..., Result], sessions: Sessions) -> None:
    held(sessions, since=None)
    assert "say --since" in run().output
    assert how(sessions) == []


def test_a_copy_that_calls_nobody_may_be_let_go_by_hand(
    run: Callable[..., Result], sessions: Sessions, twilio: Wire
) -> None:
    del twilio.answers[1:]
    assert "Nothing is held" in run().output
    assert "Nobody is called from here on" in run("--hold").output
    assert run("--nothing-was-placed").exit_code == 0
    assert how(sessions) == ["by_hand"]
