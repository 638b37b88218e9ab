"""The import of branches: a few rows, in one transaction."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TextIO

from campaigns.importing.branches import BranchRow, read_branch, write_branch
from campaigns.importing.headers import Columns, vocabulary
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import Note, Reason
from campaigns.importing.report import Report
from campaigns.importing.result import ImportResult
from campaigns.importing.sheets import Sheet, open_sheet
from runtime.database import Sessions


def import_branches(sessions: Sessions, path: Path, spare: TextIO | None = None) -> ImportResult:
    """Import a CSV or XLSX file of branches; a bad row costs only itself. Raises FileUnreadable.

    Refused rows go to a file beside the input, or to `spare` (standard error) where that folder cannot be written to.
    """
    known = vocabulary("branches")
    with open_sheet(path, known.recognise) as sheet, Report(path, spare) as report:
        columns = known.match(sheet.headers, path.name)
        good, counts = _read(sheet, columns, report)
        with sessions.begin() as session:
            counts += Counter(write_branch(session, row) for row in good.values())
    return _result(counts, report)


def _read(sheet: Sheet, columns: Columns, report: Report) -> tuple[dict[str, BranchRow], Counter[str]]:
    """The good rows by key, the last of each, and how many were read, doubled and refused."""
    counts: Counter[str] = Counter()
    good: dict[str, BranchRow] = {}
    lines: dict[str, int] = {}
    for row in sheet.rows:
        notes: list[Note] = []
        reading = Reading(row, columns, notes, sheet.origin)
        branch = None if reading.refused() else read_branch(reading)
        counts["read"] += 1
        counts["refused"] += branch is None
        if branch is not None:
            counts["doubled"] += branch.name in good
            if branch != good.get(branch.name, branch):
                notes.append(_superseded(lines[branch.name], row.line, columns.fields["name"], branch.name))
            good[branch.name], lines[branch.name] = branch, row.line
        report.add(notes)
    return good, counts


def _superseded(line: int, last: int, column: str, name: str) -> Note:
    explanation = f"Line {last} has the same key and says something else; that one was taken."
    return Note(line, column, name, Reason.SUPERSEDED, explanation, refuses=False)


def _result(counts: Counter[str], report: Report) -> ImportResult:
    return ImportResult(
        read=counts["read"],
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        doubled=counts["doubled"],
        refused=counts["refused"],
        warnings=report.warnings,
        report=report.written,
    )
