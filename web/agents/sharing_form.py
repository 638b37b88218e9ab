"""The form of the shares of work: percentages as they are typed, beside what was called about today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.house_clock import day_began, house_zone
from dialer.agents.shares import ROLES, WORKS, done_today, targets
from web.agents.calling_form import version

#: Percent by which three rounded thirds may miss the whole.
_ROUNDING = 0.1


@dataclass(frozen=True)
class Row:
    """One role's day."""

    role: str
    #: Kind of work -> percent as it stands in the field; empty for none.
    typed: Mapping[str, str]
    #: Kind of work -> calls placed today.
    done: Mapping[str, int]
    #: What is to be changed; empty where all is well.
    wrong: str = ""

    @property
    def calls(self) -> int:
        """All calls that the role placed today."""
        return sum(self.done.values())


@dataclass(frozen=True)
class Shares:
    """The whole table."""

    rows: tuple[Row, ...]
    #: Of the shares that were shown.
    version: str
    zone: str
    wanted: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def works(self) -> tuple[str, ...]:
        """The kinds of work, a column each."""
        return WORKS

    @property
    def wrong(self) -> bool:
        """Something is to be changed before it can be kept."""
        return any(row.wrong for row in self.rows)


def typed_shares(session: Session, now: datetime, form: Mapping[str, str] | None = None) -> Shares:
    """The table as it is kept, or as it was typed: a row for each role that somebody here calls in, or with shares."""
    zone = house_zone(session)
    kept, done = targets(session), done_today(session, day_began(zone, now), now)
    here = set(session.scalars(select(func.unnest(Agent.roles)))) | set(kept) | {role for role, _ in done}
    rows, wanted = [], {}
    for role in [role for role in ROLES if role in here]:
        typed: dict[str, str] = {work: _shown(kept.get(role, {}).get(work, 0)) for work in WORKS}
        if form is not None:
            typed = {work: form.get(f"{role}/{work}", was).strip() for work, was in typed.items()}
        wanted[role], wrong = _read(typed)
        rows.append(Row(role, typed, {work: done.get((role, work), 0) for work in WORKS}, wrong))
    return Shares(tuple(rows), version(sorted((role, sorted(of.items())) for role, of in kept.items())), zone, wanted)


def _shown(share: float) -> str:
    return f"{100 * share:.4g}" if share else ""


def _read(typed: Mapping[str, str]) -> tuple[dict[str, float], str]:
    """The shares, from 0 to 1, and what is to be changed."""
    try:
        percents = {work: float(said.rstrip("%％ ") or 0) for work, said in typed.items()}
    except ValueError:
        return {}, gettext("A share is a number of percent, such as 40 or 33.3.")
    if not all(0 <= percent <= 100 for percent in percents.values()):
        return {}, gettext("A share is a number from 0 to 100.")
    whole = sum(percents.values())
    if whole and round(abs(whole - 100), 6) > _ROUNDING:
        return {}, gettext("Together that is %(n)s %%; it must be 100 %%, or all empty.", n=f"{whole:.4g}")
    return {work: percent / 100 for work, percent in percents.items()}, ""
