"""The report: every refused row and cell, in a file beside the input."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from campaigns.importing.reasons import Note

COLUMNS = ("line", "column", "value", "reason", "explanation")

#: Of a whole line that cannot be read, this much is enough to find it again.
_LONGEST_VALUE = 300


class Report:
    """Writes `<input>.refused.csv` while rows are read, and puts it in place when the import is through.

    UTF-8 with a mark, so that Excel opens it as it is. Nothing to say: no file, and one of an earlier import goes.
    Where the folder cannot be written to, the rows go to `spare` instead, after a line that says so.
    """

    def __init__(self, beside: Path, spare: TextIO | None = None) -> None:
        #: Where the report will be.
        self.path = beside.with_name(beside.name + ".refused.csv")
        #: Why it could not be written there, else empty.
        self.unwritable = ""
        #: Cells that were left out of rows that were imported.
        self.warnings = 0
        self._draft = beside.with_name(beside.name + ".draft.refused.csv")
        self._spare = spare or sys.stderr
        self._file: TextIO | None = None

    def __enter__(self) -> Report:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(finished=kind is None)

    @property
    def written(self) -> Path | None:
        """The report, where there is one."""
        return self.path if self._file is not None and not self.unwritable else None

    def add(self, notes: Iterable[Note]) -> None:
        """Write these down."""
        for note in notes:
            self.warnings += not note.refuses
            row = (str(note.line), note.column, note.value[:_LONGEST_VALUE], note.reason, note.explanation)
            csv.writer(self._file or self._open()).writerow([_inert(cell) for cell in row])

    def _open(self) -> TextIO:
        try:
            self._file = self._draft.open("w", encoding="utf-8-sig", newline="")
        except OSError as wrong:
            self.unwritable = f"{self.path} cannot be written ({wrong.strerror}); its rows follow here."
            self._spare.write(self.unwritable + "\n")
            self._file = self._spare
        csv.writer(self._file).writerow(COLUMNS)
        return self._file

    def _close(self, finished: bool) -> None:
        if self._file is None:
            if finished:
                with suppress(OSError):
                    self.path.unlink(missing_ok=True)
        elif not self.unwritable:
            self._file.close()
            if finished:
                self._put_in_place()
            else:
                self._draft.unlink(missing_ok=True)

    def _put_in_place(self) -> None:
        """An older report that is open in Excel cannot be replaced; then the new one stays under its draft's name."""
        try:
            self._draft.replace(self.path)
        except OSError:
            self.path = self._draft


def _inert(cell: str) -> str:
    """A customer's name such as =HYPERLINK(…) must not become a formula in the reader's Excel; +852… is no formula."""
    digits = cell[1:].replace(" ", "").replace("-", "")
    risky = cell.startswith(("=", "@", "+", "-", "\t")) and not (cell[0] in "+-" and digits.isdigit())
    return "'" + cell if risky else cell
