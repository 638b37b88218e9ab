"""The agents' monthly score: 100, less one point for each full step of five points that the follow-up rate lacks.

Source: the users' follow-up manuals, section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.figures.rows import NOBODY
from dialer.recordings.scores import Quality, quality_of_month
from web.reading.reports.period import period
from web.reading.reports.rates import Rates, rates_of_agents, total
from web.reading.steps import Books

#: Points of the score that there are, and the step, in shares of a whole, that costs one of them.
FULL, STEP = 100, Fraction(5, 100)


@dataclass(frozen=True)
class Score:
    """One agent's month."""

    agent_id: int
    name: str
    #: Over the playbooks that have a target.
    rates: Rates
    #: Of the playbooks' targets, weighed by what was due; None where nothing with a target was.
    target: Fraction | None
    quality: Quality | None

    @property
    def rate(self) -> Fraction | None:
        """Done of all that was due."""
        return Fraction(self.rates.done, self.rates.due) if self.rates.due else None

    @property
    def lacks(self) -> Fraction:
        """By how much the rate stays below its target, from 0 to 1."""
        if self.target is None or self.rate is None:
            return Fraction(0)
        return max(Fraction(0), self.target - self.rate)

    @property
    def steps(self) -> int:
        """Full steps that it lacks."""
        return int(self.lacks // STEP)

    @property
    def points(self) -> int | None:
        """The score; None where nothing with a target was due."""
        return None if self.target is None else FULL - self.steps


def scores(session: Session, month: date, today: date, books: Books) -> list[Score]:
    """Every agent who owed something in this month, or whose talks were judged; the lowest first."""
    names = dict(session.execute(select(Agent.id, Agent.name)).all())
    counted = rates_of_agents(session, today, period("month", month))
    judged = quality_of_month(session, month)
    books_of: dict[int, dict[str, Rates]] = {one: {} for one in judged}
    for (one, playbook), rates in counted.items():
        books_of.setdefault(one, {})[playbook] = rates
    books_of.pop(NOBODY, None)
    found = [_score(one, names[one], rates, judged.get(one), books) for one, rates in books_of.items()]
    return sorted(found, key=lambda one: (one.points is None, one.points, one.rate, one.name))


def target_of(rates: dict[str, Rates], books: Books) -> tuple[Rates, Fraction | None]:
    """What was due by playbooks that have a target, and these targets weighed by it."""
    aims = {name: Fraction(str(book.target)) for name in rates if (book := books.playbook(name)) and book.target}
    aimed = total(rates[name] for name in aims)
    owed = sum((aim * rates[name].due for name, aim in aims.items()), Fraction(0))
    return aimed, owed / aimed.due if aimed.due else None


def _score(agent_id: int, name: str, rates: dict[str, Rates], quality: Quality | None, books: Books) -> Score:
    aimed, target = target_of(rates, books)
    return Score(agent_id, name, aimed, target, quality)
