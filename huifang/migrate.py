"""`huifang migrate`: bring the database to the newest revision."""

from __future__ import annotations

import click

from huifang.wiring import plain_words, settings_now
from runtime.database import assert_reachable, connect


@click.command()
def migrate() -> None:
    """Bring the database to the newest revision."""
    from migrations.running import upgrade

    with plain_words():
        engine = connect(settings_now().database_url)
        assert_reachable(engine)
    upgrade(engine)
    click.echo("The database is at the newest revision.")
