"""Segments and suppressions: whom a launch is meant for, and who is left in peace."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.consents import give, withdraw
from campaigns.customers import Customer
from campaigns.segment_choices import choices
from campaigns.segments import Segment, all_suppressed, count, members, suppressed
from campaigns.suppressions import Suppression
from tests.cast import JACK, MEI, MEI_OFFICE, TUESDAY_11, agent, branch, customer, event

HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 24)
PEOPLE = ("Mei", "Ming", "Jack", "Ann")


@pytest.mark.parametrize(
    ("segment", "who"),
    [
        # an empty one lets everybody through
        ({}, 3),
        ({"branches": ("harbour",)}, 2),
        ({"branches": ("harbour", "kitsilano")}, 3),
        ({"tiers": ("gold", "silver")}, 2),
        ({"language": "en"}, 1),
        ({"titles": ("mr",)}, 1),
        ({"titles": ("mr", "ms")}, 3),
        ({"owner": "mei"}, 1),
        # several hold together
        ({"branches": ("harbour",), "tiers": ("silver",)}, 0),
        # what nobody is
        ({"branches": ("nowhere",)}, 0),
        # Mei was born on 24 November 1986 and is forty today; Ming will be thirty tomorrow; of Jack nothing is known
        ({"aged_from": 40}, 1),
        ({"aged_from": 41}, 0),
        ({"aged_to": 29}, 1),
        ({"aged_from": 29, "aged_to": 40}, 2),
        ({"birth_month": 11}, 2),
        ({"birth_month": 12}, 0),
    ],
)
def test_filters(session: Session, segment: dict[str, Any], who: int) -> None:
    customer(session, "陈美玲", MEI, tier="gold", owner="mei", birthday=date(1986, 11, 24))
    customer(session, "李明", MEI_OFFICE, birthday=date(1996, 11, 25))
    customer(session, "Jack", JACK, house="kitsilano", language="en", title="mr", tier="silver")
    assert count(session, Segment(**segment), TODAY) == who


@pytest.mark.parametrize(
    ("segment", "who"),
    [
        ({"had": {"kind": "treatment"}}, {"Mei", "Ming"}),
        ({"had": {"kind": "treatment", "category": "laser"}}, {"Mei"}),
        ({"had": {"kind": "treatment", "first": "2026-05-24", "last": "2026-05-24"}}, {"Ming"}),
        # what lies ahead, as an insurance that runs out
        ({"had": {"kind": "insurance-due", "first": "2026-12-01", "last": "2026-12-31"}}, {"Jack"}),
        # what was taken back did not happen
        ({"had": {"kind": "surgery"}}, set()),
        # six months to the day are six months
        ({"quiet": {"months": 6, "kind": "treatment"}}, {"Ming", "Jack", "Ann"}),
        ({"quiet": {"months": 7, "kind": "treatment"}}, {"Jack", "Ann"}),
        # nothing at all, and nothing ahead
        ({"quiet": {"months": 6}}, {"Ming", "Ann"}),
        ({"had": {"kind": "treatment"}, "quiet": {"months": 6}}, {"Ming"}),
    ],
)
def test_filters_by_what_happened(session: Session, segment: dict[str, Any], who: set[str]) -> None:
    mei, ming, jack, ann = (customer(session, name, f"+8529000000{n}") for n, name in enumerate(PEOPLE))
    event(session, mei, date(2026, 5, 25))
    event(session, ming, date(2026, 5, 24), category="injection")
    event(session, jack, date(2026, 12, 31), "insurance-due", "")
    event(session, ann, date(2026, 11, 1), "surgery", "", withdrawn_at=TUESDAY_11)
    asked = members(Segment.model_validate(segment), TODAY)
    found = session.scalars(select(Customer.name).where(Customer.id.in_(asked)))
    assert set(found) == who


def test_only_who_has_agreed_to_offers_by_what_was_said_last(session: Session) -> None:
    yes, no, took_back, agreed_again = (customer(session, f"{n}", f"+8529000000{n}") for n in range(4))
    for one in (yes, took_back, agreed_again):
        give(session, one.id, "marketing", "form 12", "desk", TUESDAY_11 - 3 * HOUR)
    give(session, no.id, "care", "form 12", "desk", TUESDAY_11 - 3 * HOUR)
    for one in (took_back, agreed_again):
        withdraw(session, one.id, "marketing", "text 7", "text", TUESDAY_11 - 2 * HOUR)
    give(session, agreed_again.id, "marketing", "form 13", "desk", TUESDAY_11 - HOUR)
    assert set(session.scalars(members(Segment(consented=True), TODAY))) == {yes.id, agreed_again.id}


def test_what_was_stored_before_there_were_more_filters_is_read_as_it_was() -> None:
    stored = {"branches": ["harbour"], "tiers": ["gold"], "language": "zh"}
    assert Segment.model_validate(stored) == Segment(branches=("harbour",), tiers=("gold",), language="zh")


@pytest.mark.parametrize(
    "filters",
    [
        # a filter that there is not
        {"birthday": "today"},
        {"language": "fr"},
        {"titles": ["duke"]},
        {"birth_month": 13},
        {"aged_from": -1},
        {"aged_from": 50, "aged_to": 40},
        {"had": {"kind": ""}},
        {"had": {"kind": "visit", "first": "2026-12-01", "last": "2026-11-01"}},
        {"quiet": {"months": 0}},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(filters: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Segment.model_validate(filters)


def test_what_there_is_to_choose_from(session: Session) -> None:
    agent(session, "fai", name="阿辉")
    mei = customer(session, "陈美玲", MEI, tier="gold", owner="fai")
    customer(session, "Jack", JACK, house="kitsilano", tier="", owner="gone")
    branch(session, "bund")
    for kind, category in (("treatment", "laser"), ("treatment", "injection"), ("invoice", "")):
        event(session, mei, TODAY, kind, category)
    found = choices(session)
    assert (found.branches, found.tiers) == (("bund", "harbour", "kitsilano"), ("gold",))
    assert found.owners == {"gone": "gone", "fai": "阿辉"}
    assert found.kinds == {"invoice": (), "treatment": ("injection", "laser")}


def test_an_empty_house_offers_nothing_to_choose(session: Session) -> None:
    found = choices(session)
    assert (found.branches, found.tiers, found.owners, found.kinds) == ((), (), {}, {})


@pytest.mark.parametrize(
    ("channel", "asked", "since", "until", "quiet"),
    [
        # the channel that is asked for, and all
        ("call", "call", -HOUR, None, True),
        ("all", "call", -HOUR, None, True),
        # another channel
        ("text", "call", -HOUR, None, False),
        # until an instant: not any more from then on
        ("call", "call", -HOUR, HOUR, True),
        ("call", "call", -HOUR, 0 * HOUR, False),
        # written on a host whose clock is ahead: it is committed, so it holds
        ("call", "call", HOUR, None, True),
    ],
)
def test_who_is_left_in_peace(
    session: Session, channel: str, asked: str, since: timedelta, until: timedelta | None, quiet: bool
) -> None:
    mei = customer(session)
    ends = TUESDAY_11 + until if until is not None else None
    row = Suppression(customer_id=mei.id, channel=channel, reason="x", since=TUESDAY_11 + since, until=ends)
    session.add(row)
    session.flush()
    assert is_quiet(session, mei, asked) == quiet


def is_quiet(session: Session, who: Customer, channel: str, now: datetime = TUESDAY_11) -> bool:
    """Asked of one customer, and of all at once: both say the same."""
    alone = bool(session.scalar(select(suppressed(now, channel)).where(Customer.id == who.id)))
    assert alone == (who.id in session.scalars(all_suppressed(now, channel)))
    return alone


def test_a_quiet_number_is_quiet_for_everybody_who_has_it(session: Session) -> None:
    mei, father = customer(session, "陈美玲", MEI), customer(session, "陈大文", MEI_OFFICE, MEI)
    other = customer(session, "李明", "+85291234568")
    session.add(Suppression(e164=MEI, channel="call", reason="imported", since=TUESDAY_11))
    session.flush()
    assert [is_quiet(session, who, "call") for who in (mei, father, other)] == [True, True, False]


@pytest.mark.parametrize("row", [{}, {"customer_id": 1, "e164": MEI}], ids=["nobody", "both"])
def test_a_suppression_is_of_a_customer_or_of_a_number(session: Session, row: dict[str, Any]) -> None:
    mei = customer(session)
    if row:
        row = row | {"customer_id": mei.id}
    session.add(Suppression(**row, channel="all", reason="x", since=TUESDAY_11))
    with pytest.raises(IntegrityError, match="one_subject"):
        session.flush()
