"""Writes: which tables have been written to since somebody looked, heard from the engine's own statements."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

_WRITES = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?\"?([a-z_]+)", re.IGNORECASE)


class Written:
    """The tables that were written to, for one who looks now and then."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def take(self) -> Set[str]:
        """Their names since this was asked last."""
        taken, self.tables = self.tables, set()
        return taken


class Writes:
    """Listens to one engine. What was rolled back counts as written: looking once in vain costs little."""

    def __init__(self, engine: Engine) -> None:
        self._readers: list[Written] = []
        event.listen(engine, "before_cursor_execute", self._note)

    def reader(self) -> Written:
        """For one more who looks, until the run is over."""
        self._readers.append(Written())
        return self._readers[-1]

    def clear(self) -> None:
        """Nobody looks any more."""
        self._readers.clear()

    def _note(self, _conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        written = _written_by(statement)
        if written:
            for reader in self._readers:
                reader.tables |= written


@lru_cache(maxsize=5000)
def _written_by(statement: str) -> frozenset[str]:
    return frozenset(name.lower() for name in _WRITES.findall(statement))
