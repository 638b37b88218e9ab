"""Their list of a day beside ours: it must be equal, and where it is not, it says why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.importing.listed import Listed, pasted
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import Held, held
from campaigns.reconciliations import Elsewhere, Ours, Reconciliation, compare
from campaigns.reconciling import anchor_of, reconcile
from campaigns.suppressions import Suppression
from tests.cast import TUESDAY_11 as NOW
from tests.cast import agent, customer, event, follow_up

MONDAY = date(2026, 11, 23)
OURS = [Ours("R-1", "C-1", 1), Ours("R-2", "C-2", 2), Ours("R-3", "C-2", 2), Ours("R-4", "C-4", 4, "suppressed")]


@pytest.mark.parametrize(
    ("theirs", "rows", "both", "differences"),
    [
        # the same records, in another order, and one of them twice
        (["R-4", "R-2", "R-1", "R-3", "R-1"], 4, 4, [("no_follow_up", "R-4", "suppressed")]),
        # one is missing on their side, one on ours
        (["R-1", "R-2", "R-3", "R-9"], 4, 3, [("theirs", "R-9", "unknown_to_us"), ("ours", "R-4", "")]),
        # customers instead of records: whoever was there twice is on both sides twice
        (["C-1", "C-2"], 2, 3, [("ours", "R-4", "")]),
        ([], 0, 0, [("ours", "R-1", ""), ("ours", "R-2", ""), ("ours", "R-3", ""), ("ours", "R-4", "")]),
    ],
)
def test_two_lists_are_compared_row_by_row(
    theirs: list[str], rows: int, both: int, differences: list[tuple[str, str, str]]
) -> None:
    found = compare(pasted("\n".join(theirs)), OURS, {})
    assert found[:2] == (rows, both)
    assert [(one["how"], one["key"], one["why"]) for one in found[2]] == differences


def test_where_their_list_names_records_a_customer_alone_makes_no_row_equal() -> None:
    _, both, differences = compare([Listed(2, "R-77", "C-1")], OURS[:1], {"R-77": Elsewhere("not_imported", 1)})
    assert both == 0
    assert [(one["how"], one["key"]) for one in differences] == [("theirs", "R-77"), ("ours", "R-1")]


def test_a_row_without_any_number_is_told_by_its_line() -> None:
    assert compare([Listed(7, "", "")], [], {})[2] == [{"how": "unread", "key": "", "line": 7, "why": "no_key"}]


@pytest.fixture
def workshop(session: Session) -> Held:
    """Three invoices of Monday, of which one is followed up."""
    settled(session, "R-1", "C-1", followed_up={})
    settled(session, "R-2", "C-2", followed_up={"state": FollowUpState.WITHDRAWN, "reason": "replaced"})
    settled(session, "R-3", "C-3")
    return held(session)["service-next-day"]


def settled(
    session: Session, record: str, whose: str, followed_up: dict[str, Any] | None = None, **changes: Any
) -> Event:
    who = customer(session, whose, external_id=whose)
    row = {"kind": "invoice", "category": "", "external_id": record} | changes
    found = event(session, who, row.pop("on", MONDAY), **row)
    if followed_up is not None:
        step = {"playbook": "service-next-day", "step": "next-day", "purpose": "survey"}
        follow_up(session, who, event_id=found.id, **step | followed_up)
    return found


def compared(session: Session, of: Held, *numbers: str) -> Reconciliation:
    return reconcile(session, of, MONDAY, pasted("\n".join(numbers)), agent(session, "rita").id, NOW)


def told(found: Reconciliation) -> list[tuple[str, str, str]]:
    return [(one["how"], one["key"], one["why"]) for one in found.differences]


def test_the_days_invoices_are_equal_and_those_that_nobody_follows_up_say_why(session: Session, workshop: Held) -> None:
    session.add(Suppression(customer_id=_id(session, "C-3"), channel="call", reason="asked", since=NOW))
    session.flush()
    found = compared(session, workshop, "R-1", "R-2", "R-3")
    assert (found.theirs, found.ours, found.both, found.equal) == (3, 3, 3, True)
    assert told(found) == [("no_follow_up", "R-2", "replaced"), ("no_follow_up", "R-3", "suppressed")]


def test_a_row_that_is_not_on_our_list_says_what_we_know_of_it(session: Session, workshop: Held) -> None:
    settled(session, "R-4", "C-4", on=date(2026, 11, 22))
    settled(session, "R-5", "C-5", withdrawn_at=NOW)
    settled(session, "R-6", "C-6", kind="visit")
    found = compared(session, workshop, "R-1", "R-2", "R-3", "R-4", "R-5", "R-6", "C-6", "R-99")
    assert not found.equal
    assert [one[1:] for one in told(found) if one[0] == "theirs"] == [
        ("R-4", "on_another_day"),
        ("R-5", "event_withdrawn"),
        ("R-6", "another_event"),
        ("C-6", "not_imported"),
        ("R-99", "unknown_to_us"),
    ]
    assert found.of("theirs")[0]["on"] == "2026-11-22"


def test_what_the_day_withdrew_or_another_category_is_not_ours(session: Session) -> None:
    laser = held(session)["skin-laser"]
    anchor = anchor_of(laser.playbook)
    assert (anchor.event, anchor.category) == ("treatment", "laser") if anchor else False
    others: tuple[dict[str, Any], ...] = ({}, {"category": "injection"}, {"withdrawn_at": NOW})
    for n, changes in enumerate(others):
        settled(session, f"T-{n}", f"C-{n}", **{"kind": "treatment", "category": "laser"} | changes)
    assert compared(session, laser, "T-0").ours == 1


def test_a_playbook_that_counts_from_no_event_has_no_list(session: Session) -> None:
    of = held(session)["holiday-greeting"]
    assert anchor_of(of.playbook) is None
    with pytest.raises(LookupError):
        compared(session, of, "R-1")


def _id(session: Session, external_id: str) -> int:
    return session.query(Customer.id).filter_by(external_id=external_id).one()[0]
