"""Trouble with our own machines: processes that die between two steps, and a database that is away."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Engine, ExceptionContext, event

from huifang.simulation.chance import Chance
from huifang.simulation.chosen import OURS
from huifang.simulation.clocks import VirtualTime

#: Of a deed's first so many points one is drawn at which the process dies, if it does.
POINTS = 16
#: For so many seconds the database is away, at least and at the most.
AWAY = (2.0, 90.0)


class SimulatedCrash(BaseException):
    """The process is gone at this instant; nothing of it tidies up."""


class Trouble:
    """What strikes our deeds. A deed reaches one point after the other; at the drawn one it happens."""

    def __init__(self, time: VirtualTime, chance: Chance, faults: frozenset[str]) -> None:
        self._time = time
        self._chance = chance
        self._rates = {name: OURS[name] for name in ("crash", "database-lost") if name in faults}
        #: For each deed under way, the innermost last: what strikes it, and after how many more points.
        self._drawn: list[tuple[str, int] | None] = []
        self._away_until = 0.0

    def begins(self) -> None:
        """A deed begins."""
        self._drawn.append(self._draw())

    def ends(self) -> None:
        """The innermost deed is over, one way or another."""
        self._drawn.pop()

    def calm(self) -> None:
        """From now on nothing strikes."""
        self._rates.clear()
        self._away_until = 0.0

    @property
    def database_away(self) -> bool:
        """Nobody reaches the database at this instant."""
        return self._time.at < self._away_until

    def reach(self, connection: Any = None) -> None:
        """The innermost deed has come to its next point; `connection` is psycopg's, where it talks with the database.

        Raises SimulatedCrash, or psycopg's OperationalError.
        """
        if not self._drawn:
            return
        if connection is not None and self.database_away:
            _cut(connection)
        drawn = self._drawn[-1]
        if drawn is None:
            return
        what, left = drawn
        if what == "database-lost" and connection is None:
            return
        self._drawn[-1] = (what, left - 1) if left else None
        if left == 0:
            self._strike(what, connection)

    def _draw(self) -> tuple[str, int] | None:
        for name, rate in self._rates.items():
            # Deeds have points of very different number: the earlier ones are struck more often.
            if rate and self._chance.of(f"{name}?").random() < rate:
                draw = self._chance.of(f"{name}!")
                return name, min(draw.randrange(POINTS), draw.randrange(POINTS))
        return None

    def _strike(self, what: str, connection: Any) -> None:
        self._chance.struck[what] += 1
        if what == "crash":
            raise SimulatedCrash
        self._away_until = self._time.at + self._chance.of("away").uniform(*AWAY)
        _cut(connection)


class Points:
    """The points of every deed that talks with this database: before and after each statement and each commit."""

    def __init__(self, engine: Engine) -> None:
        #: Of the run that is going on.
        self.trouble: Trouble | None = None
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "after_cursor_execute", self._statement)
        event.listen(engine, "do_connect", self._connect)
        event.listen(engine, "handle_error", _rolls_back)
        commit = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            # Whoever waits for the answer to a commit cannot tell these two apart.
            self._reach(connection.dbapi_connection)
            commit(connection)
            self._reach(connection.dbapi_connection)

        # Of this engine alone. Connections are lost by `_cut` and in no other way: nobody need ask the server.
        setattr(engine.dialect, "do_commit", do_commit)  # noqa: B010
        setattr(engine.dialect, "do_ping", lambda connection: not connection.closed)  # noqa: B010

    def _statement(self, connection: Any, *_: Any) -> None:
        self._reach(connection.connection.dbapi_connection)

    def _connect(self, *_: Any) -> None:
        if self.trouble is not None and self.trouble.database_away:
            raise psycopg.OperationalError("connection failed: the database is away")

    def _reach(self, connection: Any) -> None:
        if self.trouble is not None:
            self.trouble.reach(connection)


def _rolls_back(context: ExceptionContext) -> None:
    """What a process that died had open is rolled back, as PostgreSQL does; the next one may have its connection."""
    if isinstance(context.original_exception, SimulatedCrash):
        context.is_disconnect = False


def _cut(connection: Any) -> None:
    connection.close()
    raise psycopg.OperationalError("server closed the connection unexpectedly")
