"""Counting up to a bound: nobody reads a list to its hundred-thousandth row, and counting that far takes time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

#: Beyond this a list says "more than".
MOST = 1000
#: Rows of one page of a list.
PAGE = 50


@dataclass(frozen=True)
class Counted:
    """How many there are; with `more` there are more than that."""

    n: int
    more: bool = False


def counted(session: Session, rows: Select[Any], most: int = MOST) -> Counted:
    """Count these rows up to a bound; those of an order that an index has are counted along it, and no further."""
    bounded = rows.with_only_columns(1, maintain_column_froms=True).limit(most + 1).subquery()
    n = session.execute(select(func.count()).select_from(bounded)).scalar_one()
    return Counted(min(n, most), n > most)
