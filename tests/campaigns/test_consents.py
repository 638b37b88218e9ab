"""Consents: the newest word counts, asked for one customer or for all at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.consents import Consent, Standing, give, permitted, stands, withdraw
from campaigns.customers import Customer
from campaigns.to_plan import ToPlan
from tests.cast import TUESDAY_11, consents, customer

GIVEN, WITHDRAWN, UNSAID = Standing.GIVEN, Standing.WITHDRAWN, Standing.UNSAID


def hours(number: int) -> datetime:
    return TUESDAY_11 + timedelta(hours=number)


def standing(session: Session, whom: Customer, purpose: str = "marketing") -> Standing:
    """By the list and by the condition, which must agree."""
    listed = consents(session, whom.id).get(purpose, UNSAID)
    for one in Standing:
        asked = select(stands(one, purpose)).where(Customer.id == whom.id)
        assert session.scalar(asked) is (one is listed)
    return listed


@pytest.mark.parametrize(
    ("said", "result"),
    [
        # nobody said anything
        ("", UNSAID),
        ("+0", GIVEN),
        ("-0", WITHDRAWN),
        # taken back, and given anew
        ("+0 -1", WITHDRAWN),
        ("+0 -1 +2", GIVEN),
        # the same instant: in the order in which it was said
        ("+0 -0", WITHDRAWN),
        ("-0 +0", GIVEN),
        # a form that is older than the withdrawal comes in after it
        ("-5 +0", WITHDRAWN),
        # taken back by a host whose clock is behind
        ("+5 -4", WITHDRAWN),
        # every grant ends, not the newest alone
        ("+0 +2 -3", WITHDRAWN),
        ("+0 +2 -3 +1", WITHDRAWN),
    ],
)
def test_the_newest_word_counts(session: Session, said: str, result: Standing) -> None:
    mei = customer(session)
    for word in said.split():
        if word[0] == "+":
            give(session, mei.id, "marketing", "form", "desk", hours(int(word[1:])))
        else:
            withdraw(session, mei.id, "marketing", "call", "desk", hours(int(word[1:])))
    assert standing(session, mei) is result


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), max_size=6))
def test_after_a_withdrawal_only_a_later_grant_permits(session: Session, said: list[tuple[bool, int]]) -> None:
    mei = customer(session, "陈美玲", *(f"+8529{n:07}" for n in range(1)), external_id=f"M{len(said)}/{said}")
    latest = -1
    allowed = UNSAID
    for grants, hour in said:
        if grants:
            give(session, mei.id, "marketing", "form", "desk", hours(hour))
            allowed = GIVEN if hour >= latest or allowed is GIVEN else allowed
        else:
            withdraw(session, mei.id, "marketing", "call", "desk", hours(hour))
            allowed = WITHDRAWN
        latest = max(latest, hour)
    assert standing(session, mei) is allowed
    session.rollback()


def test_each_purpose_and_each_customer_is_for_itself(session: Session) -> None:
    mei, ming = customer(session), customer(session, "李明", "+85291234568")
    withdraw(session, mei.id, "survey", "call", "desk", TUESDAY_11)
    give(session, ming.id, "marketing", "form", "desk", TUESDAY_11)
    assert [standing(session, mei, p) for p in ("care", "survey", "marketing")] == [UNSAID, WITHDRAWN, UNSAID]
    assert standing(session, ming) is GIVEN
    assert session.scalars(select(ToPlan.customer_id)).all() == [ming.id], "with a grant there is more to plan"


@pytest.mark.parametrize(
    ("purpose", "said", "opt_in", "code"),
    [
        # the relationship carries care and survey, and marketing where the law asks for no grant
        ("care", {}, False, "ok"),
        ("marketing", {}, False, "ok"),
        # where it does
        ("marketing", {}, True, "no_consent"),
        ("marketing", {"marketing": GIVEN}, True, "ok"),
        ("marketing", {"care": GIVEN}, True, "no_consent"),
        # what was taken back is refused everywhere, and nothing else is
        ("marketing", {"marketing": WITHDRAWN}, True, "consent_withdrawn"),
        ("marketing", {"marketing": WITHDRAWN}, False, "consent_withdrawn"),
        ("care", {"care": WITHDRAWN}, False, "consent_withdrawn"),
        ("care", {"marketing": WITHDRAWN, "survey": WITHDRAWN}, False, "ok"),
    ],
)
def test_the_rule(purpose: str, said: dict[str, Standing], opt_in: bool, code: str) -> None:
    assert permitted(purpose, said, opt_in=opt_in) == code


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"purpose": "selling"}, "purpose"),
        ({"given_at": None}, "says_something"),
        ({"withdrawn_at": hours(-1)}, "given_first"),
        # a consent that nobody can prove is none
        ({"proof": ""}, "proof"),
    ],
)
def test_the_database_keeps_nonsense_out(session: Session, changes: dict[str, object], constraint: str) -> None:
    row = {"customer_id": customer(session).id, "purpose": "care", "given_at": hours(0), "proof": "form", "source": "x"}
    session.add(Consent(**row | changes))
    with pytest.raises(IntegrityError, match=f"ck_consent_{constraint}"):
        session.flush()


def test_a_withdrawal_is_kept_beside_the_grants_that_it_ends(session: Session) -> None:
    mei = customer(session)
    give(session, mei.id, "marketing", "form 7", "desk", hours(0))
    withdraw(session, mei.id, "marketing", "message SM1", "text", hours(1))
    kept = session.scalars(select(Consent).order_by(Consent.id))
    assert [(row.given_at, row.withdrawn_at, row.proof, row.source) for row in kept] == [
        (hours(0), hours(1), "form 7", "desk"),
        (None, hours(1), "message SM1", "text"),
    ]
