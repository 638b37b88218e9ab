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
@click.option("--keep", type=click.Path(path_type=Path), help="Keep database and logs in this folder.")
def demo(headless: bool, as_json: bool, minutes: float, seed: int, keep: Path | None) -> None:
    """Show a working day: import, plan, call, miss, text, retry, talk, log. Exit status 0 only if nothing was lost."""
    from huifang.demo.stage import StageBroken
    from huifang.engines.children import ChildDied
    from huifang.engines.leash import EngineFailed, EngineMissing

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
    from sqlalchemy import select

    from campaigns.branches import Branch
    from huifang.demo import stage
    from huifang.demo.colleagues import Colleagues
    from huifang.demo.day import Day
    from huifang.demo.network import Network
    from huifang.demo.screen import Screen
    from huifang.demo.script import rate_for
    from huifang.house import House

    stage.samples_are_there()
    say: Callable[[str], None] = (lambda line: None) if quiet else click.echo
    with House(folder, given=_own_engines(), durable=False) as house:
        pages = stage.settle_addresses(house)
        sessions = stage.fill_database(house, say)
        password = secrets.token_urlsafe(6)
        with sessions.begin() as session:
            stage.launch_greeting(session, stage.let_colleagues_in(session, password))
            lines = list(session.scalars(select(Branch)))
        stage.start_processes(house, lines, seed)
        day, network = Day(house, sessions, rate_for(minutes)), Network(house.environment["TWILIO_API_URL"])
        colleagues = Colleagues(sessions, day.clock, seed, network.machine_heard)
        with Screen(sessions, day.clock, pages, password, shown=not quiet) as screen:
            colleagues.start()
            day.begin()
            day.pass_by(screen.show)
            settled = day.settle(screen.show)
        colleagues.stop()
        result = _judge(sessions, network, settled)
        screen.conclude(result)
        if not headless:
            click.pause(f"The pages stay open at {pages} until you press a key …")
    return result


def _own_engines() -> dict[str, str]:
    """A demonstration never touches a database that the environment names."""
    from runtime.settings import ENVIRONMENT

    foreign = ("DATABASE_URL", "REDIS_URL")
    return {k: v for k, v in ENVIRONMENT.items() if k not in foreign and not k.startswith(("TWILIO_", "HUIFANG_"))}


def _judge(sessions: Any, network: Any, settled: bool) -> dict[str, Any]:
    from huifang.demo.numbers import day_numbers
    from huifang.proof.invariants import violations
    from huifang.proof.witness import seen_calls

    with sessions() as session:
        numbers = day_numbers(session)
        found = violations(session, seen_calls(network.ledger()))
    accounted = settled and sum(numbers.buckets.values()) == numbers.planned
    return numbers.as_json() | {"accounted_for": accounted, "violations": found}
