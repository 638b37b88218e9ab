"""`huifang figures`: the numbers that the reports read, counted anew from the ledger."""

from __future__ import annotations

import click

from huifang.wiring import clock_of, database, plain_words, settings_now


@click.group()
def figures() -> None:
    """The numbers that the reports read. Workers keep them up; nobody has to."""


@figures.command()
def rebuild() -> None:
    """Count everything anew from the ledger; the reports show the old figures until it is done."""
    from dialer.figures.upkeep import rebuild as count_anew

    settings = settings_now()
    with plain_words(), database(settings).begin() as session:
        counted = count_anew(session, clock_of(settings).now())
    click.echo(f"Counted anew: {counted} days.")
