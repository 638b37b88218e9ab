"""A department's own windows, and the shelf of named ones that come with the product."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from dialer.fingerprint import fingerprint
from dialer.hours.windows import WHOLE_WEEK, Week, parse_week, show


class UnknownPolicy(KeyError):
    """There are no hours of this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        """`known` are the names there are."""
        super().__init__(name)
        self.name, self.known = name, known

    def __str__(self) -> str:
        return f"There are no hours called {self.name!r}; there are {', '.join(self.known)}."


@dataclass(frozen=True)
class HoursPolicy:
    """When a department calls, on the callee's clock. It can only narrow what the law and the ceiling leave open."""

    name: str
    week: Week = WHOLE_WEEK
    #: Never on public holidays of the callee's country, weekend days inside a Chinese break included.
    no_public_holidays: bool = False
    #: Only on workdays there; make-up workdays are workdays.
    workdays_only: bool = False

    @cached_property
    def version(self) -> str:
        """The fingerprint of what it says: hours that are changed under their name have another."""
        week = " ".join(map(show, self.week))
        return fingerprint(f"{week} no_public_holidays={self.no_public_holidays} workdays_only={self.workdays_only}")

    @classmethod
    def from_settings(cls, name: str, settings: Mapping[str, Any]) -> HoursPolicy:
        """From `hours`, `no_public_holidays`, `workdays_only` as in named.toml. Raises WindowsUnreadable, KeyError."""
        return cls(
            name=name,
            week=parse_week(settings["hours"]),
            no_public_holidays=bool(settings.get("no_public_holidays", False)),
            workdays_only=bool(settings.get("workdays_only", False)),
        )


def named(name: str) -> HoursPolicy:
    """The hours of this name from the shelf, such as `hospital`. Raises UnknownPolicy."""
    try:
        return shelf()[name]
    except KeyError:
        raise UnknownPolicy(name, tuple(shelf())) from None


@cache
def shelf() -> dict[str, HoursPolicy]:
    """All named hours, in the order of named.toml."""
    text = resources.files(__package__).joinpath("named.toml").read_text(encoding="utf-8")
    return {name: HoursPolicy.from_settings(name, settings) for name, settings in tomllib.loads(text).items()}
