"""Segments, prices and countries in words."""

from __future__ import annotations

from babel.core import Locale
from babel.numbers import format_currency
from flask_babel import ngettext

from dialer.text_rules.segments import Cost, Segments
from web.languages import language


def taken(took: Segments) -> str:
    """2 segments, UCS-2."""
    return ngettext(
        "%(num)d segment, %(alphabet)s", "%(num)d segments, %(alphabet)s", took.count, alphabet=took.alphabet
    )


def money(cost: Cost) -> str:
    """USD 0.08; what is less than a hundred is shown to the tenth of a cent where it has one."""
    exact = round(cost.amount, 3) != round(cost.amount, 2) and cost.amount < 100
    pattern = "¤¤ #,##0.000" if exact else "¤¤ #,##0.00"
    return format_currency(cost.amount, cost.currency, pattern, locale=_locale(), currency_digits=False)


def country(code: str) -> str:
    """The place of this ISO code; the code itself where it is none."""
    return str(_locale().territories.get(code, code))


def _locale() -> Locale:
    return Locale("en", "GB") if language() == "en" else Locale("zh", "CN", "Hans")
