"""What the house stands on and leans on: engines, carrier, address, clocks, disk."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import func, select

from huifang.checks.finding import Check
from huifang.wiring import database, doorbell, twilio_carrier
from runtime.clock import WallClock
from runtime.settings import Settings
from runtime.zones import PINNED

#: Real seconds by which this machine's clock may differ from the others'.
SKEW = 2.0
#: Twilio's clock is told in whole seconds, and its answer takes a while.
SKEW_OF_CARRIER = 5.0
#: Characters of a secret that nobody guesses.
_LONG_ENOUGH = 16
#: Free space of a disk under which logs, and an embedded database, have not long to go.
_FREE = 2 * 1024**3
_PATIENCE = 5.0


def secret(settings: Settings) -> None:
    """Nobody guesses what signs the sessions."""
    if len(settings.secret_key) < _LONG_ENOUGH:
        raise click.ClickException(
            f"HUIFANG_SECRET_KEY has {len(settings.secret_key)} characters, and whoever guesses it signs in as anybody:"
            " `python -c 'import secrets; print(secrets.token_urlsafe(32))'` makes one."
        )


def zones(_: Settings) -> None:
    """The zone database is not so old that governments have changed their clocks since."""
    if WallClock().now().year > int(PINNED[:4]) + 1:
        raise click.ClickException(f"IANA {PINNED} is more than a year old: bring Huifang to its newest release.")


def databases_clock(settings: Settings) -> None:
    """This machine and the database's show the same time."""
    with database(settings)() as session:
        theirs = session.scalar(select(func.clock_timestamp()))
    assert theirs is not None
    _assert_same(theirs, SKEW, "the database's")


def carrier(settings: Settings) -> None:
    """The carrier lets us in, and its clock shows what ours does."""
    from dialer.twilio.adapter import Unwelcome

    try:
        theirs = twilio_carrier(settings).assert_welcome()
    except Unwelcome as wrong:
        raise click.ClickException(str(wrong)) from wrong
    if theirs is not None:
        _assert_same(theirs, SKEW_OF_CARRIER, "the carrier's")


def public_address(settings: Settings) -> None:
    """Twilio reaches us under this address, and us: we try it from here."""
    address = urlsplit(settings.public_url)
    if address.scheme == "http" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise click.ClickException(
            "HUIFANG_PUBLIC_URL begins with http: all that is said would travel in the open. Use https."
        )
    try:
        with urllib.request.urlopen(f"{settings.public_url}/health/live", timeout=_PATIENCE) as answer:
            said = answer.read(1000)
    except (urllib.error.URLError, OSError) as wrong:
        raise click.ClickException(
            f"HUIFANG_PUBLIC_URL {settings.public_url} does not answer ({wrong}); is the web process running there?"
        ) from wrong
    if not _ours(said):
        raise click.ClickException(
            f"At HUIFANG_PUBLIC_URL {settings.public_url} somebody else answers: lead its requests to `huifang web`."
        )


def disk(_: Settings) -> None:
    """There is room on this machine's disk where we stand."""
    free = shutil.disk_usage(Path.cwd()).free
    if free < _FREE:
        raise click.ClickException(f"{free / 1024**2:,.0f} MB are free at {Path.cwd()}: make room before logs stop.")


def _ours(said: bytes) -> bool:
    try:
        found = json.loads(said)
    except ValueError:
        return False
    return isinstance(found, dict) and "huifang" in found


def _assert_same(theirs: datetime, seconds: float, whose: str) -> None:
    ours = WallClock().now()
    apart = (ours - theirs).total_seconds()
    if abs(apart) > seconds:
        which = "ahead of" if apart > 0 else "behind"
        raise click.ClickException(
            f"this machine's clock is {abs(apart):.0f} seconds {which} {whose}: hours and leases go by it."
            " Switch time synchronisation on (`timedatectl set-ntp true`)."
        )


#: By name, in this order.
CHECKS: dict[str, Check] = {
    "secret key": secret,
    "zone database": zones,
    "database and its revision": database,
    "Redis": doorbell,
    "carrier's credentials": carrier,
    "public address": public_address,
    "disk": disk,
}
