"""A sheet: a table with a name, before anybody decides in which form it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """One column: its heading in the reader's language, and what its cells are."""

    words: str
    #: A share is a number from 0 to 1, shown in percent.
    kind: Literal["text", "number", "share", "day"] = "text"


@dataclass(frozen=True)
class Sheet:
    """A table that can be taken out."""

    #: Of the file, without an ending: "missed-windows-2026-11".
    name: str
    #: In the reader's language; the heading of the first row of a workbook.
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    #: Which filters chose these rows, for the audit log; nothing personal.
    filters: dict[str, Any] = field(default_factory=dict)
