"""A long file is read by several processes at once, and nobody can tell by what comes of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from campaigns.importing.headers import vocabulary
from campaigns.importing.readers import LONG, Batch, Task, read_batches
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import Reason
from campaigns.importing.sheets import Row, open_sheet

#: More batches than there are processes.
ROWS, SIZE = 400, 20


def said(row: Reading) -> tuple[str, list[tuple[str, str]], int] | None:
    """What a row says, and which process read it."""
    numbers = row.numbers()
    if not numbers:
        row.refuse("numbers", Reason.NO_NUMBER)
    if row.text("name") == "无法":
        raise ValueError("a mistake in a reader")
    return None if row.refused() else (row.text("external_id"), numbers, os.getpid())


def read(folder: Path, lines: int, name: str = "李秀兰") -> list[Batch]:
    """A file with a bad row here and there, read as one of so many lines; its last row has this name."""
    file = folder / "long.csv"
    names = [*["李秀兰"] * (ROWS - 1), name]
    rows = (f"C{n},{name},{'' if n % 7 == 0 else 61_000_000 + n}\n" for n, name in enumerate(names))
    file.write_text("编号,姓名,手机\n" + "".join(rows), encoding="utf-8")
    known = vocabulary("customers")
    with open_sheet(file, known.recognise) as sheet:
        columns = known.match(sheet.headers, file.name, frozenset({"branch"}))
        task = Task(said, columns, datetime(1899, 12, 30, tzinfo=UTC))
        return list(read_batches(task, in_batches(sheet.rows), lines))


def in_batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while some := list(islice(rows, SIZE)):
        yield some


def without_processes(batches: list[Batch]) -> list[Batch]:
    return [Batch(one.rows, [(place, found[:2]) for place, found in one.good], one.notes) for one in batches]


def processes(batches: list[Batch]) -> set[int]:
    return {found[2] for one in batches for _, found in one.good}


def test_a_long_file_says_the_same_in_the_same_order(tmp_path: Path) -> None:
    short, long = read(tmp_path, ROWS), read(tmp_path, LONG)
    assert without_processes(long) == without_processes(short)
    assert sum(len(one.notes) for one in long) == len(range(0, ROWS, 7))
    assert processes(short) == {os.getpid()}
    assert len(os.sched_getaffinity(0)) < 2 or os.getpid() not in processes(long)


def test_what_goes_wrong_in_another_process_is_told_here(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a mistake in a reader"):
        read(tmp_path, LONG, name="无法")
