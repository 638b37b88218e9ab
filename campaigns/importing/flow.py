"""From a sheet to the tables: read and judge every row, stage the good ones, settle doubled rows, write in slices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from campaigns.importing.headers import Columns
from campaigns.importing.readers import Batch, Task, read_batches
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import SENTENCES, Note, Reason
from campaigns.importing.report import Report
from campaigns.importing.result import ImportResult, Progress
from campaigns.importing.sheets import Row, Sheet
from campaigns.importing.staging import Stage

#: Rows judged and staged at a time; what memory holds.
BATCH = 5_000
#: Rows written in one transaction.
SLICE = 10_000


class Subject(Protocol):
    """What is imported."""

    def read(self, row: Reading) -> Any | None:
        """What one row says, by itself and without the database; None where it is refused, and has said why."""

    def judge(self, rows: Iterable[tuple[Reading, Any]]) -> Iterator[Sequence[Any]]:
        """The good ones of a batch, as the staging table takes them; the others have said why not."""

    def write(self, first: int, last: int) -> tuple[int, int]:
        """Write the staged rows between two lines; returns how many were created and how many updated."""


@dataclass
class Counts:
    """Rows so far."""

    read: int = 0
    staged: int = 0
    doubled: int = 0
    created: int = 0
    updated: int = 0


def run(
    sheet: Sheet, columns: Columns, stage: Stage, subject: Subject, report: Report, progress: Progress
) -> ImportResult:
    """Carry one import through. Until every row is read nothing is written; a bad row costs only itself."""
    counts = Counts()
    report.add(_second_columns(sheet, columns))
    task = Task(subject.read, columns, sheet.origin)
    for batch in read_batches(task, _batches(sheet.rows), sheet.total):
        _stage(batch, task, stage, subject, report, counts)
        progress("reading", counts.read, sheet.total)
    _settle_doubled(stage, columns, report, counts)
    written = 0
    for first, last, size in stage.slices(SLICE):
        created, updated = subject.write(first, last)
        counts.created, counts.updated, written = counts.created + created, counts.updated + updated, written + size
        progress("writing", written, counts.staged - counts.doubled)
    return _result(counts, report)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _stage(batch: Batch, task: Task, stage: Stage, subject: Subject, report: Report, counts: Counts) -> None:
    notes = list(batch.notes)
    readings = ((Reading(batch.rows[place], task.columns, notes, task.origin), said) for place, said in batch.good)
    good = list(subject.judge(readings))
    stage.fill(good)
    counts.read += len(batch.rows)
    counts.staged += len(good)
    report.add(sorted(notes, key=lambda note: note.line))


def _settle_doubled(stage: Stage, columns: Columns, report: Report, counts: Counts) -> None:
    counts.doubled = stage.drop_repeated()
    header = columns.fields.get("external_id") or columns.numbers[0]
    for line, last, key in stage.superseded():
        explanation = f"Line {last} has the same key and says something else; that one was taken."
        report.add([Note(line, header, key, Reason.SUPERSEDED, explanation, refuses=False)])


def _second_columns(sheet: Sheet, columns: Columns) -> Iterator[Note]:
    for header in columns.second:
        yield Note(sheet.header_line, header, header, Reason.SECOND_COLUMN, SENTENCES[Reason.SECOND_COLUMN], False)


def _result(counts: Counts, report: Report) -> ImportResult:
    return ImportResult(
        read=counts.read,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.staged - counts.doubled - counts.created - counts.updated,
        doubled=counts.doubled,
        refused=counts.read - counts.staged,
        warnings=report.warnings,
        report=report.written,
    )
