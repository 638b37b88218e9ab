"""Running the revisions: to the newest, to none, and asking where a database stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import structlog
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from migrations.tables import metadata

log = structlog.get_logger()

#: Two processes that start together must not both migrate.
_LOCK, _UNLOCK = text("select pg_advisory_lock(4822736)"), text("select pg_advisory_unlock(4822736)")
#: A change of a table waits for whoever uses it, and everybody else waits behind the change: not longer than this. Then
#: it lets them go on and tries again, so many times.
LOCK_TIMEOUT, TRIES, PAUSE = 2.0, 30, 2.0


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found


class Busy(Exception):
    """The tables were in use all the time; nothing is half done. Run `huifang migrate` again, in a quieter hour."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision while everybody goes on working; several at once wait for each other.

    What is done stays done when a later revision is not. Raises `Busy` where a lock could not be had in all tries.
    """
    _alone(engine, lambda connection: command.upgrade(config(connection), "head"))


def downgrade(engine: Engine) -> None:
    """Take every revision back, to an empty database."""
    _alone(engine, lambda connection: command.downgrade(config(connection), "base"))


def _alone(engine: Engine, deed: Callable[[Connection], None]) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as held:
        held.execute(text("set statement_timeout = 0"))
        held.execute(_LOCK)
        try:
            patiently(engine, deed)
        finally:
            held.execute(_UNLOCK)
            held.invalidate()


def patiently(
    engine: Engine, deed: Callable[[Connection], None], lock_timeout: float = LOCK_TIMEOUT, pause: float = PAUSE
) -> None:
    """Do this with a connection that waits `lock_timeout` real seconds for a lock, and again after a `pause`."""
    limits = {
        "lock_timeout": round(lock_timeout * 1000),
        "statement_timeout": 0,
        "idle_in_transaction_session_timeout": 0,
    }
    for left in reversed(range(TRIES)):
        with engine.connect() as connection:
            # However long an index takes to build beside the traffic, it is not cut off half-way.
            connection.execute(text("; ".join(f"set {name} = {value}" for name, value in limits.items())))
            connection.commit()
            try:
                deed(connection)
                return
            except OperationalError as wrong:
                if not isinstance(wrong.orig, LockNotAvailable):
                    raise
                if not left:
                    raise Busy(str(Busy.__doc__)) from wrong
            finally:
                # Its settings are not for whoever gets the connection next.
                connection.invalidate()
        log.warning("migration_waits", tries_left=left)
        time.sleep(pause)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here == ScriptDirectory.from_config(config()).get_current_head()


def head() -> str:
    """The newest revision that this release knows. They are numbered, so that a later one is a greater word."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def is_behind(engine: Engine) -> bool:
    """Whether the database lacks revisions of this release; one that a later release has migrated lacks none."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here is None or here < head()


def differences(engine: Engine) -> list[object]:
    """Where the revisions and the tables in the code disagree; empty when they are one."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))
