"""`huifang after-restore`: take in what the carrier knows of the time since a backup; then whoever is due is called."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from huifang.wiring import dialer_tools, settings_now

if TYPE_CHECKING:
    from dialer.restoring.hold import Restoration
    from dialer.tools import Tools

#: What became of what the carrier told, in words.
_WORDS = {
    "calls_missed": "calls that nobody answered: booked as tries",
    "calls_heard": "greetings that were heard: done",
    "calls_talked": "conversations whose outcome is lost: what is due to these customers waits for a person",
    "calls_beside_another": "calls beside another open one of the same customer",
    "calls_of_nobody": "calls about something that the backup does not know",
    "calls_in": "calls that came in",
    "texts_bound": "texts that were sent already",
    "texts_of_nobody": "texts about something that the backup does not know",
    "texts_in": "texts that customers wrote, taken in",
}


@click.command("after-restore")
@click.option(
    "--hold", "only_hold", is_flag=True, help="Only stop all calling, after a backup was put in place by other means."
)
@click.option(
    "--since", type=click.DateTime(), help="Ask the carrier from here on (UTC); else as the backup says itself."
)
@click.option("--nothing-was-placed", is_flag=True, help="Ask nobody: for a copy that never places a call.")
def after_restore(only_hold: bool, since: datetime | None, nothing_was_placed: bool) -> None:
    """Take in the carrier's calls and texts since a backup, so that nobody is called twice, and let calling begin.

    What the carrier cannot know is lost with the time since the backup: outcomes, launches, imports, what was agreed at
    the desk. Import again what was imported; tell the agents.
    """
    from dialer.restoring.hold import hold, lift, open_restoration

    tools = dialer_tools(settings_now())
    with tools.sessions.begin() as session:
        if only_hold:
            hold(session, tools.now())
            click.echo("Nobody is called from here on, until `huifang after-restore` has asked the carrier.")
            return
        held = open_restoration(session)
    if held is None:
        raise click.ClickException("Nothing is held: no backup was put in place (or say --hold first).")
    if not nothing_was_placed:
        _take_in(tools, held, since.replace(tzinfo=UTC) if since else held.since)
    with tools.sessions.begin() as session:
        lift(session, "by_hand" if nothing_was_placed else "looked_up", tools.now())
    click.echo("Whoever is due may be called again.")


def _take_in(tools: Tools, held: Restoration, since: datetime | None) -> None:
    from dialer.calls.reconcile import LAG
    from dialer.carrier import CarrierError
    from dialer.restoring.taking_in import take_in

    if since is None:
        raise click.ClickException("The backup does not say up to when it knows everything: say --since.")
    settled_at = held.restored_at + tools.soon(LAG)
    if tools.now() < settled_at:
        click.echo("The carrier's lists lag behind: waiting a minute …")
    while tools.now() < settled_at:
        time.sleep(0.5)
    try:
        found = take_in(tools, since)
    except CarrierError as wrong:
        raise click.ClickException(f"The carrier cannot be asked: {wrong} Nobody is called; try again.") from wrong
    for what, count in sorted(found.items()):
        click.echo(f"{count:6} {_WORDS[what]}")
