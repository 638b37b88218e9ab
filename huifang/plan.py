"""`huifang plan`: turn events into follow-ups, and say whose call the carrier cannot place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from huifang.wiring import clock_of, database, plain_words, settings_now
from runtime.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@click.command()
def plan() -> None:
    """Plan every follow-up that is due by the running playbooks; a second run creates nothing."""
    from campaigns.planning.house import plan_everybody

    settings = settings_now()
    now = clock_of(settings).now()
    with plain_words(), database(settings).begin() as session:
        done = plan_everybody(session, now)
        if done is None:
            raise click.ClickException("A worker is planning everybody just now; nothing is left to do here.")
        click.echo(
            f"{done.created} follow-ups planned; "
            f"for {done.too_late} steps the window was over before they were planned."
        )
        if done.moved or done.withdrawn or done.returned:
            click.echo(
                f"Of those planned before: {done.moved} moved, {done.withdrawn} withdrawn, {done.returned} back."
            )
        _out_of_reach(session, settings, now)


def _out_of_reach(session: Session, settings: Settings, now: datetime) -> None:
    """Count and name, by reason, the customers whose follow-ups cannot be carried out by a call."""
    from dialer.launch import awaiting_a_call
    from dialer.twilio.coverage import Coverage

    found = awaiting_a_call(session, Coverage(settings.also_serves).no_voice, now)
    for reason, count in found.left_out.items():
        named = found.names[reason]
        more = f" and {count - len(named)} more" if count > len(named) else ""
        click.echo(f"{count} customers cannot be called ({reason}): {', '.join(named)}{more}")
