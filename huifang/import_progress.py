"""Progress of an import on stderr: a moving line at a terminal, else one line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Task as Stage
from rich.text import Text

#: Without a terminal, a line after so many rows.
ROWS_A_LINE = 50_000

Show = Callable[[str, int, int | None], None]


@contextmanager
def progress(quiet: bool = False) -> Iterator[Show]:
    """What an import tells its progress to: the stage, rows through, and rows in all where that is known."""
    if quiet:
        yield lambda stage, done, total: None
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield _moving(bars)
    else:
        yield _Lines()


class _RowsPerSecond(ProgressColumn):
    def render(self, task: Stage) -> Text:
        """Rows a second, lately."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} rows/s" if speed else "")


def _bars() -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RowsPerSecond(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _moving(bars: Progress) -> Show:
    stages = {}

    def show(stage: str, done: int, total: int | None) -> None:
        if stage not in stages:
            stages[stage] = bars.add_task(stage, total=total)
        bars.update(stages[stage], completed=done, total=max(done, total) if total else None)

    return show


class _Lines:
    """A line each time that another `ROWS_A_LINE` rows are through."""

    def __init__(self) -> None:
        self._stage = ""
        self._told = 0
        self._since = self._last = time.monotonic()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage != self._stage:
            self._stage, self._told, self._since = stage, 0, self._last
        self._last = time.monotonic()
        if done // ROWS_A_LINE > self._told:
            self._told = done // ROWS_A_LINE
            speed = done / max(self._last - self._since, 0.001)
            click.echo(
                f"{stage}: {done:,}{f' of about {total:,}' if total else ''} rows, {speed:,.0f} rows/s", err=True
            )
