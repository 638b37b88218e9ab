"""Segments and suppressions: whom a launch is meant for, and who is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.segments import Segment, choices, count, suppressed
from campaigns.suppressions import Suppression
from tests.cast import JACK, MEI, MEI_OFFICE, TUESDAY_11, branch, customer

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("segment", "who"),
    [
        # an empty one lets everybody through
        ({}, 3),
        ({"branches": ("harbour",)}, 2),
        ({"branches": ("harbour", "kitsilano")}, 3),
        ({"tiers": ("gold", "silver")}, 2),
        ({"language": "en"}, 1),
        # several hold together
        ({"branches": ("harbour",), "tiers": ("silver",)}, 0),
        # what nobody is
        ({"branches": ("nowhere",)}, 0),
    ],
)
def test_filters(session: Session, segment: dict[str, Any], who: int) -> None:
    customer(session, "陈美玲", MEI, tier="gold")
    customer(session, "李明", MEI_OFFICE)
    customer(session, "Jack", JACK, house="kitsilano", language="en", tier="silver")
    assert count(session, Segment(**segment)) == who


def test_a_filter_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError):
        Segment(birthday="today")  # type: ignore[call-arg]


def test_what_there_is_to_choose_from(session: Session) -> None:
    customer(session, "陈美玲", MEI, tier="gold")
    customer(session, "Jack", JACK, house="kitsilano", tier="")
    branch(session, "bund")
    assert choices(session) == {"branches": ["bund", "harbour", "kitsilano"], "tiers": ["gold"]}


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
    return bool(session.scalar(select(suppressed(now, channel)).where(Customer.id == who.id)))


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
