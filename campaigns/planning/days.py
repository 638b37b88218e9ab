"""The calendars that planning joins with: filled as far as any window of these rules can reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from campaigns.calendars.notices import adopt
from campaigns.calendars.tables import fill_open_days, fill_yearly_days
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.local_days import fill_local_days
from campaigns.planning.rule import AHEAD, SHIFT, Rule, Scope
from campaigns.planning.terms import filled, slots
from campaigns.playbooks.anchors import CustomerAnchor, FestivalAnchor

_SOLAR = [f"{month:02}-{day:02}" for month, days in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
          for day in range(1, days + 1)]  # fmt: skip
#: An event that lies further ahead is a slip in the year; it waits until it is nearer, and nobody waits with it.
_FARTHEST = timedelta(days=3660)
#: So many days are many; and whether PostgreSQL has never looked at them.
_MANY = 100
_UNKNOWN = text("select reltuples <= 0 from pg_class where oid = 'local_day'::regclass")
_LUNAR = [f"{month:02}-{day:02}{leap}" for month in range(1, 13) for day in range(1, 31) for leap in ("", "+")]


def prepare_days(session: Session, rules: Sequence[Rule], scope: Scope) -> None:
    """Every day that a window of these rules may begin or end on, for every zone and place that customers live in."""
    if not rules:
        return
    adopt(session)
    # What began earlier than this is over, and no news any more.
    first = scope.today - timedelta(days=max(r.days_open for r in rules))
    after = max(r.days_after for r in rules)
    farthest = min(_last_event(session, scope) or scope.today, scope.today + _FARTHEST)
    last = max(farthest, scope.today + AHEAD) + timedelta(days=after + 31)
    zones, places = _where(session, scope)
    fresh = fill_local_days(session, zones, first, last)
    modes = {r.step.open_days for r in rules} - {"any"}
    if modes:
        fresh += fill_open_days(session, places - {""}, modes, first, min(last, scope.today + timedelta(days=3 * 366)))
    for calendar, names in _yearly(rules).items():
        fresh += fill_yearly_days(
            session, calendar, names, first.year - 1, (scope.today + AHEAD + timedelta(days=SHIFT)).year
        )
    if scope.customers is None and (fresh >= _MANY or session.scalar(_UNKNOWN)):
        # Freshly filled, they look empty to the planner, which would then read all of them for every row. A day more
        # is nothing to it, and after each look at the tables every statement is planned anew.
        session.execute(text("analyze local_day, open_day, yearly_day"))


def _where(session: Session, scope: Scope) -> tuple[set[str], set[str]]:
    """The zones and the places that the customers in scope live in."""
    mine = slots(everybody=scope.customers is None).are_mine(Customer.id)
    rows = session.execute(select(Customer.day_zone, Customer.calendar).distinct().where(*mine), filled(scope)).all()
    return {zone for zone, _ in rows}, {place for _, place in rows}


def _last_event(session: Session, scope: Scope) -> date | None:
    mine = slots(everybody=scope.customers is None).are_mine(Event.customer_id)
    return session.scalar(select(func.max(Event.occurred_on)).where(*mine), filled(scope))


def _yearly(rules: Sequence[Rule]) -> dict[str, list[str]]:
    """The names that these rules look up, by calendar."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for anchor in (rule.anchor for rule in rules):
        if isinstance(anchor, FestivalAnchor):
            wanted["festival"].append(anchor.festival)
        elif isinstance(anchor, CustomerAnchor) and anchor.customer == "lunar_birthday":
            wanted["lunar-leap" if anchor.leap_month == "leap_if_exists" else "lunar-regular"] = _LUNAR
        elif isinstance(anchor, CustomerAnchor):
            wanted[f"solar-{anchor.feb29}"] = _SOLAR
    return wanted
