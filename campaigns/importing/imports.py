"""The imports of customers and of events. Each may be repeated at will: what a file says once more changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy import Connection

from campaigns.importing import write_customers, write_events
from campaigns.importing.events import EventFile, known_kind
from campaigns.importing.flow import run
from campaigns.importing.headers import Columns, Subject, vocabulary
from campaigns.importing.known_branches import KnownBranches, load_branches
from campaigns.importing.lines import FileUnreadable
from campaigns.importing.report import Report
from campaigns.importing.result import ImportResult, Progress, silent
from campaigns.importing.sheets import Sheet, open_sheet
from campaigns.importing.staging import Stage, import_connection
from runtime.database import Sessions

_KEY = ("source", "external_id")


def import_customers(
    sessions: Sessions,
    path: Path,
    now: datetime,
    branch: str | None = None,
    progress: Progress = silent,
    spare: TextIO | None = None,
) -> ImportResult:
    """Import a CSV or XLSX file of customers; `branch` is that of rows which name none.

    Refused rows go to a file beside the input, or to `spare` (standard error) where that folder cannot be written to.
    Raises FileUnreadable when the file cannot be used at all, and ImportUnderway while another import runs; nothing is
    written then.
    """
    given = frozenset({"branch"} if branch else ())
    with _open(sessions, path, "customers", given, branch, spare) as o:
        stage = Stage(o.connection, write_customers.STAGED, _KEY)
        subject = write_customers.CustomerImport(o.connection, o.columns, o.branches, now, path.name)
        return run(o.sheet, o.columns, stage, subject, o.report, progress)


def import_events(
    sessions: Sessions,
    path: Path,
    now: datetime,
    branch: str | None = None,
    kind: str = "",
    progress: Progress = silent,
    spare: TextIO | None = None,
) -> ImportResult:
    """Import a CSV or XLSX file of events, whose customers are known; `kind` is that of rows which do not say.

    Times are read on the clock of the row's branch, else of the customer's. Otherwise as `import_customers`.
    """
    if kind and not known_kind(kind):
        raise FileUnreadable(f"There is no kind of event {kind!r}; kinds are words such as treatment or home-visit.")
    with _open(sessions, path, "events", frozenset(), branch, spare) as o:
        source = o.branches.default.source if o.branches.default else o.branches.only_source()
        file = EventFile(source, known_kind(kind) or o.columns.implied_kind, now.date())
        stage = Stage(o.connection, write_events.STAGED, _KEY)
        subject = write_events.EventImport(o.connection, o.columns, o.branches, file, now)
        return run(o.sheet, o.columns, stage, subject, o.report, progress)


@dataclass(frozen=True)
class _Opened:
    sheet: Sheet
    columns: Columns
    connection: Connection
    branches: KnownBranches
    report: Report


@contextmanager
def _open(
    sessions: Sessions, path: Path, subject: Subject, given: frozenset[str], branch: str | None, spare: TextIO | None
) -> Iterator[_Opened]:
    known = vocabulary(subject)
    with open_sheet(path, known.recognise) as sheet:
        columns = known.match(sheet.headers, path.name, given)
        with import_connection(sessions) as connection:
            with connection.begin():
                branches = load_branches(connection, branch)
            with Report(path, spare) as report:
                yield _Opened(sheet, columns, connection, branches, report)
