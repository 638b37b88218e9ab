"""Rates: how much of what was due was done, and in time. Each follow-up is in exactly one bucket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import Session

from dialer.figures.rows import FollowUpFigure as Figure
from web.reading.reports.asked import Asked, By, told_apart, within
from web.reading.reports.period import Period, trend_of


@dataclass(frozen=True)
class Rates:
    """Follow-ups by their last day. The first eight are buckets that make the whole."""

    on_time: int = 0
    late: int = 0
    missed: int = 0
    exhausted: int = 0
    #: Open with the last day over; open with the last day still ahead.
    overdue: int = 0
    ahead: int = 0
    carried: int = 0
    withdrawn: int = 0
    tried: int = 0
    reached: int = 0

    @property
    def planned(self) -> int:
        """All of them."""
        return self.due + self.ahead + self.carried + self.withdrawn

    @property
    def done(self) -> int:
        """The customer was talked with, greeted, visited, or written to."""
        return self.on_time + self.late

    @property
    def not_done(self) -> int:
        """It was due, and it is not done."""
        return self.missed + self.exhausted + self.overdue

    @property
    def due(self) -> int:
        """Done, or its last day is over. Withdrawn ones and those put off to an agreed day are not."""
        return self.done + self.not_done

    @property
    def rate(self) -> float | None:
        """Done of all that was due; None where nothing was."""
        return share(self.done, self.due)

    @property
    def on_time_rate(self) -> float | None:
        """Done on the last day or before, of all that was due."""
        return share(self.on_time, self.due)

    @property
    def reach(self) -> float | None:
        """Of the follow-ups that were called about at least once, those in which somebody was reached."""
        return share(self.reached, self.tried)

    def __add__(self, other: Rates) -> Rates:
        return Rates(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))


def share(part: int, whole: int) -> float | None:
    """From 0 to 1; None of nothing."""
    return part / whole if whole else None


def total(rates: Iterable[Rates]) -> Rates:
    """All together."""
    return sum(rates, Rates())


def rates(session: Session, asked: Asked, of: Period) -> Rates:
    """All of a period."""
    return Rates(*session.execute(_sums(asked.today).where(within(Figure, of, asked.playbook))).one())


def rates_by(session: Session, asked: Asked, by: By, of: Period) -> dict[Any, Rates]:
    """The same, told apart; the key is a playbook, an agent's id, …"""
    found = told_apart(_sums(asked.today).where(within(Figure, of, asked.playbook)), Figure, by)
    return {row.key: Rates(*row[:-1]) for row in session.execute(found)}


def rates_of_agents(session: Session, today: date, of: Period) -> dict[tuple[int, str], Rates]:
    """By agent and playbook, of all playbooks."""
    found = _sums(today).add_columns(Figure.agent_id, Figure.playbook).where(within(Figure, of))
    rows = session.execute(found.group_by(Figure.agent_id, Figure.playbook))
    return {(row[-2], row[-1]): Rates(*row[:-2]) for row in rows}


def trend(session: Session, asked: Asked) -> list[tuple[Period, Rates]]:
    """The period part by part; parts that lie ahead have nothing due yet."""
    of = trend_of(asked.period)
    found = _sums(asked.today).add_columns(Figure.day).where(within(Figure, of, asked.playbook)).group_by(Figure.day)
    days: Mapping[date, Rates] = {row[-1]: Rates(*row[:-1]) for row in session.execute(found)}
    return [(part, total(rate for day, rate in days.items() if part.first <= day <= part.last)) for part in of.parts()]


def _sums(today: date) -> Select[Any]:
    """In the order of `Rates`."""
    over = Figure.day < today
    columns = (
        func.sum(Figure.on_time),
        func.sum(Figure.late),
        func.sum(Figure.missed),
        func.sum(Figure.exhausted),
        func.sum(Figure.open).filter(over),
        func.sum(Figure.open).filter(~over),
        func.sum(Figure.carried),
        func.sum(Figure.withdrawn),
        func.sum(Figure.tried),
        func.sum(Figure.reached),
    )
    whole: list[Any] = [cast(func.coalesce(one, 0), BigInteger) for one in columns]
    return select(*whole)
