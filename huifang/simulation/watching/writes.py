"""Writes: which tables have been written to since somebody looked, heard from the engine's own statements."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

_WRITES = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+(?:only\s+)?\"?([a-z_]+)", re.IGNORECASE)


class Writes:
    """Listens to one engine. What was rolled back counts as written: looking once in vain costs little."""

    def __init__(self, engine: Engine) -> None:
        self._tables: set[str] = set()
        event.listen(engine, "before_cursor_execute", self._note)
        self._engine = engine

    def take(self) -> Set[str]:
        """The names of the tables that were written to since this was asked last."""
        taken, self._tables = self._tables, set()
        return taken

    def stop(self) -> None:
        """Listen no more."""
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        written = _written_by(statement)
        if written:
            self._tables |= written


@lru_cache(maxsize=5000)
def _written_by(statement: str) -> frozenset[str]:
    return frozenset(name.lower() for name in _WRITES.findall(statement))
