"""`huifang missed`: the windows that closed before anybody was reached, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from huifang.wiring import clock_of, database, plain_words, settings_now


@click.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day, as customers count. Default: a week ago.")
@click.option("--playbook", default="", help="Only this playbook.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Rows shown.")
def missed(since: datetime | None, playbook: str, limit: int) -> None:
    """What was promised and not done in time, with the cause; first how many by cause, then each."""
    from campaigns.planning.missed import causes
    from campaigns.planning.missed import missed as missed_windows
    from campaigns.playbooks.editions import playbook_of

    settings = settings_now()
    now = clock_of(settings).now()
    first = since.date() if since else now.date() - timedelta(days=7)
    with plain_words(), database(settings)() as session:
        if playbook and playbook_of(session, playbook) is None:
            raise click.ClickException(f"There is no playbook {playbook!r}; `huifang playbooks house` names them.")
        for cause, count in causes(session, first, now, playbook).items():
            click.echo(f"{count:6}  {cause}")
        for one in missed_windows(session, first, now, playbook, limit):
            window = f"{one.first_day} to {one.last_day}" if one.first_day != one.last_day else f"{one.last_day}"
            more = ", may still be done" if one.open else ""
            who = f"{one.customer} ({one.number}), {one.branch}"
            click.echo(f"{window:24}  {who}: {one.playbook}/{one.step}, {one.cause}{more}")
