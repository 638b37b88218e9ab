"""The stage: one database that runs use after one another, and connections to it."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, QueuePool, text

from huifang.engines.postgres import EmbeddedPostgres
from huifang.simulation.glance import Glance
from huifang.simulation.taking_turns import on_one_processor
from huifang.simulation.trouble import Points
from huifang.simulation.watching.writes import Writes
from migrations.running import upgrade
from migrations.tables import metadata
from runtime.database import Sessions, connect, sessions
from runtime.prepared import keep_prepared

#: Nobody may wait for a lock that a deed under way holds, as one thread does everything; and plans are made once.
_SETTINGS = {"lock_timeout": "5s", "jit": "off", "plan_cache_mode": "force_generic_plan"}
#: In its first runs a process imports what it needs, and fills its caches.
_LEARNING = 3
#: What a server of ours may leave undone that is read by nobody and kept by nobody.
_SERVER = {
    "autovacuum": "off", "track_counts": "off", "track_activities": "off", "update_process_title": "off",
    "wal_level": "minimal", "max_wal_senders": "0",
}  # fmt: skip
_SIZES = text("""
    select relname, pg_relation_size(oid) from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace""")
_RESTARTED = text("""
    select setval(quote_ident(sequencename)::regclass, 1, false) from pg_sequences where schemaname = 'public'""")


class Stage:
    """A database with our tables. What is done through `ours` can be struck; `eye` looks on undisturbed."""

    def __init__(self, database_url: str) -> None:
        """An empty database, which becomes the simulation's own."""
        self.engine = connect(database_url)
        upgrade(self.engine)
        self._settle(self.engine)
        self.engine.dispose()
        self.points, self.writes = Points(self.engine), Writes(self.engine)
        self.ours: Sessions = sessions(self.engine)
        self._eyes = connect(database_url)
        for engine in (self.engine, self._eyes):
            keep_prepared(engine)
        self.eye: Sessions = sessions(self._eyes)
        self.glance = Glance(database_url)
        self._cleared = 0

    def clear(self) -> None:
        """Every table is as one that was never used, and its ids begin at 1 again."""
        self.points.trouble = None
        self.writes.clear()
        self._sweep()
        with self._eyes.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            filled = [name for name, size in connection.execute(_SIZES) if size and name in metadata.tables]
            quoted = [connection.dialect.identifier_preparer.quote(name) for name in filled]
            connection.execute(_RESTARTED)
            if quoted:
                # Truncating would go through the foreign keys to each table there is.
                deletes = "".join(f"delete from {name};" for name in quoted)
                connection.exec_driver_sql(
                    f"do $$ begin set local session_replication_role = replica; {deletes} end $$"
                )
                connection.exec_driver_sql(f"vacuum (truncate, index_cleanup on) {', '.join(quoted)}")

    def _sweep(self) -> None:
        """Collect the garbage of the run before; what the first runs have learned stays, and is not looked at again."""
        gc.collect()
        self._cleared += 1
        if self._cleared <= _LEARNING:
            gc.freeze()

    def analyze(self) -> None:
        """Fresh statistics, at an instant of the run instead of whenever PostgreSQL gets round to it."""
        with self._eyes.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("analyze"))

    def held(self) -> int:
        """Connections that somebody of ours holds at this moment, in a transaction."""
        pool = self.engine.pool
        assert isinstance(pool, QueuePool)
        return pool.checkedout()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
        self._eyes.dispose()
        self.glance.close()

    def _settle(self, engine: Engine) -> None:
        """The same work gives the same plans and the same order of rows: nothing is done in the background."""
        with engine.begin() as connection:
            name = connection.scalar(text("select quote_ident(current_database())"))
            for setting, value in _SETTINGS.items():
                connection.execute(text(f"alter database {name} set {setting} = '{value}'"))
            for table in metadata.tables:
                quoted = connection.dialect.identifier_preparer.quote(table)
                connection.execute(text(f"alter table {quoted} set (autovacuum_enabled = off)"))


@contextmanager
def own_stage() -> Iterator[Stage]:
    """A stage on a PostgreSQL of its own, which is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="huifang-simulation-"))
    try:
        made = EmbeddedPostgres(folder / "postgres", durable=False, more=_SERVER, say=lambda _: None)
        with on_one_processor(), made as server:
            stage = Stage(server.create_database("simulation"))
            try:
                yield stage
            finally:
                stage.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
