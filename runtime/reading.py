"""What psycopg makes anew for every statement, made once: the text of a long one, and what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import psycopg
from psycopg import Column, _queries

#: Statements of so many characters and values are read into PostgreSQL's own form once, and kept. psycopg stops at
#: 4096 and 50; to claim and to plan takes longer ones, and reading one takes as long as many a question's answer.
_LONG, _MANY = 32_768, 200


class Columns(Sequence[Column]):
    """The columns of a result, made when somebody looks; SQLAlchemy does the first time that it meets a statement."""

    def __init__(self, of: psycopg.Cursor[Any], count: int) -> None:
        self._of, self._count = of, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, which: int) -> Column: ...
    @overload
    def __getitem__(self, which: slice) -> list[Column]: ...
    def __getitem__(self, which: int | slice) -> Column | list[Column]:
        indexes = range(self._count)[which]
        return Column(self._of, indexes) if isinstance(indexes, int) else [Column(self._of, one) for one in indexes]


class Reader(psycopg.Cursor[Any]):
    """A cursor that describes what it found only to whoever looks."""

    @property
    def description(self) -> Any:
        """The columns of the present result; None where it has none."""
        found = self.pgresult
        if found is None or not found.nfields:
            return super().description
        return Columns(self, found.nfields)


def read_long_statements_once() -> None:
    """For the whole process."""
    _queries.MAX_CACHED_STATEMENT_LENGTH = _LONG
    _queries.MAX_CACHED_STATEMENT_PARAMS = _MANY
