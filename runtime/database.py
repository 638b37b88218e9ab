"""The database: one PostgreSQL, one metadata, one spelling of instants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import URL, BigInteger, DateTime, Engine, Enum, MetaData, NullPool, create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from runtime.pinging import ping_what_was_idle
from runtime.reading import Reader, read_long_statements_once

Sessions = sessionmaker[Session]


class DatabaseUnreachable(Exception):
    """The database does not answer."""


class UtcDateTime(TypeDecorator[datetime]):
    """`timestamptz` that refuses naive values and always gives UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone before it reaches the database."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone; only aware instants are stored")
        return value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[datetime | None], datetime | None]:
        """Whatever zone the connection has, UTC comes back."""
        return _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    # Our connections have UTC, and every row that is read has several of these.
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


def stored(states: type[StrEnum]) -> Enum:
    """A column type that keeps a state as its readable word, so that a person at psql understands it."""
    return Enum(states, native_enum=False, create_constraint=False, length=20, values_callable=list)


def one_of(column: str, states: type[StrEnum]) -> str:
    """The text of a CHECK that admits just these states."""
    return f"{column} in ({', '.join(repr(s.value) for s in states)})"


class Base(DeclarativeBase):
    """The parent of every table; each table lives in the room that owns it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSONB, int: BigInteger}  # noqa: RUF012 - SQLAlchemy reads it so


#: Connections that a process keeps, once it has needed them at the same time: more than the web server has threads. A
#: connection beyond them is made for one request and closed after it, and making one takes longer than most requests.
POOL = 10
#: Real seconds after which the server ends a transaction in which nothing is asked; its locks are free again.
IDLE = 30
#: A peer that is cut off says no good-bye, and by the systems' own rules it would be waited for: a quarter of an hour
#: for an answer (tcp_retries2), two hours where nothing was asked. Both sides ask after ten seconds of silence, then
#: every five, and give up at the third without an answer; what was sent and not taken in is given up as soon.
_SILENT, _AGAIN, _TIMES, _UNTAKEN = 10, 5, 3, 15_000
_OUR_SIDE = {
    "connect_timeout": 5,
    "keepalives_idle": _SILENT,
    "keepalives_interval": _AGAIN,
    "keepalives_count": _TIMES,
    "tcp_user_timeout": _UNTAKEN,
}
#: PostgreSQL sets these for its end of the connection; on a Unix socket they say nothing.
_SERVERS_SIDE = {
    "timezone": "UTC",
    "statement_timeout": 60_000,
    "tcp_keepalives_idle": _SILENT,
    "tcp_keepalives_interval": _AGAIN,
    "tcp_keepalives_count": _TIMES,
    "tcp_user_timeout": _UNTAKEN,
}


def connect(database_url: str, pool_size: int = POOL, idle: int = IDLE) -> Engine:
    """An engine with its pool; nothing is asked of the server yet.

    `idle`: real seconds for which a transaction of ours may hold its locks without asking anything.
    """
    read_long_statements_once()
    set_up = _SERVERS_SIDE | {"idle_in_transaction_session_timeout": idle * 1000}
    engine = create_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=pool_size,
        # Whoever asks next gets the connection that has its plans ready.
        pool_use_lifo=True,
        # Planning has a few hundred statements of its own, and is asked for again and again.
        query_cache_size=2000,
        # An error's text goes to logs and to Redis; the values of its statement are names and telephone numbers.
        hide_parameters=True,
        connect_args=_OUR_SIDE
        | {"options": " ".join(f"-c {name}={value}" for name, value in set_up.items()), "cursor_factory": Reader},
    )
    ping_what_was_idle(engine)
    return engine


def connect_briefly(url: URL) -> Engine:
    """For one look at whether the server answers: a new connection each time, and an answer within two seconds."""
    limits = {"connect_timeout": 2, "tcp_user_timeout": 2000, "options": "-c timezone=UTC -c statement_timeout=2000"}
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=limits)


def sessions(engine: Engine) -> Sessions:
    """A maker of sessions whose objects stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


def at_once(those: Sessions) -> Sessions:
    """Sessions over the same connections whose every statement is committed by itself.

    For a deed of one statement: a transaction around it would go to the server three times instead of once.
    """
    engine: Engine = those.kw["bind"]
    return sessions(engine.execution_options(isolation_level="AUTOCOMMIT"))


def assert_reachable(engine: Engine) -> None:
    """Ask the server one question, or raise `DatabaseUnreachable` with one line that says why."""
    try:
        with engine.connect() as connection:
            connection.execute(text("select 1"))
    except OperationalError as wrong:
        why = str(wrong.orig).strip().splitlines()[0] if wrong.orig else "no answer"
        raise DatabaseUnreachable(
            f"DATABASE_URL: PostgreSQL at {engine.url.render_as_string(hide_password=True)} does not answer ({why})."
        ) from wrong
