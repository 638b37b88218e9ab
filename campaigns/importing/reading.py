"""One row being read: its cells by our field names, and everything there is to say about it."""

from __future__ import annotations

from datetime import datetime

from campaigns.importing.details import Written, reader
from campaigns.importing.headers import Columns, says_something
from campaigns.importing.lines import Cell
from campaigns.importing.reasons import SENTENCES, CellRefused, Note, Reason
from campaigns.importing.sheets import Row
from campaigns.importing.words import text

#: What a decoder leaves where bytes were no text.
_UNDECODED = "\ufffd"
_IMPORTED_WITHOUT = " The row was imported without it."


class Reading:
    """The row under way. Refusals and warnings go into `notes`, the report's list."""

    def __init__(self, row: Row, columns: Columns, notes: list[Note], origin: datetime) -> None:
        self.line = row.line
        #: What serial dates in this file count from.
        self.origin = origin
        self._refused = False
        self._refused_fields: set[str] = set()
        self._cells = row.cells
        self._columns = columns
        self._notes = notes
        if row.flaw is not None:
            self._note("", text(row.cells[""]), row.flaw, SENTENCES[row.flaw], refuses=True)

    def refused(self) -> bool:
        """Whether something in the row makes it useless."""
        return self._refused

    def has(self, field: str) -> bool:
        """Whether the file has a column for this field at all."""
        return field in self._columns

    def cell(self, field: str) -> Cell:
        """The raw cell of this field, of the first column where there are several; None where there is none."""
        return self._cells.get(self.header(field)) if field in self._columns else None

    def text(self, field: str) -> str:
        """The field's text; empty where the cell is missing or says nothing. Broken text refuses the row."""
        written = text(self.cell(field))
        if _UNDECODED in written:
            self.refuse(field, Reason.UNDECODABLE)
            return ""
        return written if says_something(written) else ""

    def required(self, field: str) -> str:
        """The field's text; an empty one refuses the row."""
        written = self.text(field)
        if not written:
            self.refuse(field, Reason.EMPTY)
        return written

    def numbers(self) -> list[tuple[str, str]]:
        """Header and text of each column with telephone numbers that says something."""
        cells = ((header, _said(self._cells.get(header))) for header in self._columns.numbers)
        return [(header, written) for header, written in cells if written]

    def details(self) -> dict[str, str]:
        """Every column that is no field of ours, under its name; empty cells are left out.

        Those that playbooks count with are in our spelling; one that cannot be read is left out with a warning.
        """
        cells = [(name, self._detail(header, name)) for header, name in self._columns.details.items()]
        if len(self._cells) > self._columns.width:
            cells += [(name, _said(cell)) for name, cell in list(self._cells.items())[self._columns.width :]]
        return {name: written for name, written in cells if written}

    def _detail(self, header: str, name: str) -> str:
        cell = self._cells.get(header)
        read = reader(self._columns.subject, name)
        if read is None or cell is None:
            return _said(cell)
        try:
            return read(Written(self._columns.subject, name, header, cell, self.origin))
        except CellRefused as wrong:
            self._note(header, text(cell), wrong.reason, str(wrong), refuses=False)
            return ""

    def refuse(self, field: str, reason: Reason, sentence: str = "") -> None:
        """The row is not imported, because of this field; only the first reason for a field is reported."""
        if field in self._refused_fields:
            return
        self._refused_fields.add(field)
        self._note(self.header(field), text(self.cell(field)), reason, sentence or SENTENCES[reason], refuses=True)

    def refuse_for(self, field: str, wrong: CellRefused) -> None:
        """The row is not imported, because this field cannot be read."""
        self.refuse(field, wrong.reason, str(wrong))

    def warn(self, field: str, reason: Reason, sentence: str = "") -> None:
        """The row is imported, without this field."""
        self._note(self.header(field), text(self.cell(field)), reason, sentence or SENTENCES[reason], refuses=False)

    def number_refused(self, header: str, value: str, reason: str, sentence: str, row_too: bool) -> None:
        """A piece of a telephone cell cannot be called; `row_too` when no other number is left."""
        self._note(header, value, reason, sentence, refuses=row_too)

    def header(self, field: str) -> str:
        """What the file calls this field; our own name where it has no such column."""
        if field == "numbers":
            return self._columns.numbers[0] if self._columns.numbers else field
        return self._columns.fields.get(field, field)

    def _note(self, column: str, value: str, reason: str, sentence: str, refuses: bool) -> None:
        self._refused = self._refused or refuses
        explanation = sentence if refuses else sentence + _IMPORTED_WITHOUT
        self._notes.append(Note(self.line, column, value, str(reason), explanation, refuses))


def _said(cell: Cell) -> str:
    written = text(cell)
    return written if says_something(written) else ""
