"""Wrong passwords have to wait: by login, by address, over all web processes, in a table that cannot be filled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from runtime.database import Sessions
from tests.cast import TUESDAY_11
from tests.stopped_clock import StoppedClock
from tests.web.visitor import Visitor, settings
from web.app import create_app
from web.throttle import SLOTS, SPAN, Bucket, Throttled, buckets, give_back, take

LOGIN, ADDRESS = buckets("secret", "wing", "203.0.113.7")


def tries(session: Session, bucket: Bucket, at: list[int]) -> list[bool]:
    """Whether a try at each of these seconds was let through."""
    return [take(session, (bucket,), TUESDAY_11 + timedelta(seconds=second), SPAN) is None for second in at]


@pytest.mark.parametrize(
    ("at", "let_through"),
    [
        # Five at once, then none.
        ([0, 0, 0, 0, 0, 0], [True] * 5 + [False]),
        # One leaks away in a minute.
        ([0, 0, 0, 0, 0, 59, 60, 61], [True] * 5 + [False, True, False]),
        # A try that was not let through costs nothing.
        ([0, 0, 0, 0, 0, 10, 20, 30, 60], [True] * 5 + [False] * 3 + [True]),
        # After five minutes all is forgotten.
        ([0, 0, 0, 0, 0, 300, 300, 300, 300, 300, 300], [True] * 10 + [False]),
        # A host whose clock is behind takes nothing back.
        ([60, 60, 60, 60, 60, 0], [True] * 5 + [False]),
    ],
)
def test_a_login_has_five_wrong_passwords_in_five_minutes(
    at: list[int], let_through: list[bool], session: Session
) -> None:
    assert tries(session, LOGIN, at) == let_through


def test_who_has_to_wait_is_told_until_when(session: Session) -> None:
    tries(session, LOGIN, [0] * 5)
    assert take(session, (LOGIN,), TUESDAY_11, SPAN) == TUESDAY_11 + timedelta(minutes=1)


def test_a_right_password_frees_the_login_and_gives_the_address_its_place_back(session: Session) -> None:
    for _ in range(3):
        take(session, (LOGIN, ADDRESS), TUESDAY_11, SPAN)
    give_back(session, (LOGIN, ADDRESS))
    assert session.get(Throttled, LOGIN.slot, populate_existing=True) is None
    assert session.get_one(Throttled, ADDRESS.slot, populate_existing=True).level == 2


def test_a_stranger_who_tries_many_logins_fills_no_table(session: Session) -> None:
    for n in range(60):
        take(session, buckets("secret", f"nobody-{n}", "203.0.113.7"), TUESDAY_11, SPAN)
        session.commit()
    # Fifty logins and the address; after that nothing is written at all.
    assert session.scalar(select(func.count()).select_from(Throttled)) == 51
    assert all(0 <= bucket.slot < 2 * SLOTS for bucket in (LOGIN, ADDRESS))


def test_two_web_processes_count_together(app: Flask, sessions: Sessions, clock: StoppedClock) -> None:
    here, there = Visitor(app), Visitor(create_app(sessions, clock, settings()))
    found = [visitor.sign_in("wing", "wrong").status_code for visitor in (here, there, here, there, here, there)]
    assert found == [401] * 5 + [429]


def test_from_one_address_many_logins_are_slowed_and_others_are_not(app: Flask, sessions: Sessions) -> None:
    _, address = buckets(app.config["SECRET_KEY"], "", "203.0.113.7")
    with sessions.begin() as session:
        session.add(Throttled(slot=address.slot, level=address.holds, at=TUESDAY_11))
    found = []
    for remote in ("203.0.113.7", "203.0.113.8", "127.0.0.1"):
        visitor = Visitor(app)
        visitor.client.environ_base["REMOTE_ADDR"] = remote
        found.append(visitor.sign_in("rita").status_code)
    assert found == [429, 302, 302]
