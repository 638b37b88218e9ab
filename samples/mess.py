"""What goes wrong in real exports: rows that come twice, rows that say something else the second time, spoilt cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

Row = dict[str, Any]


def with_bad_rows(draw: Random, rows: list[Row], bad: Iterable[Row]) -> list[Row]:
    """The rows with bad ones strewn among them."""
    mixed = list(rows)
    for row in bad:
        mixed.insert(draw.randrange(len(mixed) + 1), row)
    return mixed


def with_doubled_rows(draw: Random, rows: list[Row], same: int, changed: Sequence[tuple[str, Any]]) -> list[Row]:
    """Some rows come again further down: `same` of them as they are, and one with each of the changed cells."""
    mixed = list(rows)
    for header, value in [("", None)] * same + list(changed):
        at = draw.randrange(len(mixed))
        again = dict(mixed[at])
        if header:
            again[header] = value
        mixed.insert(min(len(mixed), at + 1 + draw.randrange(1, 200)), again)
    return mixed


def spoilt(rows: Iterable[Row], cells: Sequence[tuple[str, Any]]) -> list[Row]:
    """Each row with one bad cell, in order; there must be a row for each."""
    return [row | {header: value} for row, (header, value) in zip(rows, cells, strict=True)]


def table(headers: Sequence[str], rows: Iterable[Row]) -> list[list[Any]]:
    """Rows as lists under their headers; 序号 counts the lines, as exports like to do."""
    return [
        list(headers),
        *([row.get(h) if h != "序号" else n for h in headers] for n, row in enumerate(rows, start=1)),
    ]
