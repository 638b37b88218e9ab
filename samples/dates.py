"""Dates and times as the two systems export them, in all the styles that people mix."""

from __future__ import annotations

from datetime import date, datetime, time
from random import Random

_SERIAL_ORIGIN = date(1899, 12, 30)


def in_a_workbook(draw: Random, day: date, at: time | None = None) -> str | int | float | date:
    """A date cell, a serial number, or text."""
    style = draw.randrange(10)
    if style < 4:
        return datetime.combine(day, at or time.min) if at else day
    if style < 6:
        serial = (day - _SERIAL_ORIGIN).days
        return round(serial + (at.hour * 60 + at.minute) / 1440, 6) if at else serial
    return in_text(draw, day, at)


def in_text(draw: Random, day: date, at: time | None = None) -> str:
    """Text in one of the usual styles; serial numbers where a sheet was saved carelessly."""
    shapes = (
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y.%m.%d}",
    )
    if at is not None:
        return f"{draw.choice(shapes)} {at:%H:%M}"
    return draw.choice((*shapes, shapes[0], f"{day:%Y%m%d}", str((day - _SERIAL_ORIGIN).days)))
