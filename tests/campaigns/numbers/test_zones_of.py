"""Where the owner of a number may be."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from campaigns.numbers.country import country_of, subdivision_of
from campaigns.numbers.zones import zones_of
from runtime.zones import zone

KALININGRAD, BRISBANE = "+74012345678", "+61740001111"


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+8613800138000", {"Asia/Shanghai"}),
        ("+12085550123", {"America/Boise", "America/Los_Angeles"}),
        ("+34612345678", {"Europe/Madrid", "Atlantic/Canary"}),
        ("+919812345678", {"Asia/Kolkata"}),
        # the library says Bucharest, which has summer time
        (KALININGRAD, {"Europe/Kaliningrad"}),
        # the library says Sydney; Queensland has no summer time
        (BRISBANE, {"Australia/Brisbane"}),
        ("+61889991234", {"Australia/Adelaide", "Australia/Darwin", "Australia/Perth"}),
        # the library knows only the larger part of these area codes
        ("+18505550123", {"America/New_York", "America/Chicago"}),
        ("+18075550123", {"America/Toronto", "America/Winnipeg", "America/Atikokan"}),
        ("+19155550123", {"America/Denver"}),
        # toll-free: the owner may be anywhere on the continent
        ("+18005550199", set()),
        ("+18885550199", set()),
        # Ofcom's range for films, and what is no number at all
        ("+447700900123", set()),
        ("13800138000", set()),
        ("", set()),
    ],
)
def test_a_number_may_be_in_these_zones(number: str, zones: set[str]) -> None:
    assert set(zones_of(number)) == zones


def test_an_australian_mobile_may_be_on_its_remote_islands_too() -> None:
    assert {"Indian/Christmas", "Indian/Cocos", "Australia/Eucla"} < set(zones_of("+61412345678"))


def test_a_russian_mobile_may_be_in_any_of_sixteen_zones() -> None:
    assert len(zones_of("+79161234567")) == 16


def test_every_zone_of_the_overrides_is_a_zone() -> None:
    table = resources.files("campaigns.numbers").joinpath("zone_overrides.csv").read_text("utf-8")
    names = {name for row in csv.DictReader(table.splitlines()) for name in row["zones"].split("|") if name}
    assert {zone(name).key for name in names} == names


@pytest.mark.parametrize(
    ("number", "country", "subdivision"),
    [
        ("+8613800138000", "CN", ""),
        ("+13055550123", "US", "FL"),
        ("+12015550123", "US", "NJ"),
        ("+14163000000", "CA", "ON"),
        # one area code for two provinces
        ("+19025550123", "CA", ""),
        # the Bahamas share the +1
        ("+12425550123", "BS", ""),
        ("+18005550199", "US", ""),
        ("+262692123456", "RE", ""),
        ("+447911123456", "GG", ""),
        # a range of its own, and the library does not know it
        ("+447700900123", "GB", ""),
        ("+80012345678", "", ""),
        ("no number", "", ""),
    ],
)
def test_country_and_state_as_far_as_the_number_tells(number: str, country: str, subdivision: str) -> None:
    assert (country_of(number), subdivision_of(number)) == (country, subdivision)
