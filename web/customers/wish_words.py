"""Wished hours in words: Mon to Fri 18:00–20:00; Sat, Sun: not at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from babel.dates import get_day_names
from flask_babel import get_locale, gettext

from campaigns.wishes import WEEKDAYS, by_day
from web.languages import language

_WHOLE = "00:00-24:00"
_BETWEEN_DAYS, _BETWEEN_SAME = {"en": "; ", "zh": "；"}, {"en": ", ", "zh": "、"}


def wish_in_words(wish: str | None) -> str:
    """The wish as a person would say it, in the page's language."""
    if wish is None:
        return gettext("at any time that is permitted")
    named = by_day(wish)
    if not named:
        return gettext("never")
    return _BETWEEN_DAYS[language()].join(_stretches([named.get(day, "") for day in WEEKDAYS]))


def day_name(number: int) -> str:
    """Monday is 0: Mon, 周一."""
    return str(get_day_names("abbreviated", locale=get_locale())[number])


def _stretches(week: list[str]) -> Iterator[str]:
    """Days that follow one another with the same hours are said together."""
    for hours, days in groupby(range(len(week)), key=lambda day: week[day]):
        yield gettext("%(days)s %(hours)s", days=_days(list(days)), hours=_hours(hours))


def _days(days: list[int]) -> str:
    first, last = day_name(days[0]), day_name(days[-1])
    if len(days) < 3:
        return _BETWEEN_SAME[language()].join(dict.fromkeys([first, last]))
    return gettext("%(first)s to %(last)s", first=first, last=last)


def _hours(hours: str) -> str:
    if not hours:
        return gettext("not at all")
    if hours == _WHOLE:
        return gettext("at any time")
    return _BETWEEN_SAME[language()].join(hours.replace("-", "–").split(";"))
