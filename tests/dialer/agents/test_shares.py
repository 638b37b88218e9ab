"""Shares of work: what each role's day is to be made of, and what it was made of so far."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.playbooks.editions import put
from campaigns.playbooks.shelf import SHELF
from dialer.agents.shares import SharesWrong, change, done_today, targets
from dialer.attempt_life import AttemptState
from dialer.topics import join
from huifang.engines.postgres import EmbeddedPostgres
from runtime.database import connect
from tests.cast import TUESDAY_11, agent, campaign, customer, follow_up, greeting
from tests.dialer.counted import call
from tests.schema import create_schema

MIDNIGHT = TUESDAY_11 - timedelta(hours=11)
HALVES = {"care": 0.5, "further_sales": 0.5}


@pytest.fixture
def migrated(postgres: EmbeddedPostgres) -> Iterator[Session]:
    """A database as the revisions leave it, whose rows no test has emptied."""
    engine = connect(postgres.create_database("shares"))
    create_schema(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def shares_of(session: Session, role: str) -> dict[str, float]:
    """What is kept of one role; empty where its work is not divided."""
    session.flush()
    return targets(session).get(role, {})


def test_a_house_begins_with_the_figures_of_the_manuals(migrated: Session) -> None:
    assert targets(migrated) == {
        "consultant": {"bring_in": 0.5, "care": 0.1, "further_sales": 0.4},
        "service": HALVES,
    }


def test_a_roles_shares_are_changed_as_a_whole_and_other_roles_keep_theirs(session: Session) -> None:
    change(session, "service", HALVES)
    change(session, "nurse", {"care": 1.0})
    change(session, "service", {"bring_in": 0.2, "care": 0.8, "further_sales": 0.0})
    assert shares_of(session, "service") == {"bring_in": 0.2, "care": 0.8}
    assert shares_of(session, "nurse") == {"care": 1.0}


@pytest.mark.parametrize("nothing", [{}, {"bring_in": 0.0, "care": 0.0, "further_sales": 0.0}])
def test_a_role_may_have_no_shares_and_its_work_is_not_divided(nothing: dict[str, float], session: Session) -> None:
    change(session, "service", HALVES)
    change(session, "service", nothing)
    assert "service" not in targets(session)


@pytest.mark.parametrize(
    "shares",
    [
        {"care": 1 / 3, "bring_in": 1 / 3, "further_sales": 1 / 3},
        {"care": 0.333, "bring_in": 0.333, "further_sales": 0.333},  # typed as 33.3 % each
    ],
)
def test_thirds_make_a_whole(shares: dict[str, float], session: Session) -> None:
    change(session, "service", shares)
    assert len(shares_of(session, "service")) == 3


@pytest.mark.parametrize(
    ("role", "shares", "said"),
    [
        ("service", {"care": 0.5, "further_sales": 0.4}, "The shares of service make 90 %; together they must make"),
        ("service", {"care": 0.6, "further_sales": 0.5}, "make 110 %"),
        ("service", {"care": 1.5, "bring_in": -0.5}, "A share lies between 0 and 1."),
        ("service", {"care": float("nan")}, "A share lies between 0 and 1."),
        ("service", {"gossip": 1.0}, "The kinds of work are bring_in, care, further_sales."),
        ("magician", {"care": 1.0}, "There is no role 'magician'"),
    ],
)
def test_what_makes_no_whole_is_refused_and_nothing_changes(
    role: str, shares: dict[str, float], said: str, session: Session
) -> None:
    change(session, "service", HALVES)
    with pytest.raises(SharesWrong, match=said):
        change(session, role, shares)
    assert targets(session) == {"service": HALVES}


def test_todays_calls_count_by_the_role_and_the_kind_of_work_of_their_lead(session: Session) -> None:
    due = follow_up(session, customer(session))  # skin-laser: care
    for n, (role, playbook, purpose) in enumerate(
        [
            ("consultant", "not-yet-decided", "marketing"),  # the playbook says bring_in
            ("service", "customer-value", "marketing"),
            ("service", "gone-long-ago", "survey"),  # not held any more: by its purpose
            ("service", "gone-long-ago", "marketing"),
        ]
    ):
        whose = customer(session, f"甲{n}", f"+8526000000{n}")
        call(session, follow_up(session, whose, role=role, playbook=playbook, purpose=purpose))
    led = call(session, due)
    beside = follow_up(session, customer(session, "乙", "+85260000009"), role="consultant")
    join(session, led.id, [beside])
    assert done_today(session, MIDNIGHT, TUESDAY_11) == {
        ("consultant", "bring_in"): 1,
        ("service", "further_sales"): 2,
        ("service", "care"): 2,
    }


def test_the_houses_own_edition_says_which_work_it_is(session: Session) -> None:
    text = (SHELF / "skin-laser.toml").read_text("utf-8")
    ours = text.replace('purpose = "care"', 'purpose = "care"\nwork = "bring_in"', 1)
    put(session, "skin-laser", ours, None, TUESDAY_11)
    call(session, follow_up(session, customer(session)))
    assert done_today(session, MIDNIGHT, TUESDAY_11) == {("service", "bring_in"): 1}


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        # rang: it counts, however it ended
        ({}, 1),
        ({"state": AttemptState.PLACING, "placing_at": TUESDAY_11}, 1),
        ({"state": AttemptState.LOST}, 1),
        ({"placing_at": MIDNIGHT}, 1),
        # yesterday
        ({"placing_at": MIDNIGHT - timedelta(seconds=1)}, 0),
        # no phone rang
        ({"state": AttemptState.REFUSED}, 0),
        ({"state": AttemptState.RELEASED}, 0),
        ({"state": AttemptState.CLAIMED, "placing_at": None}, 0),
        # nobody of ours spent time on it
        ({"channel": "text"}, 0),
        # the customer rang us
        ({"direction": "in", "placing_at": None}, 0),
    ],
)
def test_only_calls_of_agents_that_were_placed_count(changes: dict[str, Any], count: int, session: Session) -> None:
    call(session, follow_up(session, customer(session)), **changes)
    assert sum(done_today(session, MIDNIGHT, TUESDAY_11).values()) == count


def test_greetings_take_nobodys_time(session: Session) -> None:
    running = campaign(session, agent(session))
    call(session, greeting(session, customer(session), running))
    assert done_today(session, MIDNIGHT, TUESDAY_11) == {}
