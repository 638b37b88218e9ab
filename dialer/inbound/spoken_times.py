"""Times as they are spoken, in both languages: "tomorrow from nine in the morning", 明天上午九点."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from dialer.hours.spans import Span
from runtime.zones import local_date, zone

_NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMERALS = "零一二三四五六七八九十"
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": "一二三四五六日",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: From which hour on a part of the day begins.
_PARTS = {
    "en": ((18, "in the evening"), (12, "in the afternoon"), (0, "in the morning")),
    "zh": ((18, "晚上"), (13, "下午"), (12, "中午"), (9, "上午"), (5, "早上"), (0, "凌晨")),
}
_JOINED = {"en": " and ", "zh": "、"}


def spoken_opening(at: datetime, now: datetime, zone_name: str, language: str) -> str:
    """The instant from which we are there, seen from `now`: today from half past one in the afternoon."""
    day, clock = _day(local_date(at, zone_name), local_date(now, zone_name), language), _clock(at, zone_name)
    return f"{day}{_time_zh(clock)}" if language == "zh" else f"{day} from {_time_en(clock)}"


def spoken_hours(spans: Sequence[Span], now: datetime, zone_name: str, language: str) -> str:
    """The stretches of one day, seen from `now`: today from nine in the morning to noon and from …"""
    day = _day(local_date(spans[0].start, zone_name), local_date(now, zone_name), language)
    ends = [(_clock(span.start, zone_name), _clock(span.end, zone_name)) for span in spans]
    if language == "zh":
        return day + _JOINED["zh"].join(f"{_time_zh(begin)}到{_time_zh(end)}" for begin, end in ends)
    return f"{day} " + _JOINED["en"].join(f"from {_time_en(begin)} to {_time_en(end)}" for begin, end in ends)


def _clock(at: datetime, zone_name: str) -> time:
    return at.astimezone(zone(zone_name)).time()


def _day(day: date, today: date, language: str) -> str:
    """Today and tomorrow by those words, a week ahead by the day of the week, what is later by its date."""
    ahead = day - today
    if language == "zh":
        near = {0: "今天", 1: "明天", 2: "后天"}.get(ahead.days)
        weekday = f"星期{_WEEKDAYS['zh'][day.weekday()]}"
        return near or (weekday if ahead < timedelta(days=7) else f"{day.month}月{day.day}日{weekday}")
    near = {0: "today", 1: "tomorrow"}.get(ahead.days)
    weekday = f"on {_WEEKDAYS['en'][day.weekday()]}"
    return near or (weekday if ahead < timedelta(days=7) else f"{weekday}, {day.day} {_MONTHS[day.month - 1]},")


def _time_en(at: time) -> str:
    if (at.hour, at.minute) in ((12, 0), (0, 0)):
        return "noon" if at.hour else "midnight"
    name = _NAMES[(at.hour - 1) % 12]
    spoken = {0: name, 15: f"quarter past {name}", 30: f"half past {name}"}.get(at.minute)
    return f"{spoken or f'{(at.hour - 1) % 12 + 1}:{at.minute:02}'} {_part(at, 'en')}"


def _time_zh(at: time) -> str:
    minutes = {0: "", 15: "一刻", 30: "半", 45: "三刻"}.get(at.minute)
    hour = at.hour if at.hour <= 12 else at.hour - 12
    spoken = "两" if hour == 2 else _NUMERALS[hour] if hour <= 10 else f"十{_NUMERALS[hour - 10]}"
    return f"{_part(at, 'zh')}{spoken}点{f'{at.minute}分' if minutes is None else minutes}"


def _part(at: time, language: str) -> str:
    return next(words for begins, words in _PARTS[language] if at.hour >= begins)
