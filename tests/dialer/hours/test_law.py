"""The law's rows, and how one is chosen where the sources leave it open."""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources

import pytest

from dialer.hours.law import Purpose, law_windows, rows_for
from dialer.hours.windows import parse, show


def hours(place: str, on: str, purpose: Purpose = Purpose.MARKETING) -> str:
    country, _, subdivision = place.partition("-")
    return show(law_windows(rows_for(country, subdivision, purpose), date.fromisoformat(on), subdivision))


def ids(place: str, purpose: Purpose = Purpose.MARKETING) -> list[str]:
    country, _, subdivision = place.partition("-")
    return [row.id for row in rows_for(country, subdivision, purpose)]


@pytest.mark.parametrize(
    ("place", "on", "permitted"),
    [
        # a Tuesday in the federal hours, and in stricter states
        ("US-CA", "2026-11-24", "08:00-21:00"),
        ("US-FL", "2026-11-24", "08:00-20:00"),
        ("US-KY", "2026-11-24", "10:00-21:00"),
        # the state opens later on Sundays, or not at all
        ("US-TX", "2026-11-22", "12:00-21:00"),
        ("US-SD", "2026-11-22", "closed"),
        # a state's own holidays; its neighbour's do not bind it
        ("US-LA", "2026-02-17", "closed"),
        ("US-TX", "2026-02-17", "09:00-21:00"),
        ("US-AL", "2026-07-03", "closed"),
        ("US-UT", "2026-07-24", "closed"),
        ("US-RI", "2026-08-10", "closed"),
        # Saturday in Rhode Island
        ("US-RI", "2026-11-21", "10:00-17:00"),
        # French lunch, French holiday
        ("FR", "2026-11-24", "10:00-13:00;14:00-20:00"),
        ("FR", "2026-05-08", "closed"),
        # German holidays go by Land
        ("DE-BW", "2026-01-06", "closed"),
        ("DE-BE", "2026-01-06", "08:00-20:00"),
        # Italian eves have Saturday's hours, but a Sunday stays closed and so does a holiday before another
        ("IT", "2026-12-07", "10:00-19:00"),
        ("IT", "2026-12-24", "10:00-19:00"),
        ("IT", "2026-12-25", "closed"),
        ("IT", "2026-10-03", "10:00-19:00"),
        # only Australia's national holidays close the day, wherever in Australia
        ("AU-NSW", "2026-10-05", "09:00-20:00"),
        ("AU-NSW", "2026-12-25", "closed"),
        # Canadian holidays are weekends, in the province's calendar
        ("CA-ON", "2026-11-24", "09:00-21:30"),
        ("CA-ON", "2026-07-01", "10:00-18:00"),
        ("CA-QC", "2026-06-24", "10:00-18:00"),
        ("CA-ON", "2026-06-24", "09:00-21:30"),
        # China's law is the same on holidays; the department's own rule is another layer
        ("CN", "2026-10-01", "09:00-21:00"),
        # countries without a row
        ("CL", "2026-11-22", "09:00-21:00"),
        ("RU", "2026-11-22", "09:00-21:00"),
        ("", "2026-11-22", "09:00-21:00"),
    ],
)
def test_a_place_permits_these_hours_on_this_day(place: str, on: str, permitted: str) -> None:
    assert hours(place, on) == permitted


@pytest.mark.parametrize(
    ("place", "purpose", "rows"),
    [
        # marketing's rows bind everybody
        ("US-FL", Purpose.CARE, ["US", "US-FL"]),
        ("FR", Purpose.SURVEY, ["FR"]),
        # a purpose with a row of its own has that one for the country's, and the state's still
        ("US-FL", Purpose.DEBT, ["US-*DEBT", "US-FL"]),
        ("AU", Purpose.RESEARCH, ["AU-*RESEARCH"]),
        ("CN-BJ", Purpose.DEBT, ["CN-*DEBT", "CN-BJ"]),
        ("RU", Purpose.DEBT, ["RU-*DEBT"]),
        # no row for this purpose, no row for this state, no row for this country
        ("DE", Purpose.DEBT, ["DE"]),
        ("US-NY", Purpose.MARKETING, ["US"]),
        ("RU", Purpose.MARKETING, ["default"]),
        # overseas parts under another country's law
        ("RE", Purpose.MARKETING, ["FR"]),
        ("PR", Purpose.MARKETING, ["US"]),
        ("JE", Purpose.MARKETING, ["GB"]),
    ],
)
def test_rows_are_chosen_the_stricter_way(place: str, purpose: Purpose, rows: list[str]) -> None:
    assert ids(place, purpose) == rows


def test_research_has_its_longer_evenings_in_australia_only_for_research() -> None:
    assert hours("AU", "2026-11-22", Purpose.RESEARCH) == "09:00-17:00"
    assert hours("AU", "2026-11-22", Purpose.SURVEY) == "closed"


def test_every_row_of_the_table_has_hours_and_a_source() -> None:
    table = resources.files("dialer.hours").joinpath("permitted_hours.csv").read_text("utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    assert len(rows) == 48
    for row in rows:
        assert row["source"]
        assert all(isinstance(parse(row[name]), tuple) for name in ("weekday", "saturday", "sunday"))
