"""`huifang migrate`: bring the database to the newest revision."""

from __future__ import annotations

import click

from huifang.wiring import plain_words, settings_now
from runtime.database import assert_reachable, connect


@click.command()
def migrate() -> None:
    """Bring the database to the newest revision, while everybody goes on working."""
    from migrations.running import Busy, upgrade

    with plain_words():
        engine = connect(settings_now().database_url)
        assert_reachable(engine)
    try:
        upgrade(engine)
    except Busy as wrong:
        raise click.ClickException(str(wrong)) from wrong
    click.echo("The database is at the newest revision.")
