"""`huifang import`: branches, customers, events and do-not-call lists, from files as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from huifang.wiring import clock_of, database, plain_words, settings_now

if TYPE_CHECKING:
    from campaigns.importing.result import ImportResult

_Command = TypeVar("_Command", bound=Callable[..., Any])


class FileUnusable(click.ClickException):
    """The file could not be used at all. Refused rows alone are no failure."""

    exit_code = 2


@click.group("import")
def import_() -> None:
    """Import files as they come: CSV or XLSX, Chinese or English headers, UTF-8 or GBK.

    An import may be repeated: what a file says once more changes nothing. Refused rows go to FILE.refused.csv.
    """


def _file_and_quiet(command: _Command) -> _Command:
    with_file = click.argument("file", type=click.Path(path_type=Path))
    return with_file(click.option("--quiet", is_flag=True, help="No progress.")(command))


_branch = click.option("--branch", metavar="NAME", help="The branch of rows that name none.")


@import_.command()
@_file_and_quiet
def branches(file: Path, quiet: bool) -> None:
    """Import the branches: clinics, shops, workshops, each with its zone and its line."""
    from campaigns.importing.import_branches import import_branches

    with _in_words():
        _tell(import_branches(database(settings_now()), file))


@import_.command()
@_file_and_quiet
@_branch
def customers(file: Path, quiet: bool, branch: str | None) -> None:
    """Import customers with their telephone numbers."""
    from campaigns.importing.imports import import_customers
    from dialer.peace.consents import stop_where_withdrawn
    from huifang.import_progress import progress

    settings = settings_now()
    with _in_words(), progress(quiet) as shown:
        sessions, now = database(settings), clock_of(settings).now()
        result = import_customers(sessions, file, now, branch, shown)
        with sessions.begin() as session:
            # The file may have withdrawn consents, and knows nothing of the calls that ring.
            stop_where_withdrawn(session, now)
    _tell(result)


@import_.command()
@_file_and_quiet
@_branch
@click.option(
    "--kind", default="", help="The kind of event of rows that do not say: treatment, appointment, invoice, …"
)
def events(file: Path, quiet: bool, branch: str | None, kind: str) -> None:
    """Import events: treatments, appointments, settled invoices. Their customers come first."""
    from campaigns.importing.imports import import_events
    from dialer.peace.complaints import stop_where_complained
    from huifang.import_progress import progress

    settings = settings_now()
    with _in_words(), progress(quiet) as shown:
        sessions, now = database(settings), clock_of(settings).now()
        result = import_events(sessions, file, now, branch, kind, shown)
        with sessions.begin() as session:
            # The file may have brought complaints, and knows nothing of the calls that ring.
            stop_where_complained(session, now)
    _tell(result)


@import_.command("do-not-call")
@_file_and_quiet
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day on which the list holds, for rows that name none: 2026-12-24.",
)
@click.option("--reason", default="imported", show_default=True, help="Why these numbers are left in peace.")
@click.option("--region", default="", help="ISO country of numbers without their code; the branches' own, if left out.")
def do_not_call(file: Path, quiet: bool, until: datetime | None, reason: str, region: str) -> None:
    """Import a do-not-call list: numbers that nobody calls or texts until the list has ended."""
    from campaigns.importing.do_not_call import DoNotCallList, import_do_not_call
    from campaigns.suppressions import expired_list
    from huifang.import_progress import progress

    settings = settings_now()
    with _in_words(), progress(quiet) as shown:
        sessions, now = database(settings), clock_of(settings).now()
        brought = DoNotCallList(until.date() if until else None, reason, region)
        result = import_do_not_call(sessions, file, brought, now, shown)
        with sessions() as session:
            ended = expired_list(session, now)
    _tell(result)
    if ended is not None:
        click.echo(
            f"The newest do-not-call list ended at {ended:%Y-%m-%d %H:%M} UTC and blocks nobody: fetch the next."
        )


@contextmanager
def _in_words() -> Iterator[None]:
    """One line instead of a traceback for what a person can mend."""
    from campaigns.importing.lines import FileUnreadable
    from campaigns.importing.staging import ImportUnderway

    try:
        with plain_words():
            yield
    except FileUnreadable as wrong:
        raise FileUnusable(str(wrong)) from wrong
    except ImportUnderway as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _tell(result: ImportResult) -> None:
    click.echo(result.sentence() + (f" See {result.report}" if result.report else ""))
