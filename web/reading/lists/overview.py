"""The overview of the lists: how much stands on each, and what is most pressing there. Counts are bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.fraud_reports import recent_fraud_reports
from campaigns.house_clock import day_began
from campaigns.planning.missed import missed
from campaigns.red_flags import open_red_flags
from runtime.zones import local_date
from web.reading.came_in import came_in
from web.reading.lists import day, dissatisfied, promises, reconciliation, second_round, visits
from web.reading.lists.counted import MOST, Counted
from web.reading.missed import SPANS
from web.reading.steps import Books

#: So many days back reports of fraud are counted.
_FRAUD = timedelta(days=7)
#: Red flags, and reports of fraud, are counted as far as this.
_FEW = 100
#: Calls in for which we still owe something.
_WAITS = ("lost", "not_reached", "promised", "underway")


@dataclass(frozen=True)
class Pressing:
    """The one entry that is looked at first."""

    customer_id: int
    customer: str
    #: Since when it stands there, or until when it can wait.
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One list."""

    #: day, missed, dissatisfied, second_round, promises, red_flags, visits, came_in, recordings, fraud, reconciliation.
    key: str
    #: None where nothing is counted, and where nothing was ever compared.
    count: Counted | None
    pressing: Pressing | None = None
    #: Of these how many are new today; 0 where that is not asked.
    new: int = 0


def overview(session: Session, zone: str, high_tiers: Sequence[str], books: Books, now: datetime) -> list[Entry]:
    """Every list, in the order in which they are read; `zone` is the house's."""
    return [
        Entry("day", day.open_ones(session, day.Asked(local_date(now, zone)), zone)),
        _missed(session, zone, now),
        _dissatisfied(session, zone, books, now),
        Entry("second_round", second_round.how_many(session, second_round.Asked(), now)),
        _promises(session, high_tiers, books, now),
        _red_flags(session, now),
        _visits(session, books),
        _came_in(session, zone, books, now),
        Entry("recordings", None),
        _fraud(session, now),
        Entry("reconciliation", reconciliation.last(session)),
    ]


def _missed(session: Session, zone: str, now: datetime) -> Entry:
    found = missed(session, local_date(now, zone) - timedelta(days=SPANS[0]), now, limit=MOST + 1)
    return Entry("missed", Counted(min(len(found), MOST), len(found) > MOST))


def _dissatisfied(session: Session, zone: str, books: Books, now: datetime) -> Entry:
    """Today's new ones are listed to the head the same day; else the eldest presses."""
    began = day_began(zone, now)
    new = dissatisfied.how_many(session, began)
    entry = Entry("dissatisfied", dissatisfied.how_many(session), new=new.n)
    first = dissatisfied.new_today(session, began, books, 1) or dissatisfied.older(session, began, books, 1, 1)[0]
    return _with(entry, [(one.customer_id, one.customer, one.logged_at) for one in first])


def _promises(session: Session, high_tiers: Sequence[str], books: Books, now: datetime) -> Entry:
    found = promises.at_risk(session, high_tiers, books, now)
    entry = Entry("promises", Counted(len(found), len(found) >= promises.SHOWN))
    return _with(entry, [(one.customer_id, one.customer, one.deadline(now)) for one in found[:1]])


def _red_flags(session: Session, now: datetime) -> Entry:
    found = open_red_flags(session, now, _FEW + 1)
    entry = Entry("red_flags", Counted(min(len(found), _FEW), len(found) > _FEW))
    return _with(entry, [(one.customer.id, one.customer.name, one.raised_at) for one in found[:1]])


def _visits(session: Session, books: Books) -> Entry:
    first = visits.every(session, books, 1)
    entry = Entry("visits", visits.how_many(session))
    return _with(entry, [(one.customer_id, one.customer, one.at) for one in first])


def _came_in(session: Session, zone: str, books: Books, now: datetime) -> Entry:
    waits = [one for one in came_in(session, zone, books, now) if one.stands in _WAITS]
    eldest = sorted((one for one in waits if one.customer_id), key=lambda one: one.came_at)[:1]
    entry = Entry("came_in", Counted(len(waits)))
    return _with(entry, [(one.customer_id, one.customer, one.came_at) for one in eldest])


def _fraud(session: Session, now: datetime) -> Entry:
    found = recent_fraud_reports(session, now - _FRAUD, _FEW + 1)
    entry = Entry("fraud", Counted(min(len(found), _FEW), len(found) > _FEW))
    return _with(entry, [(one.customer_id, one.customer, one.at) for one in found[:1]])


def _with(entry: Entry, first: Sequence[tuple[int, str, datetime]]) -> Entry:
    return replace(entry, pressing=Pressing(*first[0])) if first else entry
