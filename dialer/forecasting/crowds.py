"""Crowds: the customers of a segment, counted in one pass by whatever their calls' hours, words and lines depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, String, and_, case, cast, column, func, select, tuple_, values
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.planning.conditions import holds
from campaigns.planning.terms import at
from campaigns.segments import house_today
from dialer.forecasting.open_hours import Place, Window, why_never_open
from dialer.launch import Launch
from dialer.left_out import Sieve, sieve

#: The launched step is not meant for this customer.
NOT_MEANT = "not_meant"
#: Signs of a number that tell its zones: area codes of North America, provinces of Russia, states of Australia.
_TELLS = 6


@dataclass(frozen=True)
class Asked:
    """The launch that is asked about, before it is one."""

    launch: Launch
    #: Prefixes that the carrier does not reach by voice.
    no_voice: tuple[str, ...]
    now: datetime


@dataclass(frozen=True)
class Crowd:
    """So many customers who have all of this in common."""

    #: Why they are left out; empty for who can be reached.
    why: str
    language: str
    branch: str
    place: Place
    customers: int
    #: The id of one of them.
    one_of_them: int


def crowds(session: Session, asked: Asked) -> list[Crowd]:
    """Everybody in the segment, each in one crowd; where no zone is on file, numbers that begin alike are one place."""
    through = _through(session, asked)
    reason = _why(through, asked).label("why")
    about = (Customer.language.expression, Customer.branch.expression, *_place(through))
    rows = through.asks(
        reason, *(c.label(f"c{n}") for n, c in enumerate(about)), Customer.id, through.e164.label("e164")
    )
    of = rows.subquery()
    group = [of.c.why, *(of.c[f"c{n}"] for n in range(len(about)))]
    counted = select(*group, func.count(), func.min(of.c.id), func.min(of.c.e164)).group_by(*group)
    found = [tuple(row) for row in session.execute(counted)]
    # Of those who differ in language or branch alone the same number speaks: one place has one answer.
    speaks = {row[3:-3]: row[-1] for row in sorted(found, key=lambda row: row[-1] or "", reverse=True)}
    return [
        Crowd(why, language, branch, Place(speaks[tuple(place)] or "", *place), count, one)
        for why, language, branch, *place, count, one, _ in found
    ]


def never_open(found: Sequence[Crowd], window: Window) -> dict[str, list[Crowd]]:
    """Reason -> crowds who could be called, were their hours ever open within the days of the launch."""
    closed: dict[str, list[Crowd]] = {}
    for crowd in found:
        why = "" if crowd.why else why_never_open(crowd.place, window)
        if why:
            closed.setdefault(why, []).append(crowd)
    return closed


def whom(
    session: Session, asked: Asked, why: str, closed: Sequence[Crowd] | None, after: int, most: int | None
) -> list[int]:
    """The ids of who is left out for this reason, in order, from behind `after` on.

    Where it is the hours that leave them out, `closed` are the crowds whom it concerns.
    """
    through = _through(session, asked)
    ids = through.asks(Customer.id).where(Customer.id > after).order_by(Customer.id).limit(most)
    if closed is None:
        return list(session.scalars(ids.where(_why(through, asked) == why)))
    said = [func.coalesce(one, "") for one in _place(through)]
    places = {tuple(part or "" for part in crowd.place.as_stored) for crowd in closed}
    table = values(*(column(f"v{n}", String) for n in range(len(said))), name="closed").data(sorted(places))
    return list(session.scalars(ids.where(_why(through, asked) == "", tuple_(*said).in_(select(*table.c)))))


def _through(session: Session, asked: Asked) -> Sieve:
    whom = asked.launch.segment.conditions(house_today(session, asked.now))
    return sieve(whom, asked.launch.way(asked.no_voice), asked.now)


def _why(through: Sieve, asked: Asked) -> ColumnElement[str]:
    today: ColumnElement[date] = cast(func.timezone(Customer.day_zone, asked.now), Date)
    meant = [holds(condition, today, at(asked.now), has_event=False) for condition in asked.launch.chosen.when]
    if not meant:
        return through.why
    return case((and_(through.why == "", ~func.coalesce(and_(*meant), False)), NOT_MEANT), else_=through.why)


def _place(through: Sieve) -> list[ColumnElement[Any]]:
    """In the order of `Place.as_stored`."""
    begins = case((Customer.zone.is_(None), func.coalesce(func.left(through.e164, _TELLS), "")), else_="")
    wishes = (Customer.day_zone.expression, Customer.wished_hours.expression)
    return [through.country, through.subdivision, Customer.zone.expression, begins, *wishes]
