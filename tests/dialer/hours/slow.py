"""The permitted hours once more, slowly: every layer is asked at every minute what the wall clock shows.

Shares nothing with the product's own arithmetic: no spans, no plans, no rows chosen by the product. It reads the tables
itself and compares times of day as text.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import holidays

from campaigns.numbers.zones import zones_of
from dialer.hours.callee import Callee
from dialer.hours.policy import HoursPolicy
from dialer.hours.windows import show

_MINUTE = timedelta(minutes=1)


def slowly_allowed(callee: Callee, policy: HoursPolicy | None, instant: datetime, ring_seconds: float) -> bool:
    """Whether every layer is open in every zone from `instant` until the phone is silent."""
    silent_at = instant + timedelta(seconds=ring_seconds)
    while _open(callee, policy, instant):
        instant = _next_minute(instant)
        if instant >= silent_at:
            return True
    return False


def slowly_next(
    callee: Callee, policy: HoursPolicy | None, after: datetime, ring_seconds: float, days: int
) -> datetime | None:
    """The first allowed instant, found by walking: hours open and close on whole minutes only."""
    instant = after
    while instant < after + timedelta(days=days):
        if slowly_allowed(callee, policy, instant, ring_seconds):
            return instant
        instant = _next_minute(instant)
    return None


def _next_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0) + _MINUTE


def _open(callee: Callee, policy: HoursPolicy | None, instant: datetime) -> bool:
    zones = [callee.zone] if callee.zone else zones_of(callee.e164)
    return bool(zones) and all(_open_in(name, callee, policy, instant) for name in zones)


def _open_in(zone_name: str, callee: Callee, policy: HoursPolicy | None, instant: datetime) -> bool:
    local = instant.astimezone(UTC).astimezone(ZoneInfo(zone_name))
    day, clock = local.date(), f"{local:%H:%M}"
    if clock >= "21:00" or not _law_open(callee, day, clock):
        return False
    if policy is not None:
        if not _inside(show(policy.week[day.weekday()]), clock):
            return False
        if policy.no_public_holidays and _day_off(callee.country, callee.subdivision, day):
            return False
        if policy.workdays_only and not _workday(callee.country, callee.subdivision, day):
            return False
    wishes = callee.wishes
    return wishes is None or (
        day.weekday() not in wishes.barred_weekdays and _inside(show(wishes.week[day.weekday()]), clock)
    )


def _inside(hours: str, clock: str) -> bool:
    return any(start <= clock < end for start, end in _windows(hours))


@cache
def _windows(hours: str) -> list[tuple[str, str]]:
    """When each begins and ends, as it is written."""
    if hours == "closed":
        return []
    return [(start, end) for start, end in (window.split("-") for window in hours.split(";"))]


@cache
def _rows() -> list[dict[str, str]]:
    table = resources.files("dialer.hours").joinpath("permitted_hours.csv").read_text("utf-8")
    return list(csv.DictReader(table.splitlines()))


#: Overseas parts and the country whose law they are under.
_OVERSEAS = {
    "US": "PR VI GU AS MP",
    "FR": "GP MQ GF RE YT PM BL MF",
    "GB": "GG JE IM",
    "AU": "CC CX NF",
}


def _law_open(callee: Callee, day: date, clock: str) -> bool:
    binding = _binding(callee.country, callee.subdivision)
    if not binding:
        return "09:00" <= clock < "21:00"
    return all(_row_open(row, callee.subdivision, day, clock) for row in binding)


@cache
def _binding(country: str, subdivision: str) -> list[dict[str, str]]:
    """The rows of the country, and with them those of its state; none where the table has no such country."""
    home = next((law for law, parts in _OVERSEAS.items() if country in parts.split()), country)
    at_home = [row for row in _rows() if row["country"] == home]
    of_country = [row for row in at_home if row["subdivision"] == ""]
    of_state = [row for row in at_home if subdivision and row["subdivision"] == subdivision]
    return [*of_country, *of_state] if of_country else []


def _row_open(row: dict[str, str], subdivision: str, day: date, clock: str) -> bool:
    name = {5: "saturday", 6: "sunday"}.get(day.weekday(), "weekday")
    binding = [row[name]]
    state = "" if row["holiday_set"] in ("AU national", row["country"]) else subdivision
    if row["public_holiday"] != "same" and _day_off(row["country"], state, day):
        binding.append(row["public_holiday"])
    if row["holiday_eve"] and _day_off(row["country"], state, day + timedelta(days=1)):
        binding.append(row["holiday_eve"])
    return all(_inside(hours, clock) for hours in binding)


@cache
def _library(country: str, subdivision: str) -> holidays.HolidayBase | None:
    """None where the library has no such country; a state without days of its own has the country's."""
    known = holidays.list_supported_countries()
    if country not in known:
        return None
    subdiv = subdivision if subdivision in known[country] else None
    return holidays.country_holidays(country, subdiv=subdiv, years=range(2024, 2029))


@cache
def _china() -> dict[date, str]:
    table = resources.files("campaigns.calendars").joinpath("cn_official_2025_2026.csv").read_text("utf-8")
    official = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(table.splitlines())}
    # No notice for 2027 yet; its first of January is a Friday, and the weekend after it belongs to the break.
    return official | {date(2027, 1, day): "off" for day in (1, 2, 3)}


def _day_off(country: str, subdivision: str, day: date) -> bool:
    if country == "CN":
        return _china().get(day) == "off"
    library = _library(country, subdivision)
    return library is not None and day in library


def _workday(country: str, subdivision: str, day: date) -> bool:
    if country == "CN":
        return _china().get(day, "off" if day.weekday() >= 5 else "") != "off"
    library = _library(country, subdivision)
    return library.is_working_day(day) if library is not None else day.weekday() < 5
