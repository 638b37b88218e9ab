"""`huifang plan`: turn events into follow-ups."""

from __future__ import annotations

import click

from huifang.wiring import clock_of, database, plain_words, settings_now


@click.command()
def plan() -> None:
    """Plan every follow-up that the events bring about; a second run creates nothing."""
    from campaigns.planning import plan as plan_events
    from campaigns.playbooks.shelf import shelf

    settings = settings_now()
    with plain_words(), database(settings).begin() as session:
        done = plan_events(session, shelf().values(), clock_of(settings).now())
    click.echo(
        f"{done.created} follow-ups planned; for {done.too_late} steps the window was over before the event was known."
    )
