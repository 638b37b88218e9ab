"""A forecast in words: when it is finished, what holds it back, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import phonenumbers
from babel.core import Locale
from babel.dates import format_skeleton, format_time
from babel.numbers import format_decimal
from flask_babel import gettext, ngettext

from dialer.forecasting.forecast import Help
from dialer.forecasting.means import Wall
from runtime.zones import zone
from web.languages import language
from web.reading.forecasts import Forecasted

#: A forecast to the minute would say more than it knows.
_ROUNDED = timedelta(minutes=5).total_seconds()


@dataclass(frozen=True)
class Said:
    """All of it."""

    finish: str
    first_round: str
    holds_back: str
    helps: tuple[str, ...]


def said(told: Forecasted) -> Said:
    """A forecast in the page's language."""
    return Said(finish(told), first_round(told), holds_back(told), tuple(map(would_help, told.found.helps)))


def finish(told: Forecasted) -> str:
    """When it is finished, or how many would not be called."""
    found = told.found
    if found.likely.finish is None:
        left, everybody = _number(ceil(found.likely.untried)), _number(round(found.likely.customers))
        return gettext(
            "Does not finish within its days: %(left)s of %(all)s would not be called at all.", left=left, all=everybody
        )
    likely = _when(found.likely.finish, told.zone)
    if found.latest is None:
        return gettext("Finishes about %(likely)s; on a worse day it may not finish within its days.", likely=likely)
    latest = _when(found.latest, told.zone)
    if latest == likely:
        return gettext("Finishes about %(likely)s.", likely=likely)
    return gettext("Finishes about %(likely)s, at the latest %(latest)s.", likely=likely, latest=latest)


def first_round(told: Forecasted) -> str:
    """When everybody has been called once; empty where there is one round only."""
    once = told.found.likely.first_round
    last = told.found.likely.finish
    if once is None or last is None or _when(once, told.zone) == _when(last, told.zone):
        return ""
    return gettext("Everybody has been called once by %(when)s.", when=_when(once, told.zone))


def holds_back(told: Forecasted) -> str:
    """What is scarce."""
    wall, line = told.found.wall, told.found.line
    if wall is Wall.LINE:
        lines = ", ".join(_line(one) for one in line.split(", "))
        return gettext("What holds it back the most is the pace of our own number %(line)s.", line=lines)
    if wall is Wall.AGENTS and told.staff is not None:
        said = ngettext(
            "What holds it back the most is that there is %(num)d agent.",
            "What holds it back the most is that there are %(num)d agents.",
            told.staff.agents,
        )
        return str(said)
    if wall is Wall.RATE:
        return gettext("What holds it back the most are the calls a second that our account may place.")
    if wall is Wall.IN_FLIGHT:
        return gettext("What holds it back the most is how many calls may be under way at once.")
    return gettext("Nothing holds it back but the permitted hours and the time between two tries.")


def would_help(help_: Help) -> str:
    """One thing that would let everybody be called."""
    count = int(help_.count)
    match help_.what:
        case "agents":
            return str(ngettext("%(num)d agent would be enough", "%(num)d agents would be enough", count))
        case "lines":
            return str(ngettext("%(num)d line more", "%(num)d lines more", count))
        case "days":
            return str(ngettext("%(num)d day more", "%(num)d days more", count))
        case _:
            return gettext("an account that may place %(rate)s calls a second", rate=f"{help_.count:g}")


def _line(e164: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _when(instant: datetime, zone_name: str) -> str:
    """Tue 24 Nov 16:40, 11月24日周二16:40; to five minutes, rounded up."""
    seconds = ceil(instant.timestamp() / _ROUNDED) * _ROUNDED
    there = datetime.fromtimestamp(seconds, zone(zone_name))
    day, clock = (
        format_skeleton("MMMEd", there, locale=_locale()),
        format_time(there, "HH:mm", tzinfo=there.tzinfo, locale=_locale()),
    )
    # Without a space between a Chinese day and its hour.
    return f"{day}{' ' if language() == 'en' else ''}{clock}"


def _number(count: int) -> str:
    return format_decimal(count, locale=_locale())


def _locale() -> Locale:
    return Locale("en", "GB") if language() == "en" else Locale("zh", "CN", "Hans")
