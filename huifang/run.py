"""`huifang run`: the whole house on this machine, in real time; what is not configured is embedded."""

from __future__ import annotations

import secrets
import shlex
import signal
from pathlib import Path

import click

from huifang.engines.children import ChildDied
from huifang.engines.leash import EngineFailed, EngineMissing
from huifang.house import House, free_port


@click.command()
@click.option("--folder", default="var", show_default=True, type=click.Path(path_type=Path), help="Data and logs.")
@click.option("--port", default=8000, show_default=True, help="Of the pages and webhooks.")
@click.option("--workers", default=2, show_default=True, help="Worker processes.")
def run(folder: Path, port: int, workers: int) -> None:
    """Start web, workers and clock, with embedded engines and the sandbox's network where nothing else is named."""
    # As Ctrl+C: the processes end first, in an orderly way, and the engines after them.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with House(folder) as house:
            _settle(house, port)
            _first_person(house)
            if "TWILIO_API_URL" in house.environment:
                _network(house)
            house.start("web", "web", "--port", str(port))
            for n in range(workers):
                house.start(f"worker-{n + 1}", "worker")
            house.start("clock", "clock")
            click.echo(f"Huifang runs at http://127.0.0.1:{port} · logs in {folder / 'logs'} · Ctrl+C ends it.")
            click.echo(f"For other commands, in another terminal: . {_write_settings(house)}")
            house.children.watch()
    except (ChildDied, EngineFailed, EngineMissing) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    except KeyboardInterrupt:
        click.echo("Ended.")


def _settle(house: House, port: int) -> None:
    """Choose what the environment leaves open; secrets are kept in a file that only we can read."""
    env = house.environment
    env.setdefault("HUIFANG_PUBLIC_URL", f"http://127.0.0.1:{port}")
    if "TWILIO_ACCOUNT_SID" not in env:
        click.echo("No TWILIO_ACCOUNT_SID is set: calls go to the sandbox's network, and no real phone rings.")
        click.echo("The sandbox learns the branches' lines when it starts: start again after importing branches.")
        env["TWILIO_ACCOUNT_SID"] = "AC" + secrets.token_hex(16)
        env["TWILIO_AUTH_TOKEN"] = secrets.token_hex(16)
        env["TWILIO_API_URL"] = f"http://127.0.0.1:{free_port()}"
    kept = house.folder / "secret"
    if "HUIFANG_SECRET_KEY" not in house.given:
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(32))
        env["HUIFANG_SECRET_KEY"] = kept.read_text()


def _write_settings(house: House) -> Path:
    """The settings as shell lines, readable by us alone, so that other commands find the same house."""
    kept = house.folder / "settings.sh"
    kept.touch(mode=0o600)
    named = {k: v for k, v in house.environment.items() if k.startswith(("HUIFANG_", "TWILIO_")) or k.endswith("_URL")}
    kept.write_text("".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(named.items())))
    return kept


def _first_person(house: House) -> None:
    """Migrate; where nobody may sign in yet, add an administrator and say the password once."""
    from sqlalchemy import select

    from campaigns.agents import Agent
    from migrations.running import upgrade
    from runtime.clock import WallClock
    from runtime.database import connect, sessions
    from web.agents.adding import add_agent

    engine = connect(house.settings().database_url)
    upgrade(engine)
    with sessions(engine).begin() as session:
        if session.scalar(select(Agent.id).limit(1)) is None:
            password = secrets.token_urlsafe(9)
            add_agent(
                session,
                "administrator",
                "Administrator",
                "administrator",
                [],
                [],
                "zh",
                "+85290010009",
                password,
                WallClock().now(),
            )
            click.echo(f"Sign in as administrator with the password {password} (said this once only).")
    engine.dispose()


def _network(house: House) -> None:
    from huifang.demo.stage import await_answer, network_options
    from runtime.database import connect, sessions

    made = sessions(connect(house.environment["DATABASE_URL"]))
    house.start("sandbox", "sandbox", *network_options(house, made, seed=1))
    await_answer(f"{house.environment['TWILIO_API_URL']}/sandbox/health", house)
    click.echo(f"Be a customer at {house.environment['TWILIO_API_URL']}/sandbox/phone (type any number).")
