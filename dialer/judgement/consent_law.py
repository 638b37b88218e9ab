"""The law of consent: where marketing needs a grant beforehand. Each row has its source in consent_law.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources

from dialer.fingerprint import fingerprint

#: The one purpose that laws of consent are about; a sentence of selling makes a playbook's purpose this one.
MARKETING = "marketing"


@dataclass(frozen=True)
class OptIn:
    """One place where marketing needs a grant."""

    countries: frozenset[str]
    #: The first day on which it binds; None where it has long been so.
    since: date | None
    source: str
    confidence: str


def opt_in(country: str, purpose: str, now: datetime) -> OptIn | None:
    """The row by which such a contact needs a grant; None where none does. `country` is the callee's, ISO."""
    if purpose != MARKETING:
        return None
    return next((row for row in rows() if country in row.countries and _binds(row, now)), None)


def opt_in_countries(purpose: str, now: datetime) -> list[str]:
    """All countries in which this purpose needs a grant, for a set-based question."""
    binding = [row for row in rows() if purpose == MARKETING and _binds(row, now)]
    return sorted(country for row in binding for country in row.countries)


def _binds(row: OptIn, now: datetime) -> bool:
    return row.since is None or now.date() >= row.since


@cache
def law_version() -> str:
    """The fingerprint of the table."""
    return fingerprint(_table())


@cache
def rows() -> tuple[OptIn, ...]:
    """All rows."""
    table = tomllib.loads(_table())
    return tuple(
        OptIn(
            frozenset({row["country"], *row.get("overseas", ())}),
            row.get("since"),
            row["source"],
            row["confidence"],
        )
        for row in table["rows"]
    )


def _table() -> str:
    return resources.files(__package__).joinpath("consent_law.toml").read_text(encoding="utf-8")
