"""`huifang doctor`: is everything there, and if not, what is to be done."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from huifang.wiring import clock_of, database, doorbell, settings_now, twilio_carrier
from runtime.settings import Settings

if TYPE_CHECKING:
    from dialer.troubles import Trouble


@click.command()
def doctor() -> None:
    """Check settings, database, Redis, zones, carrier, public address, and whether everybody due can be called.

    Exit status 1 if something is amiss; what is only worth a look is marked with a dot.
    """
    try:
        settings = settings_now()
    except click.ClickException as wrong:
        _tell("settings and time zones", wrong.message)
        raise SystemExit(1) from wrong
    _tell("settings and time zones", "")
    checks: dict[str, Callable[[Settings], object]] = {
        "database and its revision": database,
        "Redis": doorbell,
        "carrier's credentials": _carrier,
        "public address": _public_address,
    }
    well = {name: _check(name, check, settings) for name, check in checks.items()}
    if well["database and its revision"]:
        well |= {name: _check(name, check, settings) for name, check in _HOUSE.items()}
        _worth_a_look(settings)
    raise SystemExit(0 if all(well.values()) else 1)


def _check(name: str, check: Callable[[Settings], object], settings: Settings) -> bool:
    try:
        check(settings)
    except click.ClickException as wrong:
        _tell(name, wrong.message)
        return False
    _tell(name, "")
    return True


def _tell(name: str, wrong: str) -> None:
    click.echo(f"{'✗' if wrong else '✓'} {name}{': ' + wrong if wrong else ''}")


def _carrier(settings: Settings) -> None:
    from dialer.twilio.adapter import Unwelcome

    try:
        twilio_carrier(settings).assert_welcome()
    except Unwelcome as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _public_address(settings: Settings) -> None:
    """Twilio reaches us under this address; we try it from here."""
    try:
        with urllib.request.urlopen(f"{settings.public_url}/health", timeout=5):
            return
    except (urllib.error.URLError, OSError) as wrong:
        raise click.ClickException(
            f"HUIFANG_PUBLIC_URL {settings.public_url} does not answer ({wrong}); is the web process running there?"
        ) from wrong


def _lists(settings: Settings) -> None:
    """The newest imported do-not-call list has not ended."""
    from campaigns.suppressions import expired_list

    with database(settings)() as session:
        ended = expired_list(session, clock_of(settings).now())
    if ended is not None:
        raise click.ClickException(
            f"the newest list ended on {ended:%Y-%m-%d} (UTC) and keeps nobody from being called any more;"
            " fetch the register anew and `huifang import do-not-call` it."
        )


def _callers(settings: Settings) -> None:
    """Each role and skill that a running playbook asks for is somebody's."""
    from sqlalchemy import select

    from campaigns.agents import Agent
    from campaigns.playbooks.editions import running
    from huifang.who_calls import nobody_calls, uncalled_tiers

    with database(settings)() as session:
        agents, playbooks = session.scalars(select(Agent)).all(), running(session).values()
        wrong = [*nobody_calls(agents, playbooks), *uncalled_tiers(session, agents, playbooks)]
    if wrong:
        raise click.ClickException("\n  ".join(wrong))


def _refused(settings: Settings) -> None:
    """Nothing that the carrier refuses by the account or its settings waits for a person."""
    from sqlalchemy import select

    from dialer.troubles import Trouble

    with database(settings)() as session:
        waiting = select(Trouble).where(Trouble.mended_at.is_(None)).order_by(Trouble.id)
        lines = [_said(one) for one in session.scalars(waiting)]
    if lines:
        raise click.ClickException("\n  ".join([*lines, "what to change stands on the supervisors' console"]))


def _said(trouble: Trouble) -> str:
    where = f"from {trouble.line}" if trouble.line else f"to {trouble.country}" if trouble.country else "at all"
    what = f"{trouble.channel}s {where}"
    return f"error {trouble.code}: {what}, {trouble.times} times since {trouble.first_at:%Y-%m-%d %H:%M} (UTC)"


_HOUSE: dict[str, Callable[[Settings], object]] = {
    "imported do-not-call lists": _lists,
    "somebody for every call": _callers,
    "what the carrier refuses": _refused,
}


def _worth_a_look(settings: Settings) -> None:
    from sqlalchemy import select

    from campaigns.agents import Agent
    from campaigns.playbooks.editions import held
    from huifang.who_calls import unknown_roles, waiting_customers

    with database(settings)() as session:
        now = clock_of(settings).now()
        agents = session.scalars(select(Agent).order_by(Agent.login)).all()
        hints = [*unknown_roles(agents, held(session)), *waiting_customers(session, settings.high_tiers, now)]
    for hint in hints:
        click.echo(f"· {hint}")
