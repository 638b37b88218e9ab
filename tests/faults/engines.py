"""Engines that a test may strike: a PostgreSQL that survives it, and a Redis that comes back with nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from huifang.engines.postgres import EmbeddedPostgres
from huifang.engines.redis import EmbeddedRedis
from runtime.database import connect
from tests.schema import create_schema

#: As runtime.database writes it, and as psycopg reads it.
_OURS, _PSYCOPGS = "postgresql+psycopg://", "postgresql://"


@dataclass(frozen=True)
class Engines:
    """One of each, in folders of their own."""

    folder: Path
    postgres: EmbeddedPostgres
    redis: EmbeddedRedis

    @property
    def database_url(self) -> str:
        """The database of the house."""
        return self.postgres.address("huifang")

    def psql(self) -> psycopg.Connection:
        """A connection beside the house's, in no transaction."""
        return psycopg.connect(self.database_url.replace(_OURS, _PSYCOPGS), autocommit=True)

    def waiting(self, statement: str) -> bool:
        """Whether somebody waits for a lock with a statement that begins so."""
        asked = "select from pg_stat_activity where wait_event_type = 'Lock' and lower(query) like lower(%s)"
        with self.psql() as connection:
            return connection.execute(asked, (f"{statement}%",)).rowcount > 0

    def lose_redis(self) -> None:
        """Redis dies, and comes back with nothing."""
        with redis.Redis.from_url(self.redis.url) as client:
            os.kill(client.info("server")["process_id"], signal.SIGKILL)
        self.redis.stop()
        self.redis.start()

    def restart_postgres(self, how: signal.Signals) -> None:
        """SIGINT ends every session in order (fast), SIGQUIT all at once and without a checkpoint (immediate)."""
        note = self.folder / "postgres" / "data" / "postmaster.pid"
        os.kill(int(note.read_text().split("\n", 1)[0]), how)
        self.postgres.stop()
        self.postgres.start()


@contextmanager
def engines(folder: Path, listen: Sequence[str] = ()) -> Iterator[Engines]:
    """Started and ended; PostgreSQL also listens at these addresses, for whoever is in their networks of four."""
    postgres = EmbeddedPostgres(folder / "postgres", more={"listen_addresses": ",".join(listen)}, say=lambda _: None)
    with postgres, EmbeddedRedis(folder / "redis") as server:
        made = Engines(folder, postgres, server)
        engine = connect(postgres.create_database("huifang"))
        create_schema(engine)
        engine.dispose()
        with (folder / "postgres" / "data" / "pg_hba.conf").open("a") as rules:
            rules.writelines(f"host all all {address}/30 trust\n" for address in listen)
        with made.psql() as connection:
            connection.execute("select pg_reload_conf()")
        yield made
