"""Wiring: from settings to the tools of each process. One line of words, not a traceback, where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from runtime.clock import Clock, clock_from
from runtime.database import IDLE, POOL, DatabaseUnreachable, Sessions, assert_reachable, connect, sessions
from runtime.prepared import keep_prepared
from runtime.settings import Settings, SettingsWrong, read_settings
from runtime.zones import ZonesNotPinned, assert_pinned

if TYPE_CHECKING:
    from redis import Redis

    from dialer.tools import Tools
    from dialer.twilio.adapter import TwilioCarrier


@contextmanager
def plain_words() -> Iterator[None]:
    """Turn what a person can mend into one line on stderr and exit status 1."""
    try:
        yield
    except (SettingsWrong, DatabaseUnreachable, ZonesNotPinned) as wrong:
        raise click.ClickException(str(wrong)) from wrong


def settings_now() -> Settings:
    """The settings of this process, with the zone database checked."""
    with plain_words():
        assert_pinned()
        return read_settings()


def database(settings: Settings, pool_size: int = POOL, idle: int = IDLE, *, lasting: bool = False) -> Sessions:
    """Sessions on a database that answers and stands at the newest revision; `idle` as `connect` takes it.

    `lasting`: what is asked stays prepared, for who asks the same all day.
    """
    from migrations.running import is_behind

    with plain_words():
        engine = connect(settings.database_url, pool_size, idle)
        if lasting:
            keep_prepared(engine)
        assert_reachable(engine)
    # One that is ahead is right: a release migrates first, and what runs still is of the release before.
    if is_behind(engine):
        raise click.ClickException("The database is not at the newest revision: run `huifang migrate` first.")
    return sessions(engine)


def clock_of(settings: Settings) -> Clock:
    """Real time, or the shared clock."""
    with plain_words():
        return clock_from(settings.clock_file)


def doorbell(settings: Settings, *, answer_within: float | None = None) -> Redis:
    """A Redis that answers; from one that is cut off later, no answer is awaited for more than so many seconds."""
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        found = Redis.from_url(settings.redis_url, socket_connect_timeout=5, socket_timeout=answer_within)
        found.ping()
    except (RedisError, ValueError) as wrong:
        raise click.ClickException(f"REDIS_URL: Redis does not answer ({wrong}). Is it running?") from wrong
    return found


def twilio_carrier(settings: Settings) -> TwilioCarrier:
    """The carrier; only here it is chosen. Importing Twilio's SDK takes half a second, hence inside."""
    from dialer.twilio.adapter import TwilioCarrier
    from dialer.twilio.addresses import Addresses
    from dialer.twilio.coverage import Coverage

    return TwilioCarrier(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        Addresses(settings.public_url),
        Coverage(settings.also_serves),
        timeout=settings.carrier_timeout,
        api_url=settings.twilio_api_url,
    )


def dialer_tools(settings: Settings) -> Tools:
    """What a worker and the clock work with; one line where the carrier refuses the credentials."""
    from dialer.tools import Tools
    from dialer.twilio.adapter import Unwelcome

    carrier = twilio_carrier(settings)
    try:
        carrier.assert_welcome()
    except Unwelcome as wrong:
        raise click.ClickException(f"{wrong}.") from wrong
    return Tools(
        # Everybody waits for what a dialer holds, and it does nothing slow while it holds it.
        sessions=database(settings, idle=10, lasting=True),
        carrier=carrier,
        clock=clock_of(settings),
        account=settings.twilio_account_sid,
        calls_per_second=settings.calls_per_second,
        concurrent_calls=settings.concurrent_calls,
        carrier_timeout=settings.carrier_timeout,
        caller_id_calls_per_second=settings.caller_id_calls_per_second,
        texts_per_second=settings.texts_per_second,
        share_for_care=settings.share_for_care,
        recording_days=settings.recording_days,
        hand_over=settings.hand_over,
        high_tiers=frozenset(settings.high_tiers),
    )
