"""What a file gives line by line, before anybody knows what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from campaigns.importing.reasons import Reason

#: What a cell may hold; text files only have `str`.
Cell = str | int | float | date | time | timedelta | None

#: How many of these cells are headers that we know.
Recognise = Callable[[Sequence[Cell]], int]

#: Excel counts days from here, except in workbooks born on an old Macintosh.
SERIAL_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone


class FileUnreadable(Exception):
    """The file cannot be used at all; the message says why, and what to do about it."""


class Line(NamedTuple):
    """One record of a file with the number of the line it begins on."""

    number: int
    cells: Sequence[Cell]
    #: Why the line as a whole cannot be used.
    flaw: Reason | None = None


@dataclass(frozen=True)
class Lines:
    """All records of a file, each read when it is asked for."""

    each: Iterator[Line]
    #: How many lines there are, as far as it is known beforehand.
    total: int | None
    #: The day that serial dates are counted from.
    origin: datetime = SERIAL_ORIGIN
    #: A delimiter too many moves all cells behind it; in a workbook each cell has its place.
    may_shift: bool = True
