"""Findings: what one look at the house found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import click

from runtime.settings import Settings

Check = Callable[[Settings], object]


@dataclass(frozen=True)
class Finding:
    """One part of the house."""

    name: str
    #: What is wrong and what to do; "" where all is well.
    words: str = ""
    #: Only worth a look: nothing is amiss.
    hint: bool = False

    @property
    def well(self) -> bool:
        """Nothing is to be done."""
        return self.hint or not self.words

    @property
    def line(self) -> str:
        """As a person reads it."""
        if self.hint:
            return f"· {self.words}"
        return f"✗ {self.name}: {self.words}" if self.words else f"✓ {self.name}"


def looked_at(checks: Mapping[str, Check], settings: Settings) -> list[Finding]:
    """Every check in its order; one that raises `click.ClickException` has found something."""
    return [_look(name, check, settings) for name, check in checks.items()]


def _look(name: str, check: Check, settings: Settings) -> Finding:
    try:
        check(settings)
    except click.ClickException as wrong:
        return Finding(name, wrong.message)
    return Finding(name)
