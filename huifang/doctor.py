"""`huifang doctor`: is everything there, and if not, what is to be done."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable

import click

from huifang.wiring import database, doorbell, settings_now, twilio_carrier
from runtime.settings import Settings


@click.command()
def doctor() -> None:
    """Check settings, database, Redis, zones, carrier and public address; exit status 1 if something is amiss."""
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
    well = [_check(name, check, settings) for name, check in checks.items()]
    raise SystemExit(0 if all(well) else 1)


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
