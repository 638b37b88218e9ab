"""The people of a run, drawn from its seed: the house, its colleagues, its customers and what happens to them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from huifang.simulation.chance import Chance
from huifang.simulation.chosen import Chosen
from runtime.zones import local_date


@dataclass(frozen=True)
class Place:
    """One branch and the people around it."""

    branch: str
    country: str
    zone: str
    line: str
    #: How numbers of customers begin, and how many digits follow.
    prefix: str
    digits: int


#: Most customers live in Hong Kong, where the house is; some where summer time begins and ends.
PLACES = (
    Place("harbour", "HK", "Asia/Hong_Kong", "+85231230001", "+8529", 7),
    Place("thames", "GB", "Europe/London", "+442079460001", "+4474", 8),
    Place("hudson", "US", "America/New_York", "+12125550101", "+1917", 7),
)
_SHARES = (70, 20, 10)
_SURNAMES = "陈林黄李王张吴刘蔡杨许郑谢郭洪曾"
_TIERS = ("", "", "", "", "", "", "silver", "gold")
#: What happens to customers, how often beside the others, and what the records say of it.
_HAPPENS: tuple[tuple[str, str, int, dict[str, str]], ...] = (
    ("surgery", "eyelid", 25, {"suture_day": "7"}),
    ("purchase", "", 25, {"quantity": "30", "units_per_day": "1"}),
    ("invoice", "", 50, {}),
)
#: Of a purchase the day lies so far back that its supply runs out soon.
_USED_UP = 27


@dataclass(frozen=True)
class Person:
    """A customer to be."""

    name: str
    place: Place
    numbers: tuple[str, ...]
    tier: str
    language: str
    #: On file; None where only the number tells where they are.
    zone: str | None
    agreed: bool


@dataclass(frozen=True)
class Happening:
    """What the house learns of a customer at an instant: a fact of some day."""

    at: datetime
    whose: int
    kind: str
    category: str
    on: date
    details: dict[str, Any] = field(default_factory=dict)


def people(chosen: Chosen, chance: Chance) -> list[Person]:
    """All customers, in the order in which they are numbered from 1."""
    return [_person(chance.once(f"customer/{n}"), n) for n in range(1, chosen.customers + 1)]


def _person(draw: random.Random, n: int) -> Person:
    place = draw.choices(PLACES, _SHARES)[0]
    count = 2 if draw.random() < 0.2 else 1
    numbers = [_number(place, n, position) for position in range(count)]
    return Person(
        name=f"{draw.choice(_SURNAMES)}{n}",
        place=place,
        numbers=tuple(numbers),
        tier=draw.choice(_TIERS),
        language="zh" if place.country == "HK" else "en",
        zone=place.zone if draw.random() < 0.5 else None,
        agreed=draw.random() < 0.8,
    )


def _number(place: Place, n: int, position: int) -> str:
    """One of its own for each customer: what follows the prefix begins with a digit that exists everywhere."""
    return f"{place.prefix}{2 + position}{n:0{place.digits - 1}}"


def happenings(chosen: Chosen, chance: Chance, persons: list[Person]) -> list[Happening]:
    """What happened before the run, told at its beginning, and what happens every day, told early on the next.

    Of a small house everybody has something; of a large one every fifth or sixth customer in a month.
    """
    few = len(persons) <= FEW
    before = 1 if few else 4
    found = []
    for day in range(-before, max(1, int(chosen.days))):
        draw = chance.once(f"day/{day}")
        chance_of_each = 0.9 if few and day < 0 else SHARE_A_DAY
        for whose, person in enumerate(persons, start=1):
            if draw.random() < chance_of_each:
                found.append(_happening(chosen, draw, whose, person, day))
    return found


#: So many customers are few; and the share of many to whom something happens on a day.
FEW, SHARE_A_DAY = 50, 0.005


def _happening(chosen: Chosen, draw: random.Random, whose: int, person: Person, day: int) -> Happening:
    kind, category, _, details = draw.choices(_HAPPENS, [weight for _, _, weight, _ in _HAPPENS])[0]
    told = chosen.begins + timedelta(days=max(0, day + 1))
    if "midnight" in chosen.faults and draw.random() < 0.2:
        told = _around_midnight(chosen, draw, max(0, day + 1))
    on = local_date(told, person.place.zone) - timedelta(days=_USED_UP if kind == "purchase" else 1)
    return Happening(told, whose, kind, category, on, details)


def _around_midnight(chosen: Chosen, draw: random.Random, day: int) -> datetime:
    """Within two seconds of it in Hong Kong."""
    midnight = chosen.begins.replace(hour=16, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=day, seconds=draw.uniform(-2, 2))
