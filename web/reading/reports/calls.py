"""Calls: who was reached by which of them, and how a role's work was divided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from campaigns.playbooks.model import work_of
from dialer.agents.shares import WORKS, targets
from dialer.figures.rows import AttemptFigure as Figure
from web.reading.reports.asked import Asked, within
from web.reading.reports.rates import share
from web.reading.steps import Books


@dataclass(frozen=True)
class Nth:
    """The first, the second, … calls about a follow-up."""

    nth: int
    placed: int
    answered: int
    reached: int
    #: Of a hundred whom nobody gives up before, so many would have been reached by now.
    by_now: float | None

    @property
    def reach(self) -> float | None:
        """Of these calls the share that reached the customer."""
        return share(self.reached, self.placed)


@dataclass(frozen=True)
class Division:
    """What a role called about."""

    role: str
    calls: int
    #: Kind of work -> its share of the calls, from 0 to 1; and what the house has set, where it has.
    shares: dict[str, float]
    targets: dict[str, float]


def reach_by_nth(session: Session, asked: Asked) -> list[Nth]:
    """By which call people were reached.

    `by_now` multiplies what is left over after each call. Those who were not called again count as long as they were
    called, so that it never passes 100 %. Source: Kaplan and Meier, 1958.
    """
    found = select(Figure.nth, *map(_sum, (Figure.placed, Figure.answered, Figure.reached)))
    found = found.where(within(Figure, asked.period, asked.playbook)).group_by(Figure.nth).order_by(Figure.nth)
    left, rows = 1.0, list[Nth]()
    for nth, placed, answered, reached in session.execute(found):
        left *= 1 - reached / placed
        rows.append(Nth(nth, placed, answered, reached, 1 - left))
    return rows


def division(session: Session, asked: Asked, books: Books) -> list[Division]:
    """Each role's calls by kind of work, as agents placed them; all playbooks, whichever is asked for."""
    found = select(Figure.role, Figure.playbook, _sum(Figure.placed))
    found = found.where(within(Figure, asked.period), Figure.mode == "agent").group_by(Figure.role, Figure.playbook)
    placed: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(WORKS, 0))
    for role, playbook, calls in session.execute(found):
        book = books.playbook(playbook)
        placed[role][book.work if book else work_of("care")] += calls
    wanted = targets(session)
    return [_division(role, placed[role], wanted.get(role, {})) for role in sorted({*placed, *wanted})]


def _division(role: str, placed: dict[str, int], wanted: dict[str, float]) -> Division:
    calls = sum(placed.values())
    return Division(role, calls, {work: n / calls for work, n in placed.items()} if calls else {}, wanted)


def _sum(of: Any) -> Any:
    return cast(func.sum(of), BigInteger)
