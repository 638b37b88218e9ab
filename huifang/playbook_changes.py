"""`huifang playbooks house|on|off|put|reset`: which run here, and changing them after seeing what that would do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from huifang.wiring import clock_of, database, plain_words, settings_now

if TYPE_CHECKING:
    from campaigns.planning.preview import Preview
    from runtime.database import Sessions

_YES = click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
_DRY = click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")


@click.command("house")
def house() -> None:
    """Which playbooks run in this house, and which of them it has changed."""
    from campaigns.playbooks.editions import held

    sessions, _ = _open()
    with plain_words(), sessions() as session:
        for name, one in held(session).items():
            said = f"since {one.since:%Y-%m-%d}" if one.since else ""
            click.echo(f"{name:24} {'on' if one.on else 'off':4} {'own edition' if one.own else '':12} {said}".rstrip())


@click.command("on")
@click.argument("playbook_id")
@_DRY
@_YES
def on(playbook_id: str, dry_run: bool, yes: bool) -> None:
    """Let a playbook run: its steps are planned from now on."""
    _switch(playbook_id, True, dry_run, yes)


@click.command("off")
@click.argument("playbook_id")
@_DRY
@_YES
def off(playbook_id: str, dry_run: bool, yes: bool) -> None:
    """Let a playbook rest: what it had planned is withdrawn; what agents promised is kept."""
    _switch(playbook_id, False, dry_run, yes)


@click.command("put")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_DRY
@_YES
def put(file: Path, dry_run: bool, yes: bool) -> None:
    """Keep this FILE as the house's edition of the playbook that it is named after."""
    from campaigns.planning.preview import preview_edition
    from campaigns.playbooks import editions
    from campaigns.playbooks.reading import PlaybookWrong, read_content
    from dialer.usable import usable_playbook

    name = file.stem
    try:
        content = read_content(file)
        usable_playbook(content, file.name)
    except PlaybookWrong as wrong:
        raise click.ClickException(str(wrong)) from wrong
    see = partial(preview_edition, playbook_id=name, content=content)
    if _change(see, partial(editions.put, playbook_id=name, content=content, by=None), dry_run, yes):
        click.echo(f"{name}: kept.")


@click.command("reset")
@click.argument("playbook_id")
@_YES
def reset(playbook_id: str, yes: bool) -> None:
    """Go back to the shipped edition of a playbook."""
    from campaigns.playbooks import editions

    if _change(None, partial(editions.reset, playbook_id=playbook_id, by=None), False, yes):
        click.echo(f"{playbook_id}: as it was shipped.")


def _switch(playbook_id: str, to: bool, dry_run: bool, yes: bool) -> None:
    from campaigns.planning.preview import preview_switch
    from campaigns.playbooks.editions import switch

    see = partial(preview_switch, playbook_id=playbook_id, on=to)
    if _change(see, partial(switch, playbook_id=playbook_id, on=to, by=None), dry_run, yes):
        click.echo(f"{playbook_id}: {'on' if to else 'off'}.")


def _change(see: Callable[..., Preview] | None, deed: Callable[..., object], dry_run: bool, yes: bool) -> bool:
    """Show what the deed would change, ask, carry it out and plan; whether it was carried out."""
    from campaigns.planning.house import plan_house
    from campaigns.playbooks.editions import UnknownPlaybook

    sessions, now = _open()
    try:
        if see is not None:
            with plain_words(), sessions() as session:
                _tell(see(session, now=now))
                session.rollback()
        if not _wanted(dry_run, yes):
            return False
        with plain_words(), sessions.begin() as session:
            deed(session, now=now)
            plan_house(session, now)
    except UnknownPlaybook as wrong:
        raise click.ClickException(str(wrong)) from wrong
    return True


def _open() -> tuple[Sessions, datetime]:
    settings = settings_now()
    return database(settings), clock_of(settings).now()


def _tell(preview: Preview) -> None:
    """What would change, step by step, and the load of the coming days."""
    if not preview.changes:
        click.echo("Nothing that is planned would change.")
    for change in preview.changes:
        more = f" and {change.count - len(change.names)} more" if change.count > len(change.names) else ""
        click.echo(f"{change.step}: {change.count} {change.what} ({', '.join(change.names)}{more})")
    for day, before, after in preview.load:
        if before != after:
            click.echo(f"{day}: {before} due now, {after} after the change")


def _wanted(dry_run: bool, yes: bool) -> bool:
    return not dry_run and (yes or click.confirm("Change it?"))
