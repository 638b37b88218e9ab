"""What the reports read is what the ledger says, whatever has happened to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.follow_ups import FollowUp
from dialer.figures.rows import FiguresRun, FigureStale, FollowUpFigure
from dialer.figures.upkeep import EVERY, anything_stale, bring_up_to_date, figures_due, keep_figures, rebuild
from runtime.database import Sessions
from tests.cast import TUESDAY_11, customer, follow_up
from tests.dialer.figures.history import History
from tests.dialer.figures.ledger import Ledger, rolled_up
from tests.dialer.play import begin


@pytest.mark.parametrize("seed", [1, 5])
def test_the_figures_are_the_ledger_counted_by_hand_after_any_history(sessions: Sessions, seed: int) -> None:
    with sessions() as session:
        history = History(session, seed)
        seen: set[str] = set()
        for deeds in (0, 120, 5):
            history.happens(deeds)
            bring_up_to_date(session, TUESDAY_11)
            session.expire_all()
            counted = Ledger(session).counted()
            assert rolled_up(session) == counted
            seen |= {key[-1] for key in counted}
            in_buckets = sum(n for key, n in counted.items() if key[0] == "follow_up" and key[-1] in _BUCKETS)
            assert in_buckets == session.scalar(select(func.count()).select_from(FollowUp)), "each in exactly one"
        assert seen >= {*_BUCKETS, "tried", "reached", "answered", "dissatisfied", "low"}, "nothing is left out"
        kept = rolled_up(session)
        rebuild(session, TUESDAY_11)
        session.expire_all()
        assert rolled_up(session) == kept, "counted all at once it is the same"


_BUCKETS = ("on_time", "late", "carried", "missed", "exhausted", "withdrawn", "open")


def test_only_the_days_that_changed_are_counted_anew(session: Session) -> None:
    whose = customer(session)
    first = follow_up(session, whose, last_day=TUESDAY_11.date())
    follow_up(session, whose, step="day-3", last_day=TUESDAY_11.date() + timedelta(days=2))
    bring_up_to_date(session, TUESDAY_11)
    assert bring_up_to_date(session, TUESDAY_11) == 0, "nothing has changed"
    first.state = first.state.MISSED
    session.flush()
    assert bring_up_to_date(session, TUESDAY_11) == 1
    assert not anything_stale(session)


def test_what_nobody_counts_marks_no_day(session: Session) -> None:
    due = follow_up(session, customer(session))
    bring_up_to_date(session, TUESDAY_11)
    due.next_try_at, due.waits_for, due.priority = TUESDAY_11, "cap", 3
    session.flush()
    assert not anything_stale(session)


def test_what_is_not_committed_when_the_figures_are_counted_is_counted_the_next_time(sessions: Sessions) -> None:
    with sessions.begin() as session:
        due = follow_up(session, customer(session)).id
        bring_up_to_date(session, TUESDAY_11)
    with sessions() as slow:
        slow.execute(update(FollowUp).where(FollowUp.id == due).values(state="withdrawn"))
        slow.flush()
        with sessions.begin() as session:
            assert bring_up_to_date(session, TUESDAY_11) == 0
        slow.commit()
    with sessions.begin() as session:
        assert bring_up_to_date(session, TUESDAY_11) == 1
        assert session.scalars(select(FollowUpFigure.withdrawn)).all() == [1]


def test_a_change_that_is_taken_back_marks_nothing(sessions: Sessions) -> None:
    with sessions.begin() as session:
        due = follow_up(session, customer(session)).id
        bring_up_to_date(session, TUESDAY_11)
    with sessions() as session:
        session.execute(update(FollowUp).where(FollowUp.id == due).values(state="withdrawn"))
        session.rollback()
        assert session.scalars(select(FigureStale.id)).all() == []


def test_calls_are_counted_anew_when_the_house_moves_to_another_zone(session: Session) -> None:
    history = History(session, 7)
    history.happens(60)
    bring_up_to_date(session, TUESDAY_11)
    session.execute(update(Branch).values(zone="Pacific/Auckland"))
    bring_up_to_date(session, TUESDAY_11)
    session.expire_all()
    assert rolled_up(session) == Ledger(session).counted()


def test_a_worker_is_asked_at_first_and_then_when_something_has_changed_and_not_more_often(sessions: Sessions) -> None:
    play = begin(sessions)
    assert play.tick().figures == [1], "nothing was counted yet"
    assert play.tick().figures == [], "the worker is at it"
    keep_figures(play.tools)
    play.clock.at += play.tools.soon(EVERY)
    assert play.tick().figures == [], "nothing has changed"
    with play.scene() as session:
        follow_up(session, customer(session))
        assert figures_due(play.tools, session, play.now) == [1]
        assert figures_due(play.tools, session, play.now) == []
    keep_figures(play.tools)
    with play.scene() as session:
        assert session.get_one(FiguresRun, 1).at == play.now


def test_a_second_worker_leaves_the_counting_to_the_first(sessions: Sessions) -> None:
    with sessions.begin() as first, sessions.begin() as second:
        bring_up_to_date(first, TUESDAY_11)
        assert bring_up_to_date(second, TUESDAY_11) == 0
        assert second.get(FiguresRun, 1) is None
