"""What was withdrawn for want of a consent, or because somebody was left in peace, comes back when that has ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.consents import give
from campaigns.customers import Customer
from campaigns.follow_ups import move
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.peace.consents import withdraw_consent
from dialer.peace.suppress import lift_one, suppress
from tests.campaigns.planning.courses import NOTHING, day, history, noon, only, planned, treatments
from tests.cast import MEI, customer, event

OFFER = treatments({"due": "3 to 5 days after"}, purpose="marketing")
TEXT = treatments({"due": "3 to 5 days after", "channels": ["text"], "text": {"en": "x", "zh": "x"}})


@pytest.fixture
def mei(session: Session) -> Customer:
    """Mei, who was treated on Tuesday."""
    mei = customer(session)
    event(session, mei, day(0))
    return mei


def falls(session: Session, reason: str) -> None:
    """The judgement refused it when it was due."""
    move(session, only(session), FollowUpState.WITHDRAWN, reason, noon(1))


def test_a_consent_that_is_given_again_brings_back_what_is_still_due(session: Session, mei: Customer) -> None:
    planned(session, OFFER)
    withdraw_consent(session, mei.id, "marketing", "said so", "desk/wing", noon(0))
    assert planned(session, OFFER, noon(1)) == NOTHING
    give(session, mei.id, "marketing", "form 7", "page/rita", noon(1))
    assert planned(session, OFFER, noon(1), [mei.id]).returned == 1
    assert only(session).state is FollowUpState.PLANNED
    assert history(session, only(session))[-1] == ("withdrawn", "planned", "due_again")


@pytest.mark.parametrize(
    ("fell_for", "granted", "on", "returned"),
    [
        # the law asked for a grant, and one was given
        ("no_consent", "marketing", 1, 1),
        # still none: it does not come and go at each planning
        ("no_consent", "", 1, 0),
        # a grant of something else is none of this
        ("no_consent", "survey", 1, 0),
        # its window is over
        ("no_consent", "marketing", 9, 0),
        ("consent_withdrawn", "marketing", 1, 1),
        # a withdrawal that somebody only wrote down as a reason: nothing was given
        ("consent_withdrawn", "", 1, 0),
    ],
)
def test_it_comes_back_with_a_grant_for_its_purpose_in_its_window(
    session: Session, mei: Customer, fell_for: str, granted: str, on: int, returned: int
) -> None:
    planned(session, OFFER)
    falls(session, fell_for)
    if granted:
        give(session, mei.id, granted, "form 7", "page/rita", noon(on))
    assert planned(session, OFFER, noon(on)).returned == returned


@pytest.mark.parametrize(
    ("playbook", "channel", "lifted", "returned"),
    [
        # calls are barred, and so nothing that is called about comes back before that is lifted
        (OFFER, "call", False, 0),
        (OFFER, "call", True, 1),
        # a text is no call, and a call no text
        (TEXT, "text", False, 0),
        (TEXT, "text", True, 1),
        (TEXT, "all", False, 0),
    ],
)
def test_who_is_left_in_peace_no_more_is_planned_again(
    session: Session, mei: Customer, playbook: Any, channel: str, *, lifted: bool, returned: int
) -> None:
    planned(session, playbook)
    suppress(session, mei.id, channel, "asked", noon(0), by="wing")
    assert only(session).reason == "asked"
    if lifted:
        held = session.scalars(select(Suppression)).one()
        assert lift_one(session, mei.id, held.id, noon(1), "rita")
    assert planned(session, playbook, noon(1)).returned == returned


@pytest.mark.parametrize(("playbook", "channel"), [(OFFER, "text"), (TEXT, "call")])
def test_what_goes_the_other_way_is_left_planned(session: Session, mei: Customer, playbook: Any, channel: str) -> None:
    planned(session, playbook)
    suppress(session, mei.id, channel, "asked", noon(0))
    assert only(session).state is FollowUpState.PLANNED


def test_a_suppression_that_ends_by_itself_brings_it_back(session: Session, mei: Customer) -> None:
    planned(session, OFFER)
    suppress(session, mei.id, "call", "asked", noon(0), until=noon(2), by="wing")
    assert planned(session, OFFER, noon(2) - timedelta(seconds=1)).returned == 0
    assert planned(session, OFFER, noon(2)).returned == 1


def test_a_number_on_a_list_keeps_it_from_coming_and_going(session: Session, mei: Customer) -> None:
    planned(session, OFFER)
    session.add(Suppression(e164=MEI, channel="all", reason="imported", since=noon(0), until=noon(2)))
    falls(session, "suppressed")
    assert planned(session, OFFER, noon(1)).returned == 0
    assert planned(session, OFFER, noon(2)).returned == 1


@pytest.mark.parametrize(("by", "returned"), [("rita", 1), (None, 0)])
def test_a_death_that_was_none_is_a_persons_to_find(
    session: Session, mei: Customer, by: str | None, returned: int
) -> None:
    """A correction of such news alone rings nobody."""
    planned(session, OFFER)
    suppress(session, mei.id, "all", "deceased", noon(0))
    held = session.scalars(select(Suppression)).one()
    held.until, held.lifted_by = noon(1), by
    assert planned(session, OFFER, noon(1)).returned == returned


def test_only_what_holds_is_lifted_and_only_the_customers_own(session: Session, mei: Customer) -> None:
    other = customer(session, "李明", "+85291234568")
    suppress(session, mei.id, "call", "asked", noon(0), by="wing")
    session.add(Suppression(e164=MEI, channel="all", reason="imported", since=noon(0)))
    session.flush()
    own, number = session.scalars(select(Suppression).order_by(Suppression.id))
    assert not lift_one(session, other.id, own.id, noon(1), "rita")
    assert not lift_one(session, mei.id, number.id, noon(1), "rita")
    assert lift_one(session, mei.id, own.id, noon(1), "rita")
    assert (own.until, own.lifted_by, own.by) == (noon(1), "rita", "wing")
    assert not lift_one(session, mei.id, own.id, noon(2), "wing")
    assert own.until == noon(1)
