"""`huifang backup FILE` and `huifang restore FILE`: the whole ledger in one file, and a ledger out of it.

A backup is taken while everybody works, at one instant. What was called after it is unknown to whoever restores it: so
a restored house calls nobody until `huifang after-restore` has asked the carrier.
"""

from __future__ import annotations

import os
from pathlib import Path

import click
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from huifang.postgres_programs import program, run
from huifang.wiring import clock_of, plain_words, settings_now
from runtime.database import assert_reachable, connect
from runtime.settings import Settings

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
#: The hold is written between the first part and the second: no row that could be called about is there before it.
_BEFORE, _AFTERWARDS = ("pre-data",), ("data", "post-data")
#: All of a part or nothing of it.
_WHOLLY = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-acl")
#: Tables of the database, and who else is connected to it.
_TABLES = text("select count(*) from pg_tables where schemaname = 'public'")
_OTHERS = text("""select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
    and backend_type = 'client backend'""")


@click.command()
@_FILE
def backup(file: Path) -> None:
    """Write everything into FILE, as it is at this instant, while everybody works. FILE must not be there yet."""
    if file.exists():
        raise click.ClickException(f"{file} is there already.")
    engine = _engine(settings_now())
    draft = file.with_name(f"{file.name}.part")
    # Everything that is known of the customers is in it: nobody else may read it, also while it is written.
    os.close(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    try:
        run(
            [str(program("pg_dump", engine)), "--format=custom", "--no-owner", "--no-acl", f"--file={draft}"],
            engine.url,
        )
        run([str(program("pg_restore", engine)), "--list", str(draft)], engine.url)
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"{file} holds everything ({file.stat().st_size:,} bytes). Keep it as you keep the customers' data.")


@click.command()
@_FILE
def restore(file: Path) -> None:
    """Put the backup FILE into the database of DATABASE_URL, which must be empty, with every process ended.

    Afterwards nobody is called until `huifang after-restore` has taken in what the carrier knows of the time since.
    """
    if not file.exists():
        raise click.ClickException(f"There is no {file}.")
    settings = settings_now()
    engine = _engine(settings)
    _assert_empty(engine)
    restorer = str(program("pg_restore", engine))
    for sections in (_BEFORE, _AFTERWARDS):
        named = [f"--section={section}" for section in sections]
        options = [
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-acl",
            f"--dbname={engine.url.database}",
        ]
        run([restorer, *options, *named, str(file)], engine.url)
        if sections is _BEFORE:
            _hold(engine, settings)
    click.echo(_settled(engine, settings))


def _engine(settings: Settings) -> Engine:
    with plain_words():
        engine = connect(settings.database_url)
        assert_reachable(engine)
    return engine


def _assert_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        if connection.scalar(_TABLES):
            raise click.ClickException("The database of DATABASE_URL is not empty: create a new one for the backup.")
        if connection.scalar(_OTHERS):
            raise click.ClickException("Somebody else is connected to the database: end web, workers and clock first.")


def _hold(engine: Engine, settings: Settings) -> None:
    from dialer.restoring.hold import hold

    with Session(engine) as session:
        hold(session, clock_of(settings).now())
        session.commit()


def _settled(engine: Engine, settings: Settings) -> str:
    """Bring it to this release, take claims back, and note since when the carrier is to be asked; what to do next."""
    from dialer.attempt_life import AttemptState
    from dialer.attempts import Attempt
    from dialer.dispatch import give_back_claims
    from dialer.restoring.hold import known_until, open_restoration
    from migrations.running import upgrade

    upgrade(engine)
    with Session(engine, expire_on_commit=False) as session:
        now = clock_of(settings).now()
        give_back_claims(session, Attempt.state == AttemptState.CLAIMED, "house_closed", now)
        restored, since = open_restoration(session), known_until(session)
        assert restored is not None, "the hold was written before"
        restored.since = since
        # Whoever lived then does not live now.
        session.execute(text("delete from pulse"))
        session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
    until = f"{since:%Y-%m-%d %H:%M:%S} (UTC)" if since else "nobody knows when: say so with --since"
    knows = f"The backup is in place; it knows what was done until {until}."
    return f"{knows}\nNobody is called now: run `huifang after-restore`."
