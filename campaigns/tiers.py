"""Tiers: which there are, in their order, and from which total spend a customer has one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources


def tier_of(spend: Decimal) -> str:
    """The highest tier that this total spend reaches; empty below the lowest."""
    return next((tier for tier in reversed(tiers()) if spend >= _least()[tier]), "")


@cache
def tiers() -> tuple[str, ...]:
    """All tiers whose order is known, the lowest first; other words for a tier stand outside it."""
    return tuple(_least())


@cache
def _least() -> Mapping[str, Decimal]:
    table = tomllib.loads(resources.files(__package__).joinpath("tiers.toml").read_text(encoding="utf-8"))
    return {tier: Decimal(least) for tier, least in sorted(table.items(), key=lambda row: row[1])}
