"""What templates may use besides their data: assets by version, instants on a named clock, codes in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import Any, Protocol

import phonenumbers
from babel.core import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask, url_for
from flask_babel import gettext
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context

from runtime.zones import zone
from web.at_hand import now, rate
from web.console import refused
from web.customers.agreed_words import channel, door, purpose
from web.customers.standings import mode, standing
from web.customers.wish_words import day_name, wish_in_words
from web.desk.appointments_shown import on_the_clock
from web.desk.breaks import break_for
from web.desk.dispositions import attitude, disposition
from web.desk.doing import at_length, doing, takes_long
from web.desk.failed_transfers import not_handed_on
from web.desk.happened import happened, happened_kind
from web.languages import language
from web.news import new_messages
from web.prices import country, money, taken
from web.reasons import in_words
from web.weekdays import weekday
from web.writing.words import fate


class Windowed(Protocol):
    """Anything with a first and a last day."""

    @property
    def first_day(self) -> date:
        """The first day on which it may be done."""

    @property
    def last_day(self) -> date:
        """The last one."""


_STATIC = Path(__file__).parent / "static"


def dress(app: Flask) -> None:
    """Give every template these words."""
    app.jinja_env.globals.update(asset=asset, now=now, rate=rate, me=current_user, new_messages=new_messages)
    filters: dict[str, Callable[..., str | int]] = {
        "at": at,
        "at_length": at_length,
        "attitude": attitude,
        "break_for": break_for,
        "channel": channel,
        "country": country,
        "day": day,
        "day_name": day_name,
        "disposition": disposition,
        "doing": doing,
        "door": door,
        "elapsed": elapsed,
        "fate": fate,
        "happened": happened,
        "happened_kind": happened_kind,
        "mode": mode,
        "money": money,
        "month": month,
        "not_handed_on": not_handed_on,
        "number": number,
        "on_the_clock": on_the_clock,
        "our_number": our_number,
        "place": place,
        "purpose": purpose,
        "reason": in_words,
        "refused_explained_at": refused.explained_at,
        "refused_to_do": refused.to_do,
        "refused_what": refused.what,
        "seconds": seconds,
        "seconds_left": seconds_left,
        "segments": taken,
        "seconds_of_day": seconds_of_day,
        "standing": standing,
        "takes_long": takes_long,
        "weekday_at": weekday_at,
        "window": window,
        "wish": wish_in_words,
    }
    app.jinja_env.filters.update({name: _when_asked(words) for name, words in filters.items()})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _when_asked(words: Callable[..., str | int]) -> Callable[..., str | int]:
    """The filter as it answers to each request: of a constant Jinja would keep what it said to whoever asked first."""

    @pass_context
    @wraps(words)
    def filtered(_: Context, *said: Any, **more: Any) -> str | int:
        return words(*said, **more)

    return filtered


def asset(name: str) -> str:
    """The address of a static file, with its version, so that a browser may keep it."""
    return url_for("static", filename=name, v=_version(name))


def at(instant: datetime, zone_name: str) -> str:
    """The wall clock of this zone: 14:05."""
    return format_time(instant, "HH:mm", tzinfo=zone(zone_name), locale=_locale())


def place(zone_name: str) -> str:
    """The place whose clock it is, as people call it: Hong Kong, 香港."""
    return get_timezone_location(zone(zone_name), locale=_locale(), return_city=True)


def day(on: date | datetime, zone_name: str = "") -> str:
    """A day: 23 Nov, 11月23日; an instant needs the zone whose day is meant."""
    if isinstance(on, datetime):
        on = on.astimezone(zone(zone_name)).date()
    if on.year != now().year:
        return format_date(on, "medium", locale=_locale())
    return format_skeleton("MMMd", on, locale=_locale())


def weekday_at(instant: datetime, zone_name: str) -> str:
    """A time as one offers it: Fri 27 Nov 10:00."""
    return f"{weekday(instant.astimezone(zone(zone_name)).date())} {at(instant, zone_name)}"


def our_number(line: str) -> str:
    """A number of the house as people read it aloud: +852 2123 4567. For our own lines only."""
    return phonenumbers.format_number(phonenumbers.parse(line), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def month(on: date) -> str:
    """The month of a day: November 2026, 2026年11月."""
    return format_skeleton("yMMMM", on, locale=_locale())


def window(of: Windowed) -> str:
    """A window of days, both inside."""
    first, last = day(of.first_day), day(of.last_day)
    return first if first == last else gettext("%(first)s to %(last)s", first=first, last=last)


def seconds(since: datetime) -> int:
    """Whole seconds from an instant until now."""
    return max(0, int((now() - since).total_seconds()))


def seconds_left(until: datetime) -> int:
    """Whole seconds from now until an instant."""
    return max(0, int((until - now()).total_seconds()))


def elapsed(since: datetime) -> str:
    """The same as a timer shows it: 3:07."""
    return "{}:{:02}".format(*divmod(seconds(since), 60))


def seconds_of_day(zone_name: str) -> int:
    """Seconds that this zone's wall clock shows since midnight, for a clock that goes on in the page."""
    there = now().astimezone(zone(zone_name))
    return there.hour * 3600 + there.minute * 60 + there.second


def number(count: int) -> str:
    """A count with the separators of the language."""
    return _number(count, language())


@lru_cache(4096)
def _number(count: int, spoken: str) -> str:
    return format_decimal(count, locale=_spoken(spoken))


def _locale() -> Locale:
    return _spoken(language())


@cache
def _spoken(spoken: str) -> Locale:
    return Locale("en", "GB") if spoken == "en" else Locale("zh", "CN", "Hans")


@cache
def _version(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]
