"""The database keeps instants, and says in one line when it is away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.pacing import Bucket
from runtime.database import DatabaseUnreachable, Sessions, assert_reachable, at_once, connect
from tests.cast import TUESDAY_11, agent


def test_an_instant_without_a_zone_is_refused_before_it_reaches_the_database(session: Session) -> None:
    with pytest.raises(StatementError, match="has no zone"):
        agent(session, signed_in_at=datetime(2026, 11, 24, 11))  # noqa: DTZ001


def test_whatever_zone_goes_in_and_whatever_zone_the_connection_has_utc_comes_out(session: Session) -> None:
    session.execute(text("set local time zone 'Asia/Shanghai'"))
    found = agent(session, signed_in_at=TUESDAY_11.astimezone(timezone(timedelta(hours=8))))
    session.expire_all()
    kept = session.get_one(Agent, found.id).signed_in_at
    assert kept == TUESDAY_11
    assert kept is not None
    assert kept.tzinfo is UTC


def test_what_is_said_at_once_stands_without_a_commit(sessions: Sessions) -> None:
    with at_once(sessions)() as said:
        said.execute(text("insert into bucket (name, tokens, filled_at) values ('AC-said', 1, now())"))
        with sessions() as another:
            assert another.get(Bucket, "AC-said") is not None
    with sessions() as later:
        later.execute(text("delete from bucket where name = 'AC-said'"))
    with sessions() as another:
        assert another.get(Bucket, "AC-said") is not None, "the next one has transactions as before"


def test_a_database_that_is_away_is_named_without_its_password() -> None:
    engine = connect("postgresql+psycopg://huifang:a-secret@127.0.0.1:1/huifang")
    with pytest.raises(DatabaseUnreachable, match=r"DATABASE_URL: .*127\.0\.0\.1:1") as wrong:
        assert_reachable(engine)
    assert "a-secret" not in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_database_that_is_there_is_no_matter(database_url: str) -> None:
    assert_reachable(connect(database_url))


def test_an_error_does_not_tell_the_telephone_numbers_of_its_statement(session: Session) -> None:
    """Its text goes to logs, and to Redis when a job fails."""
    with pytest.raises(DBAPIError) as wrong:
        agent(session, post="nobody", phone="+85261112222", name="陈美玲")
    assert "+85261112222" not in str(wrong.value).partition("DETAIL")[0]
    assert "[SQL parameters hidden" in str(wrong.value)


def test_a_transaction_in_which_nothing_is_asked_lets_go_of_its_locks(database_url: str) -> None:
    """Its process hangs, or its host is gone: whoever waits for the same rows goes on."""
    engine = connect(database_url, idle=1)
    with engine.connect() as hanging, engine.connect() as waiting:
        hanging.execute(text("select pg_advisory_xact_lock(20261124)"))
        waiting.execute(text("select pg_advisory_xact_lock(20261124)"))
        with pytest.raises(DBAPIError, match=r"idle-in-transaction timeout|closed the connection"):
            hanging.execute(text("select 1"))
    engine.dispose()


def test_neither_end_waits_for_ever_for_a_peer_that_is_cut_off(database_url: str) -> None:
    """What only shows on a cable that is cut (tests/faults): both ends are told when to give up."""
    engine = connect(database_url)
    with engine.connect() as connection:
        told = connection.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
        idle = connection.scalar(text("show idle_in_transaction_session_timeout"))
    engine.dispose()
    assert {told["keepalives_idle"], told["keepalives_interval"], told["keepalives_count"]} == {"10", "5", "3"}
    assert (told["tcp_user_timeout"], idle) == ("15000", "30s")
    for name in ("tcp_keepalives_idle=10", "tcp_keepalives_interval=5", "tcp_keepalives_count=3", "tcp_user_timeout"):
        assert name in told["options"]
