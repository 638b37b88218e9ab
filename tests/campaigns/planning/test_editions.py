"""A house's own editions: seen before they are kept, and planned when they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.planning.house import plan_everybody, plan_house, plan_waiting
from campaigns.planning.preview import preview_edition, preview_switch
from campaigns.playbooks.editions import UnknownPlaybook, held, put, reset, running, switch
from campaigns.playbooks.reading import PlaybookWrong
from campaigns.playbooks.shelf import SHELF
from campaigns.to_plan import ToPlan, plan_again
from tests.cast import TUESDAY_11, customer, event

SHIPPED = (SHELF / "skin-laser.toml").read_text("utf-8")
LATER = SHIPPED.replace('due = "3 to 5 days after"', 'due = "4 to 6 days after"')


def treated(session: Session) -> None:
    event(session, customer(session), date(2026, 11, 24))
    plan_house(session, TUESDAY_11)


def windows(session: Session) -> list[tuple[str, date, date, str]]:
    session.expire_all()
    rows = select(FollowUp).where(FollowUp.playbook == "skin-laser").order_by(FollowUp.first_day)
    return [(f.step, f.first_day, f.last_day, f.state.value) for f in session.scalars(rows)]


def test_a_change_is_shown_before_it_is_made_and_makes_nothing(session: Session) -> None:
    treated(session)
    before = windows(session)
    seen = preview_edition(session, "skin-laser", LATER, TUESDAY_11)
    (change,) = seen.changes
    assert (change.step, change.what, change.count) == ("day-3", "moved", 1)
    assert change.names[0].startswith("陈美玲 (")
    # days 3 to 5 are the 27th to the 29th, 4 to 6 the 28th to the 30th
    assert [load for load in seen.load if load[1] != load[2]] == [
        (date(2026, 11, 27), 1, 0),
        (date(2026, 11, 30), 0, 1),
    ]
    assert windows(session) == before
    assert held(session)["skin-laser"].own is False


def test_a_kept_edition_moves_what_is_open_and_leaves_what_is_over(session: Session) -> None:
    treated(session)
    done = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
    done.state = done.state.DONE
    put(session, "skin-laser", LATER.replace('due = "1 day after"', 'due = "2 days after"'), None, TUESDAY_11)
    plan_house(session, TUESDAY_11)
    assert windows(session)[:2] == [
        ("day-1", date(2026, 11, 25), date(2026, 11, 25), "done"),
        ("day-3", date(2026, 11, 28), date(2026, 11, 30), "planned"),
    ]


def test_a_playbook_that_rests_withdraws_its_plan_and_one_that_runs_again_takes_it_back(session: Session) -> None:
    treated(session)
    seen = preview_switch(session, "skin-laser", False, TUESDAY_11)
    assert sum(c.count for c in seen.changes if c.what == "playbook_off") == 3
    switch(session, "skin-laser", False, None, TUESDAY_11)
    plan_house(session, TUESDAY_11)
    assert {state for *_, state in windows(session)} == {"withdrawn"}
    assert "skin-laser" not in running(session)
    switch(session, "skin-laser", True, None, TUESDAY_11)
    plan_house(session, TUESDAY_11)
    assert {state for *_, state in windows(session)} == {"planned"}


def test_a_promise_is_kept_although_its_playbook_rests(session: Session) -> None:
    treated(session)
    promised = session.scalars(select(FollowUp).where(FollowUp.step == "day-1")).one()
    promised.occurrence_key = "next/outcome:1"
    switch(session, "skin-laser", False, None, TUESDAY_11)
    plan_house(session, TUESDAY_11)
    assert next((step, state) for step, _, _, state in windows(session)) == ("day-1", "planned")


@pytest.mark.parametrize(("since_days", "missed"), [(0, 0), (30, 1)])
def test_a_playbook_answers_only_for_windows_that_closed_while_it_ran(
    session: Session, since_days: int, missed: int
) -> None:
    # day 7 is the 8th, and it may be made good until the 22nd
    event(session, customer(session), date(2026, 11, 1), "discharge", "")
    switch(session, "inpatient", True, None, TUESDAY_11 - timedelta(days=since_days))
    assert plan_house(session, TUESDAY_11).too_late == missed


def test_a_wrong_edition_is_refused_and_nothing_is_lost(session: Session) -> None:
    treated(session)
    with pytest.raises(PlaybookWrong, match="due"):
        put(session, "skin-laser", SHIPPED.replace('due = "1 day after"', 'due = "soon"'), None, TUESDAY_11)
    with pytest.raises(UnknownPlaybook, match="skin-lazer"):
        switch(session, "skin-lazer", True, None, TUESDAY_11)
    assert held(session)["skin-laser"].own is False


def test_news_of_a_customer_is_planned_for_that_customer_alone(session: Session) -> None:
    mei, ming = customer(session), customer(session, "李明", "+85291234568")
    for one in (mei, ming):
        event(session, one, date(2026, 11, 24))
    plan_again(session, [mei.id, mei.id], TUESDAY_11)
    assert plan_waiting(session, TUESDAY_11) == 1
    assert plan_waiting(session, TUESDAY_11) == 0
    assert set(session.scalars(select(FollowUp.customer_id))) == {mei.id}
    assert plan_everybody(session, TUESDAY_11) is not None
    assert set(session.scalars(select(FollowUp.customer_id))) == {mei.id, ming.id}
    assert session.scalar(select(func.count()).select_from(ToPlan)) == 0


def test_a_house_may_go_back_to_the_shipped_edition(session: Session) -> None:
    treated(session)
    put(session, "skin-laser", LATER, None, TUESDAY_11)
    assert held(session)["skin-laser"].own
    reset(session, "skin-laser", None, TUESDAY_11)
    assert (held(session)["skin-laser"].own, held(session)["skin-laser"].on) == (False, True)
    with pytest.raises(UnknownPlaybook, match="our-own"):
        reset(session, "our-own", None, TUESDAY_11)
