"""Do-not-call lists: numbers that are left in peace until a day, whoever has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, select, text

from campaigns.branches import Branch
from campaigns.importing.dates import moment
from campaigns.importing.flow import run
from campaigns.importing.headers import vocabulary
from campaigns.importing.lines import Cell, FileUnreadable
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import CellRefused, Reason
from campaigns.importing.report import Report
from campaigns.importing.result import ImportResult, Progress, silent
from campaigns.importing.sheets import open_sheet
from campaigns.importing.staging import Stage, import_connection
from campaigns.numbers.parse import parse_cell
from campaigns.suppressions import IMPORTED
from runtime.database import Sessions

#: The staging table's columns. The key is all of the row's numbers.
_STAGED = {"external_id": "text", "numbers": "text[]", "until": "timestamptz"}
#: The last place where a day ends (Baker Island) is this far behind UTC.
_LAST_MIDNIGHT = timedelta(hours=12)


def end_of(day: date) -> datetime:
    """The first instant at which this day is over everywhere: a list still holds on its last day."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC) + _LAST_MIDNIGHT


@dataclass(frozen=True)
class DoNotCallList:
    """What the person who brings the list says of it."""

    #: The last day on which it holds, for rows that name none; None where every row does.
    last_day: date | None
    reason: str = IMPORTED
    #: ISO country of numbers written without their own; empty for the branches' own, where they share one.
    region: str = ""


def import_do_not_call(
    sessions: Sessions,
    path: Path,
    brought: DoNotCallList,
    now: datetime,
    progress: Progress = silent,
    spare: TextIO | None = None,
) -> ImportResult:
    """Import a CSV or XLSX file of numbers, nobody of which is called or texted until the list has ended.

    A row's own last day (有效期至, valid until) wins. A number that an earlier list holds gets the new list's end.
    Refused rows go to a file beside the input, or to `spare`. Raises FileUnreadable, and ImportUnderway while another
    runs.
    """
    known = vocabulary("do_not_call")

    def recognise(cells: Sequence[Cell]) -> int:
        # One column is all that such a list needs, so its one header is as sure as two elsewhere.
        return 2 * known.recognise(cells)

    with open_sheet(path, recognise) as sheet:
        columns = known.match(sheet.headers, path.name)
        with import_connection(sessions) as connection, Report(path, spare) as report:
            region = brought.region or _shared_region(connection)
            subject = _Import(connection, brought, region, now)
            return run(sheet, columns, Stage(connection, _STAGED, ("external_id",)), subject, report, progress)


def _shared_region(connection: Connection) -> str:
    with connection.begin():
        regions = connection.scalars(select(Branch.region).distinct()).all()
    if len(regions) != 1:
        raise FileUnreadable("Say of which country numbers without a country code are: --region HK.")
    return regions[0]


@dataclass(frozen=True)
class _Import:
    connection: Connection
    brought: DoNotCallList
    region: str
    now: datetime

    def read(self, row: Reading) -> tuple[list[str], datetime | None] | None:
        """The row's good numbers, and until when they are not to be called."""
        numbers, until = self._numbers(row), self._until(row)
        return None if row.refused() else (numbers, until)

    def judge(self, rows: Iterable[tuple[Reading, tuple[list[str], datetime | None]]]) -> Iterator[tuple[Any, ...]]:
        """The good rows, as the staging table takes them."""
        for row, (numbers, until) in rows:
            yield row.line, " ".join(numbers), numbers, until

    def _numbers(self, row: Reading) -> list[str]:
        """The good numbers in order; each bad piece says why, and with none that is good the row is refused."""
        cells = [(header, parse_cell(written, self.region)) for header, written in row.numbers()]
        good = list(dict.fromkeys(number.e164 for _, cell in cells for number in cell.numbers))
        for header, cell in cells:
            for piece in cell.refused:
                row.number_refused(header, piece.text, piece.reason, piece.sentence, row_too=not good)
        if not cells:
            row.refuse("numbers", Reason.NO_NUMBER)
        return good

    def _until(self, row: Reading) -> datetime | None:
        if row.text("valid_until"):
            try:
                return end_of(moment(row.cell("valid_until"), row.origin).day)
            except CellRefused as wrong:
                row.refuse_for("valid_until", wrong)
                return None
        if self.brought.last_day is None:
            row.refuse("valid_until", Reason.EMPTY, "Neither this row nor --until says until when it holds.")
            return None
        return end_of(self.brought.last_day)

    def write(self, first: int, last: int) -> tuple[int, int]:
        """Write the staged rows of these lines; how many rows brought a new number, and how many another end."""
        values = {"first": first, "last": last, "now": self.now, "reason": self.brought.reason}
        with self.connection.begin():
            prolonged = set(self.connection.scalars(text(_PROLONGED), values))
            created = set(self.connection.scalars(text(_CREATED), values))
        return len(created), len(prolonged - created)


_WANTED = """
    with wanted as materialized (
        select distinct on (e164) e164, line, until from staged cross join lateral unnest(numbers) as n(e164)
        where line between :first and :last order by e164, line desc
    )"""

#: What holds for good is stronger than any list, and stays.
_PROLONGED = f"""{_WANTED}
    update suppression as held set until = wanted.until from wanted
    where held.e164 = wanted.e164 and held.reason = cast(:reason as text) and held.channel = 'all' and held.until > :now
          and held.until <> wanted.until
    returning wanted.line"""

#: A list that had ended when this one came is history: the new one begins its own row.
_CREATED = f"""{_WANTED}
    insert into suppression (e164, channel, reason, since, until)
    select e164, 'all', cast(:reason as text), :now, until from wanted
    where not exists (
        select from suppression as held
        where held.e164 = wanted.e164 and held.reason = cast(:reason as text) and held.channel = 'all'
              and (held.until is null or held.until > :now or held.until = wanted.until)
    )
    returning (select line from wanted where wanted.e164 = suppression.e164)"""
