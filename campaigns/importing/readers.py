"""Readers: the rows of a long file are read by as many processes as there are cores, and come back in their order.

Reading costs more than writing: every telephone number is looked at from all sides. What a batch needs is handed to a
process and its result handed back, so that memory does not grow with the file.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.importing.headers import Columns
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import Note
from campaigns.importing.sheets import Row

#: A file of fewer lines is read before other processes are there.
LONG = 20_000
#: More processes would wait for the one that writes.
_AT_MOST = 4


@dataclass(frozen=True)
class Task:
    """How each row of a file is read."""

    #: Reads one row by itself, without the database; None where the row is refused.
    read: Callable[[Reading], Any]
    columns: Columns
    origin: datetime


@dataclass(frozen=True)
class Batch:
    """Rows of the file, and what was read in them."""

    rows: list[Row]
    #: Of each row that can be used its place among them, and what it says.
    good: list[tuple[int, Any]]
    notes: list[Note]


def read_batches(task: Task, batches: Iterator[list[Row]], lines: int | None) -> Iterator[Batch]:
    """Each batch as it was read, in order; `lines` is how long the file is, as far as it is known."""
    processes = min(_AT_MOST, len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1)
    if processes < 2 or (lines or 0) < LONG:
        yield from (Batch(rows, *_read(task, rows)) for rows in batches)
    else:
        yield from _beside(task, batches, processes)


def _read(task: Task, rows: Iterable[Row]) -> tuple[list[tuple[int, Any]], list[Note]]:
    notes: list[Note] = []
    good = []
    for place, row in enumerate(rows):
        reading = Reading(row, task.columns, notes, task.origin)
        found = None if reading.refused() else task.read(reading)
        if found is not None:
            good.append((place, found))
    return good, notes


#: What this process reads; set in a process that was made for it.
_tasks: list[Task] = []


def _read_here(rows: list[Row]) -> tuple[list[tuple[int, Any]], list[Note]]:
    return _read(_tasks[0], rows)


def _beside(task: Task, batches: Iterator[list[Row]], processes: int) -> Iterator[Batch]:
    """One batch more than there are processes is under way, so that none of them waits for the next."""
    # Forked, so that the task needs no copy; the database's connection comes along, and is not touched.
    fork = multiprocessing.get_context("fork")
    under_way: deque[tuple[list[Row], Future[Any]]] = deque()
    with ProcessPoolExecutor(processes, fork, _tasks.append, (task,)) as pool:
        for rows in batches:
            under_way.append((rows, pool.submit(_read_here, rows)))
            if len(under_way) > processes:
                first, found = under_way.popleft()
                yield Batch(first, *found.result())
        for rows, found in under_way:
            yield Batch(rows, *found.result())
