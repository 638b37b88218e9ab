"""Conditions of every kind: over the customer, the anchor's event, and what has been before or since."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from tests.campaigns.planning.courses import (
    all_rows,
    book,
    contact,
    day,
    noon,
    open_days,
    planned,
    treatments,
    withdrawn,
)
from tests.cast import customer, event, follow_up

DUE = {"due": "1 day after"}


@pytest.mark.parametrize(
    ("when", "of", "meant"),
    [
        # one of several words
        ({"customer": "tier", "is": ["vip", "gold"]}, {"tier": "gold"}, True),
        ({"customer": "tier", "is": ["vip", "gold"]}, {"tier": "silver"}, False),
        ({"customer": "tier", "is": ["vip"]}, {}, False),
        # none of them; who says nothing is none of them
        ({"customer": "tier", "is_not": ["vip", "gold"]}, {"tier": "gold"}, False),
        ({"customer": "tier", "is_not": ["vip", "gold"]}, {}, True),
        ({"customer": "segment", "is_not": ["sleeping"]}, {}, True),
        ({"customer": "segment", "is_not": ["sleeping"]}, {"details": {"segment": "sleeping"}}, False),
        # something is on file, or nothing
        ({"customer": "owner", "present": True}, {"owner": "wing"}, True),
        ({"customer": "owner", "present": True}, {}, False),
        ({"customer": "owner", "present": False}, {"owner": ""}, True),
        ({"customer": "birthday", "present": True}, {}, False),
        ({"customer": "birthday", "present": True}, {"birthday": day(0)}, True),
        ({"customer": "shoe_size", "present": False}, {}, True),
        # numbers, wherever they were written as such; what is no number is neither more nor less
        ({"customer": "spend", "at_least": 50000}, {"details": {"spend": 50000}}, True),
        ({"customer": "spend", "at_least": 50000}, {"details": {"spend": "49999.99"}}, False),
        ({"customer": "spend", "at_least": 50000}, {"details": {"spend": "much"}}, False),
        ({"customer": "spend", "at_most": 50000}, {"details": {"spend": "much"}}, False),
        ({"customer": "spend", "at_most": 50000}, {}, False),
        ({"customer": "spend", "at_least": 1}, {"details": {"spend": "NaN"}}, False),
        ({"customer": "visits", "is": [3]}, {"details": {"visits": "3"}}, True),
        ({"customer": "visits", "is": [3]}, {"details": {"visits": "3.0"}}, True),
        ({"customer": "visits", "is_not": [3]}, {"details": {"visits": "many"}}, True),
        # quotes and backslashes mean themselves
        ({"customer": "note", "is": ["a'b\"c\\d"]}, {"details": {"note": "a'b\"c\\d"}}, True),
        ({"customer": "note", "is": ["回访"]}, {"details": {"note": "回访"}}, True),
        # our own columns
        ({"customer": "language", "is": ["en"]}, {"language": "en"}, True),
        ({"customer": "branch", "is": ["harbour"]}, {}, True),
        ({"customer": "title", "is_not": ["mr"]}, {"title": ""}, True),
    ],
)
def test_a_condition_on_the_customer(
    session: Session, when: dict[str, Any], of: dict[str, Any], *, meant: bool
) -> None:
    event(session, customer(session, **of), day(0))
    planned(session, treatments(DUE | {"when": [when]}))
    assert bool(all_rows(session)) is meant


@pytest.mark.parametrize(
    ("branch", "details", "market"),
    [
        # the region's, unless the customer's own row says otherwise
        ("new", {}, "new"),
        ("mature", {}, "mature"),
        ("new", {"market": "mature"}, "mature"),
        ("new", {"market": ""}, "new"),
        # nobody has said
        ("", {}, None),
    ],
)
def test_the_maturity_of_the_market(session: Session, branch: str, details: dict[str, str], market: str | None) -> None:
    mei = customer(session, details=details)
    session.get_one(Branch, "harbour").market = branch
    event(session, mei, day(0))
    due: dict[str, Any] = dict(DUE)
    steps = (due | {"id": one, "when": [{"customer": "market", "is": [one]}]} for one in ("new", "mature"))
    planned(session, treatments(*steps))
    assert [one.step for one in all_rows(session)] == ([market] if market else [])


@pytest.mark.parametrize(
    ("when", "details", "meant"),
    [
        # this is the last treatment of the course
        ({"event": "number", "same_as": "of"}, {"number": 5, "of": 5}, True),
        ({"event": "number", "same_as": "of"}, {"number": "5", "of": 5}, True),
        ({"event": "number", "same_as": "of"}, {"number": 4, "of": 5}, False),
        ({"event": "number", "same_as": "of"}, {}, False),
        ({"event": "number", "same_as": "of"}, {"number": "", "of": ""}, False),
        # the method of a hair transplant
        ({"event": "method", "is": ["FUE"]}, {"method": "FUE"}, True),
        ({"event": "method", "is_not": ["FUE"]}, {"method": "FUE"}, False),
        ({"event": "method", "is_not": ["FUE"]}, {}, True),
        # our own columns
        ({"event": "category", "is": ["laser"]}, {}, True),
        ({"event": "by_whom", "present": True}, {}, False),
        ({"event": "spend", "at_least": 10}, {"spend": 9.99}, False),
    ],
)
def test_a_condition_on_the_event(
    session: Session, when: dict[str, Any], details: dict[str, Any], *, meant: bool
) -> None:
    event(session, customer(session), day(0), details=details)
    planned(session, treatments(DUE | {"when": [when]}))
    assert bool(all_rows(session)) is meant


@pytest.mark.parametrize(
    ("when", "days", "meant"),
    [
        # bought at least twice, at most once, never
        ({"history": "purchase", "at_least": 2}, [-9, -400], True),
        ({"history": "purchase", "at_least": 2}, [-9], False),
        ({"history": "purchase", "at_most": 1}, [-9, -400], False),
        ({"history": "purchase", "at_most": 0}, [], True),
        # within the days up to today: thirty days ago is out, the day after is in
        ({"history": "purchase", "at_least": 1, "within": "30 days"}, [-30], False),
        ({"history": "purchase", "at_least": 1, "within": "30 days"}, [-29], True),
        ({"history": "purchase", "at_least": 1, "within": "1 month"}, [-31], False),
        ({"history": "purchase", "at_least": 1, "within": "1 month"}, [-30], True),
        # since the anchor, not before it
        ({"history": "purchase", "at_most": 0, "since_anchor": True}, [-1], True),
        # of a category
        ({"history": "purchase", "at_least": 1, "category": "zinc"}, [-9], True),
        ({"history": "purchase", "at_least": 1, "category": "iron"}, [-9], False),
        # what lies ahead has not been
        ({"history": "purchase", "at_least": 1}, [3], False),
        # on the same matter as the anchor
        ({"history": "purchase", "at_least": 1, "same_subject": True}, [-9], False),
    ],
)
def test_a_condition_on_what_has_been(session: Session, when: dict[str, Any], days: list[int], *, meant: bool) -> None:
    mei = customer(session)
    event(session, customer(session, "李明", "+8613912345678"), day(-2), "purchase", "zinc")
    for on in days:
        event(session, mei, day(on), "purchase", "zinc", subject="z")
    event(session, mei, day(0), subject="face")
    planned(session, treatments(DUE | {"when": [when]}))
    assert bool([one for one in all_rows(session) if one.customer_id == mei.id]) is meant


def test_what_happens_after_the_anchor_withdraws_what_is_open(session: Session) -> None:
    """Not yet decided: whoever buys is not asked any more."""
    mei = customer(session)
    undecided = {"history": "purchase", "at_most": 0, "since_anchor": True}
    playbook = book({"talk": {"event": "consultation"}}, {"due": "7 days after", "when": [undecided]})
    event(session, mei, day(0), "purchase", "")  # bought something else that morning
    event(session, mei, day(0), "consultation", "")
    planned(session, playbook)
    assert open_days(session) == [("s0", day(7))]
    event(session, mei, day(0), "purchase", "", external_id="later")  # and this in the afternoon
    planned(session, playbook)
    assert withdrawn(session) == [("s0", "no_longer_due")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        # nobody has talked with them since; on the anchor's own day it counts if the event was known by then
        ([], True),
        ([(-3, noon(-3))], True),
        ([(0, noon(-30.5))], True),
        ([(0, noon(0))], False),
        ([(1, noon(1))], False),
    ],
)
def test_a_condition_on_contacts_since_the_anchor(
    session: Session, said: list[tuple[int, Any]], *, meant: bool
) -> None:
    mei = customer(session)
    about = follow_up(session, mei, playbook="other")
    for on, at in said:
        contact(session, mei, about, day(on), at)
    event(session, mei, day(0))
    unheard = {"history": "contact", "at_most": 0, "since_anchor": True}
    planned(session, treatments(DUE | {"when": [unheard]}))
    assert bool([one for one in all_rows(session) if one.playbook == "p"]) is meant


def test_all_conditions_must_hold(session: Session) -> None:
    for tier in ("gold", "silver"):
        for category in ("laser", "peel"):
            event(session, customer(session, tier + category, tier=tier), day(0), category=category)
    when = [{"customer": "tier", "is": ["gold"]}, {"event": "category", "is": ["laser"]}]
    planned(session, treatments(DUE | {"when": when}))
    assert len(all_rows(session)) == 1


def test_a_tier_that_is_lost_takes_its_greeting_with_it_and_gives_it_back(session: Session) -> None:
    mei = customer(session, tier="gold", birthday=day(20).replace(year=1980))
    when = [{"customer": "tier", "is": ["gold"]}]
    playbook = book({"born": {"customer": "birthday"}}, {"due": "on the day", "when": when})
    planned(session, playbook)
    mei.tier = ""
    planned(session, playbook)
    assert withdrawn(session) == [("s0", "no_longer_due")]
    mei.tier = "gold"
    assert planned(session, playbook).returned == 1
