"""Backup and restore: the same rows, constraints, sequences and revision, and a house that calls nobody twice."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, Engine, text

from dialer.attempt_life import AttemptState
from dialer.restoring.hold import Restoration
from huifang.backup import backup, restore
from huifang.engines.postgres import EmbeddedPostgres
from migrations.tables import metadata
from runtime.clock import set_shared_clock
from runtime.database import connect
from runtime.database import sessions as sessions_of
from runtime.pulses import Sign, beat
from tests.cast import MEI
from tests.dialer.play import Play, begin

COMPLETE = {
    "REDIS_URL": "redis://nowhere",
    "HUIFANG_SECRET_KEY": "a-secret",
    "HUIFANG_PUBLIC_URL": "https://calls.example.org",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "a-token",
}
_SHAPE = """select conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated from pg_constraint
    where connamespace = 'public'::regnamespace union all
    select tablename, indexname, indexdef, true from pg_indexes where schemaname = 'public' union all
    select event_object_table, trigger_name, action_statement, true from information_schema.triggers order by 1, 2, 3"""
#: What a house writes of itself when it is put in place.
_OWN = {"pulse", "restoration"}


def told(command: object, address: str, *arguments: str, clock: Path | None = None) -> Result:
    settings = COMPLETE | {"DATABASE_URL": address, "HUIFANG_CLOCK": str(clock or "")}
    return CliRunner().invoke(command, arguments, env=settings)  # type: ignore[arg-type]


def shape(connection: Connection) -> list[tuple[str, ...]]:
    """Constraints, indexes and triggers; PostgreSQL spells a list of words anew when it reads its own spelling."""
    spelled = re.compile(r"::[a-z ]+(\[\])?|[()\s]")
    return sorted(tuple(spelled.sub("", str(part)) for part in row) for row in connection.execute(text(_SHAPE)))


def counts(connection: Connection) -> dict[str, int]:
    quoted = connection.dialect.identifier_preparer.quote
    names = sorted(set(metadata.tables) - _OWN)
    return {name: connection.scalar(text(f"select count(*) from {quoted(name)}")) or 0 for name in names}


def sequences(connection: Connection) -> dict[str, int | None]:
    asked = "select sequencename, last_value from pg_sequences where sequencename <> 'restoration_id_seq'"
    return {str(row[0]): row[1] for row in connection.execute(text(asked))}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "huifang.backup"


@pytest.fixture
def elsewhere(postgres: EmbeddedPostgres) -> str:
    """An empty database."""
    with connect(postgres.address("postgres")).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("drop database if exists elsewhere with (force)"))
    return postgres.create_database("elsewhere")


def begun(engine: Engine) -> Play:
    """One call is at the carrier, another is claimed, and the clock lives."""
    play = begin(sessions_of(engine))
    play.rings()
    with play.scene() as session:
        beat(session.connection(), Sign("clock", play.now))
    return play


def test_a_restored_database_has_the_same_rows_constraints_sequences_and_revision(
    engine: Engine, sessions: object, database_url: str, elsewhere: str, file: Path
) -> None:
    begun(engine)
    done = told(backup, database_url, str(file))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert told(restore, elsewhere, str(file)).exit_code == 0
    with engine.connect() as before, connect(elsewhere).connect() as after:
        assert counts(after) == counts(before)
        assert shape(after) == shape(before)
        assert sequences(after) == sequences(before)
        revision = text("select version_num from alembic_version")
        assert after.scalar(revision) == before.scalar(revision)


def test_a_restored_house_takes_claims_back_and_calls_nobody_until_the_hold_is_lifted(
    engine: Engine, sessions: object, database_url: str, elsewhere: str, file: Path
) -> None:
    play = begin(sessions_of(engine))
    set_shared_clock(clock := file.with_name("clock.json"), play.now, 0)
    play.opens()
    assert len(play.tick().place) == 1
    with play.scene() as session:
        beat(session.connection(), Sign("clock", play.now))
    assert told(backup, database_url, str(file)).exit_code == 0
    done = told(restore, elsewhere, str(file), clock=clock)
    assert f"until {play.now:%Y-%m-%d %H:%M:%S}" in done.output

    again = Play(play.limited(sessions=sessions_of(connect(elsewhere))), play.carrier, play.clock)
    assert again.attempt().state is AttemptState.RELEASED
    assert again.work().place == []
    with again.scene() as session:
        (held,) = session.query(Restoration)
        assert (held.since, held.lifted_at) == (play.now, None)
        held.lifted_at = play.now
    again.clock.at = again.case().next_try_at
    again.work()
    assert [c.to for c in play.carrier.calls] == [MEI], "and the product goes on from there"


def test_what_is_there_is_not_written_over(database_url: str, sessions: object, file: Path) -> None:
    file.write_text("something else")
    assert "is there already" in told(backup, database_url, str(file)).output
    assert "is not empty" in told(restore, database_url, str(file)).output
    assert file.read_text() == "something else"


def test_what_is_no_backup_is_told_in_one_line(elsewhere: str, file: Path) -> None:
    file.write_text("something else")
    done = told(restore, elsewhere, str(file))
    assert done.exit_code == 1
    assert "pg_restore" in done.output
    assert "Traceback" not in done.output
    assert "There is no" in told(restore, elsewhere, str(file.with_name("none"))).output
