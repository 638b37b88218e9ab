"""A day as people name it who make an appointment: with its weekday."""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_skeleton

from web.languages import language


def weekday(on: date) -> str:
    """Mon 23 Nov, 11月23日周一."""
    locale = Locale("en", "GB") if language() == "en" else Locale("zh", "CN", "Hans")
    return format_skeleton("MMMEd", on, locale=locale)
