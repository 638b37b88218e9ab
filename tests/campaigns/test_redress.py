"""A dissatisfied customer stays open until the last word on it is a good one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.outcomes import Outcome
from campaigns.redress import Redress, RedressWrong, redress, unsettled
from tests.cast import TUESDAY_11 as NOW
from tests.cast import agent, customer, follow_up


@pytest.fixture
def case(session: Session) -> Outcome:
    """陈美玲 told Wing that she waited too long."""
    her = customer(session)
    row = {"follow_up_id": follow_up(session, her).id, "customer_id": her.id, "disposition": "dissatisfied"}
    found = Outcome(**row, agent_id=agent(session).id, notes="等了一小时。", logged_at=NOW)
    session.add(found)
    session.flush()
    return found


def is_open(session: Session, case: Outcome) -> bool:
    return session.scalar(select(Outcome.id).where(Outcome.id == case.id, unsettled())) is not None


@pytest.mark.parametrize(
    ("said", "still_open"),
    [
        ([], True),  # nobody has done anything yet
        ([("called the branch", "")], True),  # done, and the customer was not asked
        ([("apologised", "satisfied")], False),
        ([("", "accepted")], False),  # not glad, but it is settled for them
        ([("voucher", "dissatisfied")], True),
        ([("voucher", "dissatisfied"), ("refund", "satisfied")], False),
        ([("refund", "satisfied"), ("", "dissatisfied")], True),  # the youngest counts
    ],
)
def test_only_a_good_last_word_closes_it(
    said: list[tuple[str, str]], still_open: bool, session: Session, case: Outcome
) -> None:
    for n, (handling, verdict) in enumerate(said):
        assert redress(session, case.id, handling, verdict, case.agent_id or 0, NOW + timedelta(hours=n))
    assert is_open(session, case) is still_open


def test_the_same_said_twice_in_a_row_is_kept_once(session: Session, case: Outcome) -> None:
    told = [redress(session, case.id, "apologised", "", case.agent_id or 0, NOW) for _ in range(2)]
    assert told == [True, False]
    assert len(session.scalars(select(Redress)).all()) == 1


@pytest.mark.parametrize(
    ("handling", "verdict"),
    [
        ("", ""),  # nothing is said
        ("done", "delighted"),  # no verdict of ours
        ("长" * 4001, ""),
    ],
)
def test_what_says_nothing_is_not_kept(handling: str, verdict: str, session: Session, case: Outcome) -> None:
    with pytest.raises(RedressWrong):
        redress(session, case.id, handling, verdict, case.agent_id or 0, NOW)


def test_there_is_no_redress_for_who_is_content(session: Session, case: Outcome) -> None:
    case.disposition = "well"
    with pytest.raises(RedressWrong):
        redress(session, case.id, "apologised", "", case.agent_id or 0, NOW)
