"""`huifang demo`: everything is set up, a working day passes, and the numbers and invariants are told."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


@click.command()
@click.option("--headless", is_flag=True, help="Wait for nobody and show no pages.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
@click.option("--minutes", default=2.0, show_default=True, help="Real minutes for the day.")
@click.option("--seed", default=20261124, show_default=True, help="Decides what the people do.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep database, logs and ledger in this folder.")
def demo(headless: bool, as_json: bool, minutes: float, seed: int, keep: Path | None) -> None:
    """Show a working day: import, plan, call, miss, text, retry, talk, log. Exit status 0 only if nothing was lost."""
    from huifang.demo.stage import StageBroken
    from huifang.engines.children import ChildDied
    from huifang.engines.leash import EngineFailed, EngineMissing

    if keep and keep.exists() and any(keep.iterdir()):
        raise click.ClickException(f"--keep {keep}: the folder is not empty; name a new one.")
    folder = keep or Path(tempfile.mkdtemp(prefix="huifang-demo-"))
    try:
        result = _show(folder, headless, as_json, minutes, seed)
    except (StageBroken, ChildDied, EngineFailed, EngineMissing) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    raise SystemExit(0 if not result["violations"] and result["accounted_for"] else 1)


def _show(folder: Path, headless: bool, quiet: bool, minutes: float, seed: int) -> dict[str, Any]:
    from huifang.demo import stage
    from huifang.demo.performance import perform
    from huifang.house import House

    stage.samples_are_there()
    say: Callable[[str], None] = (lambda line: None) if quiet else click.echo
    with House(folder, given=_own_engines(), durable=False) as house:
        pages = stage.settle_addresses(house)
        sessions = stage.fill_database(house, say)
        password = secrets.token_urlsafe(6)
        stage.let_in_and_launch(sessions, password)
        stage.start_processes(house, sessions, seed)
        result = perform(house, sessions, seed, minutes, pages, password, shown=not quiet)
        if not headless:
            click.pause(f"The pages stay open at {pages} until you press a key …")
    return result


def _own_engines() -> dict[str, str]:
    """A demonstration never touches a database or an account that the environment names."""
    from runtime.settings import ENVIRONMENT

    foreign = ("DATABASE_URL", "REDIS_URL")
    return {k: v for k, v in ENVIRONMENT.items() if k not in foreign and not k.startswith(("TWILIO_", "HUIFANG_"))}
