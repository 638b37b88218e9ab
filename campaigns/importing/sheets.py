"""A sheet: a file's headers and, under them, its rows; whether it is CSV or XLSX no longer matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from campaigns.importing.delimited import open_delimited
from campaigns.importing.lines import Cell, FileUnreadable, Line, Lines, Recognise
from campaigns.importing.reasons import Reason
from campaigns.importing.workbooks import is_workbook, open_workbook

#: Above its headers an export may have a title, the day, and some empty lines.
_HEADERS_WITHIN = 30
#: One known header may be chance, such as a title line that says 客户.
_HEADERS_AT_LEAST = 2


class Row(NamedTuple):
    """One row: the line it begins on and its cells under their headers."""

    line: int
    cells: dict[str, Cell]
    #: Why the row as a whole cannot be used; its text is then the only cell.
    flaw: Reason | None = None


@dataclass(frozen=True)
class Sheet:
    """The headers as the file writes them, and the rows, each read when it is asked for."""

    headers: tuple[str, ...]
    header_line: int
    rows: Iterator[Row]
    #: How many lines the file has, as far as it is known beforehand.
    total: int | None
    #: The day that serial dates are counted from.
    origin: datetime


@contextmanager
def open_sheet(path: Path, recognise: Recognise) -> Iterator[Sheet]:
    """Open a CSV or XLSX file and find its headers. Raises FileUnreadable with a sentence that says what to do."""
    try:
        if path.stat().st_size == 0:
            raise FileUnreadable(f"{path.name} is empty.")
        opened = open_workbook(path) if is_workbook(path) else open_delimited(path, recognise)
    except OSError as wrong:
        raise FileUnreadable(f"{path} cannot be read: {wrong.strerror or wrong}.") from wrong
    with opened as lines:
        headers = _find_headers(path.name, lines.each, recognise)
        names = _names(headers.cells)
        yield Sheet(names, headers.number, _rows(lines, names), lines.total, lines.origin)


def _find_headers(name: str, lines: Iterator[Line], recognise: Recognise) -> Line:
    seen = 0
    for line in islice((line for line in lines if not _is_blank(line.cells)), _HEADERS_WITHIN):
        if line.flaw is None and recognise(line.cells) >= _HEADERS_AT_LEAST:
            return line
        seen += 1
    if not seen:
        raise FileUnreadable(f"{name} is empty.")
    raise FileUnreadable(
        f"{name} has no header row: none of its first {seen} lines names {_HEADERS_AT_LEAST} columns that we know."
    )


def _names(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The headers, each different: a second 电话 becomes “电话 (2)”, one without a name “column 7”."""
    names: dict[str, None] = {}
    for position, cell in enumerate(_trimmed(cells), start=1):
        plain = " ".join(str(cell).split()) if cell is not None else ""
        name = plain = plain or f"column {position}"
        again = 2
        while name in names:
            name, again = f"{plain} ({again})", again + 1
        names[name] = None
    return tuple(names)


def _rows(lines: Lines, names: tuple[str, ...]) -> Iterator[Row]:
    for number, cells, flaw in lines.each:
        if flaw is not None:
            yield Row(number, {"": cells[0]}, flaw)
        elif _is_blank(cells):
            continue
        elif len(cells) <= len(names) or _is_blank(cells[len(names) :]):
            yield Row(number, dict(zip(names, cells, strict=False)))
        elif lines.may_shift:
            text = ", ".join("" if cell is None else str(cell) for cell in cells)
            yield Row(number, {"": text}, Reason.TOO_MANY_CELLS)
        else:
            beyond = (f"column {position}" for position in range(len(names) + 1, len(cells) + 1))
            yield Row(number, dict(zip((*names, *beyond), cells, strict=True)))


def _is_blank(cells: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _trimmed(cells: Sequence[Cell]) -> Sequence[Cell]:
    end = len(cells)
    while end and _is_blank(cells[end - 1 : end]):
        end -= 1
    return cells[:end]
