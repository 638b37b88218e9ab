"""Any house: whatever is on file, a second run changes nothing, and planning one by one is planning all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.calendars.tables import fill_open_days
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import MOVES, FollowUpState
from campaigns.local_days import fill_local_days
from campaigns.outcomes import Outcome
from campaigns.planning.plan import Planned, plan
from campaigns.playbooks.model import Playbook
from campaigns.suppressions import Suppression
from tests.campaigns.planning.courses import NOTHING, book, noon
from tests.campaigns.planning.drawn import quotas, steps
from tests.cast import JACK, MEI, MING, TUESDAY_11, customer, event

ANCHORS: dict[str, dict[str, Any]] = {
    "surgery": {"event": "surgery"},
    "removal": {"event": "surgery", "plus_days": {"detail": "sutures", "default": 7}},
    "home": {"event": "surgery", "if_detail": "inpatient", "then": "discharge"},
    "supply": {"runs_out": "purchase"},
    "born": {"customer": "birthday"},
    "lunar": {"customer": "lunar_birthday"},
    "insured": {"customer": "insured_until"},
    "festival": {"festival": "spring-festival"},
    "register": {"register": "customer"},
    "first": {"done": "first"},
}
LOCAL = date(2023, 1, 1), date(2036, 12, 31)
OPEN = date(2024, 1, 1), date(2030, 12, 31)
#: What may stand in the way, or not.
CONDITIONS: list[dict[str, Any]] = [
    {"customer": "tier", "is": ["gold"]},
    {"history": "contact", "at_most": 0, "since_anchor": True},
    {"history": "purchase", "at_least": 1, "within": "2 months"},
]
KINDS = ["surgery", "discharge", "purchase", "complaint", "complaint-closed", "transferred", "deceased"]
DETAILS: list[dict[str, Any]] = [
    {}, {"sutures": "10"}, {"sutures": "none"}, {"inpatient": "yes"}, {"quantity": 30, "units_per_day": 1},
    {"quantity": "7", "units_per_day": "0.5"},
]  # fmt: skip
DAYS = st.integers(-60, 40).map(lambda n: TUESDAY_11.date() + timedelta(days=n))


@st.composite
def playbooks(draw: st.DrawFn) -> Playbook:
    """Up to five steps after anchors of every kind; the first one is what a chain may hang on."""
    first = {"id": "first", "anchor": "surgery", "due": "1 to 9 days after", "late": "40 days"}
    made: list[dict[str, Any]] = []
    for step in draw(st.lists(steps() | quotas(), max_size=4)):
        step |= {"anchor": draw(st.sampled_from(sorted(ANCHORS))), "when": draw(st.lists(st.sampled_from(CONDITIONS)))}
        made.append(step)
    more = {"replaced_by": ["surgery"], "cancelled_by": ["transferred"], "held_by": ["complaint"]}
    return book(ANCHORS, first, *made, **{name: kinds for name, kinds in more.items() if draw(st.booleans())})


FACT = st.tuples(st.integers(0, 2), st.sampled_from(KINDS), DAYS, st.sampled_from(DETAILS))
#: What happens between two runs: to which of the rows, and how.
DEED = st.tuples(st.sampled_from(["close", "contact", "withdraw", "return", "move", "give", "tier", "stop"]),
                 st.integers(0, 30), DAYS)  # fmt: skip


def settle(session: Session, people: list[Customer], facts: list[tuple[int, str, date, dict[str, Any]]]) -> None:
    """Write down what is on file at first."""
    for number, (whose, kind, on, details) in enumerate(facts):
        event(session, people[whose], on, kind, "", details=details, external_id=str(number))


def happen(session: Session, people: list[Customer], deed: str, number: int, on: date) -> None:
    """One deed of the day."""
    events = session.scalars(select(Event).order_by(Event.id)).all()
    rows = session.scalars(select(FollowUp).order_by(FollowUp.occurrence_key)).all()
    whom = people[number % len(people)]
    if deed == "tier":
        whom.tier = "" if whom.tier else "gold"
    elif deed == "stop":
        row = {"channel": "all", "reason": "opt_out", "since": TUESDAY_11}
        session.add(Suppression(customer_id=whom.id, until=TUESDAY_11 if number % 2 else None, **row))
    elif rows and deed in ("close", "contact"):
        _at_the_telephone(session, rows[number % len(rows)], deed, number, on)
    elif events and deed in ("withdraw", "return", "move", "give"):
        found = events[number % len(events)]
        _correct(found, whom, deed, on)
    session.flush()


def _at_the_telephone(session: Session, row: FollowUp, deed: str, number: int, on: date) -> None:
    ways = sorted(MOVES[row.state] - {FollowUpState.PLANNED})
    if deed == "close" and ways:
        row.tries_made = min(row.tries_allowed, row.tries_made + number % 3)
        move(session, row, ways[number % len(ways)], "test", TUESDAY_11)
        row.reached_on = on if row.state is FollowUpState.DONE else None
    elif deed == "contact":
        said = {"disposition": "well", "contact_on": on, "logged_at": noon(0)}
        session.add(Outcome(follow_up_id=row.id, customer_id=row.customer_id, **said))


def _correct(found: Event, whom: Customer, deed: str, on: date) -> None:
    if deed == "move":
        found.occurred_on = on
    elif deed == "give":
        found.customer_id = whom.id
    else:
        found.withdrawn_at = TUESDAY_11 if deed == "withdraw" else None


def rows(session: Session) -> dict[str, tuple[Any, ...]]:
    """What stands there, by its key."""
    columns = [column for column in FollowUp.__table__.columns if column.key not in ("id", "created_at")]
    found = session.execute(select(FollowUp.occurrence_key, *columns).order_by(FollowUp.occurrence_key))
    return {row[0]: tuple(row[1:]) for row in found}


def aside(session: Session, deed: Callable[[], None]) -> dict[str, tuple[Any, ...]]:
    """What would stand there after a deed that did not happen."""
    with session.begin_nested() as savepoint:
        deed()
        found = rows(session)
        savepoint.rollback()
    session.expire_all()
    return found


@settings(max_examples=8)
@given(
    playbook=playbooks(),
    facts=st.lists(FACT, max_size=9),
    days=st.lists(st.lists(DEED, max_size=5), max_size=2),
)
def in_any_house(
    session: Session, playbook: Playbook, facts: list[Any], days: list[list[tuple[str, int, date]]]
) -> None:
    with session.begin_nested() as savepoint:
        births: dict[str, Any] = {
            "birthday": date(1980, 2, 29),
            "lunar_birthday": "12-30",
            "details": {"insured_until": "2026-12-24"},
        }
        people = [
            customer(session, "陈美玲", MEI, calendar="HK", tier="gold", **births),
            customer(session, "李明", MING, house="bund", calendar="CN", **births),
            customer(session, "Jack", JACK, house="kitsilano", calendar="CA-BC"),
        ]
        settle(session, people, facts)
        for number, deeds in enumerate([[], *days]):
            for deed in deeds:
                happen(session, people, *deed)
            _plan_and_look(session, playbook, [one.id for one in people], noon(7 * number))
        savepoint.rollback()
    session.expunge_all()


def _plan_and_look(session: Session, playbook: Playbook, people: list[int], now: datetime) -> None:
    untouched = {key: row for key, row in rows(session).items() if _is_not_planning_s(session, key)}
    handed_over = _somebody_else_has_the_event(session)

    def one_by_one() -> None:
        for one in people:
            plan(session, [playbook], now, [one])

    def together() -> None:
        plan(session, [playbook], now, people)

    in_turn, at_once = aside(session, one_by_one), aside(session, together)
    plan(session, [playbook], now)
    session.expire_all()
    found = rows(session)
    assert at_once == found
    # An event that goes from one customer to another needs both planned together.
    assert in_turn == found or handed_over
    assert {key: row for key, row in found.items() if key in untouched} == untouched
    assert plan(session, [playbook], now) == NOTHING
    assert rows(session) == found


def _is_not_planning_s(session: Session, key: str) -> bool:
    """What is being called, was done, or was withdrawn by a person."""
    row = session.scalars(select(FollowUp).where(FollowUp.occurrence_key == key)).one()
    return row.state is not FollowUpState.PLANNED and (row.state is not FollowUpState.WITHDRAWN or row.reason == "test")


def _somebody_else_has_the_event(session: Session) -> bool:
    joined = select(FollowUp.id).join(Event, Event.id == FollowUp.event_id)
    return session.scalars(joined.where(Event.customer_id != FollowUp.customer_id)).first() is not None


def test_a_second_run_changes_nothing_and_planning_one_by_one_is_planning_all(session: Session) -> None:
    # Once for all houses; what a house fills in for itself is undone with it.
    fill_local_days(session, ["Asia/Hong_Kong", "Asia/Shanghai", "America/Vancouver"], *LOCAL)
    fill_open_days(session, ["HK", "CN", "CA-BC"], ["workday"], *OPEN)
    in_any_house(session)


def test_adding_up_what_runs_did() -> None:
    assert Planned(1, 2, 3, 4, 5) + Planned(10, 20, 30, 40, 50) == Planned(11, 22, 33, 44, 55)
