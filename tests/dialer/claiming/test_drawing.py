"""Drawing: promises first, then what presses, then so that each role's shares of work are kept over the day."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.shares import change
from dialer.attempt_life import Result
from dialer.claiming.drawing import Drawing
from dialer.dispatch import tick
from dialer.pacing import Bucket
from tests.cast import TUESDAY_11, agent, customer, follow_up, greeting, ready
from tests.dialer.play import Play

WEEK = timedelta(days=7)
WORK = {"skin-laser": "care", "not-yet-decided": "bring_in", "run-out": "further_sales"}
MANUAL = {"consultant": {"bring_in": 0.5, "care": 0.1, "further_sales": 0.4}}


def row(number: int, playbook: str = "skin-laser", **changes: Any) -> FollowUp:
    """A consultant's call that may wait."""
    said: dict[str, Any] = {"id": number, "playbook": playbook, "role": "consultant", "purpose": "marketing"}
    said |= {"priority": 10, "closes_at": TUESDAY_11 + WEEK, "waits_for": "window"}
    return FollowUp(**said | changes)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        # somebody was told that we call: that goes before the pressing
        ({"owner": "wing", "priority": 90}, {"purpose": "care", "closes_at": TUESDAY_11, "priority": 1}),
        # he rang and nobody was free: a promise too
        ({"waits_for": "rang_back", "priority": 90}, {"priority": 1}),
        # care on its last day goes before what has more days, whatever its priority
        ({"purpose": "care", "closes_at": TUESDAY_11 + timedelta(hours=24), "priority": 90}, {"priority": 1}),
        # marketing on its last day is not pressing
        ({"priority": 1}, {"closes_at": TUESDAY_11 + timedelta(hours=1)}),
        # the pressing before the polite
        ({"priority": 1}, {"priority": 2}),
        # what closes sooner
        ({"closes_at": TUESDAY_11 + timedelta(days=2)}, {}),
    ],
)
def test_the_order(first: dict[str, Any], then: dict[str, Any]) -> None:
    rows = [row(1, **then), row(2, **first)]
    assert Drawing(TUESDAY_11).first(rows).id == 2


def draw(amounts: dict[str, int], shares: dict[str, dict[str, float]], calls: int) -> Counter[str]:
    """So many calls out of so many of each kind; how many of each were made."""
    left = [row(100 * n + k, name) for n, (name, many) in enumerate(amounts.items()) for k in range(many)]
    drawing, made = Drawing(TUESDAY_11, WORK, shares), Counter[str]()
    for _ in range(calls):
        chosen = drawing.first(left)
        left.remove(chosen)
        drawing.drawn(chosen)
        made[WORK[chosen.playbook]] += 1
    return made


def test_the_manuals_shares_are_kept() -> None:
    plenty = dict.fromkeys(WORK, 60)
    assert draw(plenty, MANUAL, 50) == {"bring_in": 25, "care": 5, "further_sales": 20}


def test_what_is_not_there_leaves_its_share_to_the_others() -> None:
    assert draw({"skin-laser": 60, "not-yet-decided": 0, "run-out": 60}, MANUAL, 50) == {
        "care": 10,
        "further_sales": 40,
    }


@given(st.lists(st.integers(1, 9), min_size=3, max_size=3), st.integers(1, 60))
def test_at_every_moment_each_kind_is_within_one_call_of_its_share(weights: list[int], calls: int) -> None:
    works = ("care", "bring_in", "further_sales")
    shares = {work: weight / sum(weights) for work, weight in zip(works, weights, strict=True)}
    made = draw(dict.fromkeys(WORK, 60), {"consultant": shares}, calls)
    assert all(abs(made[work] - shares[work] * calls) < 2 for work in works)


def test_a_role_without_shares_takes_things_as_they_come() -> None:
    made = draw(dict.fromkeys(WORK, 20), {"service": {"care": 1.0}}, 20)
    assert made == {"care": 20}


def test_the_shares_hold_over_the_day_though_one_kind_has_far_more_rows(play: Play) -> None:
    """Three hundred polite calls are more pressing than all others; a tick reads two hundred."""
    with play.scene() as session:
        change(session, "consultant", MANUAL["consultant"])
        ready(session, play.now, roles=["consultant"])
        for n, (book, many) in enumerate({"skin-laser": 300, "not-yet-decided": 9, "run-out": 9}.items()):
            for k in range(many):
                whose = customer(session, f"客{n}-{k}", f"+8529{n}{k:06}")
                follow_up(
                    session, whose, playbook=book, role="consultant", purpose="survey", hours="clinic",
                    priority=10 * (n + 1), closes_at=play.now + WEEK,
                )  # fmt: skip
    made = Counter[str]()
    for _ in range(10):
        call = play.rings_next()
        made[WORK[play.case(call.follow_up_id).playbook]] += 1
        play.picks_up(call)
        play.concludes(call, "well")
        play.tell(call, "ended", Result.TALKED)
    assert made == {"bring_in": 5, "care": 1, "further_sales": 4}


def test_a_flood_of_ones_own_work_does_not_starve_anothers_promise(play: Play) -> None:
    """Wing has forty matters of her own, all pressing; Fai promised one call, and one call fits into this second."""
    tools = play.limited(calls_per_second=1.0)
    with play.scene() as session:
        ready(session, play.now, "wing")
        ready(session, play.now, "fai")
        for n in range(40):
            follow_up(session, customer(session, f"客{n}", f"+852912346{n:02}", owner="wing"), priority=1)
        promise = follow_up(
            session,
            customer(session),
            owner="fai",
            take_over_at=play.now + WEEK,
            closes_at=play.now + WEEK,
            priority=90,
        )
        session.get_one(Bucket, "AC-test").tokens = 1.0
    (placed,) = tick(tools).place
    assert play.attempt(placed).follow_up_id == promise.id


def test_a_blast_leaves_lines_for_care(play: Play) -> None:
    """Ten lines, two of them kept: fifty greetings fill eight, and a clinical call still finds one."""
    with play.scene() as session:
        agent(session, "fai")
        for n in range(50):
            greeting(session, customer(session, f"客{n}", f"+852912345{n:02}"))
    tools = play.limited(concurrent_calls=10)
    assert len(tick(tools).place) == 8
    assert tick(tools).place == []
    with play.scene() as session:
        ready(session, play.now)
        clinical = follow_up(session, customer(session))
    (placed,) = tick(tools).place
    assert play.attempt(placed).follow_up_id == clinical.id


def test_the_lines_kept_for_care_are_found_behind_any_number_of_other_calls(play: Play) -> None:
    """Thirty offers are more pressing than the one call of care, and more than a tick reads."""
    with play.scene() as session:
        ready(session, play.now)
        for n in range(30):
            whose = customer(session, f"客{n}", f"+852912347{n:02}")
            follow_up(session, whose, purpose="marketing", priority=1, closes_at=play.now + WEEK)
        clinical = follow_up(session, customer(session), priority=50, closes_at=play.now + WEEK)
    (placed,) = tick(play.limited(concurrent_calls=1, share_for_care=0.99)).place
    assert play.attempt(placed).follow_up_id != clinical.id, "of one line nothing can be kept"
    with play.scene() as session:
        ready(session, play.now, "fai")
    (placed,) = tick(play.limited(concurrent_calls=2, share_for_care=0.5)).place
    assert play.attempt(placed).follow_up_id == clinical.id


def test_a_caller_id_has_a_budget_of_its_own(play: Play) -> None:
    """Harbour's number is exhausted for this second; Kitsilano's is not, and the account has plenty."""
    tools = play.limited(caller_id_calls_per_second=0.5)
    with play.scene() as session:
        # More than a tick reads, and more pressing than Jo's.
        for n in range(40):
            greeting(session, customer(session, f"客{n}", f"+852912345{n:02}"), priority=10)
        for bucket in ("AC-test/call/+85221234567", "AC-test/call/+16045550100"):
            session.get_one(Bucket, bucket).tokens = 1.0
        jo = greeting(session, customer(session, "Jo", "+16042530002", house="kitsilano"), hours="clinic")
        session.get_one(Bucket, "AC-test").tokens = 1.0
    placed = []
    for _ in range(4):
        placed.append([play.attempt(one).line for one in tick(replace(tools, calls_per_second=1.0)).place])
        play.clock.forward(seconds=1)
    assert placed == [["+85221234567"], ["+16045550100"], ["+85221234567"], []]
    assert play.case(jo.id).state is FollowUpState.UNDERWAY
