"""What was found, and what an entry may not promise: the desk asks, and refuses in the page's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.playbooks.editions import put
from campaigns.playbooks.shelf import SHELF
from runtime.database import Sessions
from tests.browser.scenes import NOW, mei
from tests.cast import customer, follow_up
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def about(playbook: str, step: str) -> Callable[[Session], FollowUp]:
    """A call to Mei about this."""
    return lambda session: follow_up(session, customer(session, external_id="C-1"), playbook=playbook, step=step)


def test_the_choice_offers_what_the_playbook_lists_and_nothing_is_chosen(desk: Desk) -> None:
    desk.talks(mei)
    page = desk.wing.get("/desk").text
    offered = re.findall(r'name="finding" value="([\w-]*)" +(checked)?', page)
    assert offered == [("", "checked"), ("abnormal", "")]
    assert "Abnormal reaction" in page


def test_a_playbook_without_findings_does_not_ask(desk: Desk) -> None:
    desk.talks(about("complaint", "same-day"))
    assert 'name="finding"' not in desk.wing.get("/desk").text


def test_what_was_found_becomes_an_event(desk: Desk) -> None:
    desk.logs(desk.talks(mei), disposition="well", finding="abnormal")
    with desk.sessions() as session:
        found = session.scalars(select(Event).where(Event.kind == "finding")).one()
    assert (found.category, found.details["playbook"]) == ("abnormal", "skin-laser")


@pytest.mark.parametrize("finding", ["", "usage-good", "<script>"])
def test_what_the_playbook_does_not_list_is_not_kept(finding: str, desk: Desk) -> None:
    assert desk.logs(desk.talks(mei), disposition="well", finding=finding).status_code == 200
    with desk.sessions() as session:
        assert session.scalars(select(Event).where(Event.kind == "finding")).all() == []


def test_what_was_found_stays_chosen_when_something_else_is_wrong(desk: Desk) -> None:
    answer = desk.logs(desk.talks(mei), disposition="call_later", finding="abnormal")
    assert answer.status_code == 422
    assert re.search(r'name="finding" value="abnormal" +checked', answer.text)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "This matter stays open until it is settled: choose the next date, or log it as settled."),
        ("zh", "此事未了结前不能结案：请选择下次日期，或记录为已解决。"),
    ],
)
def test_an_open_matter_needs_a_next_date(language: str, told: str, desk: Desk) -> None:
    call = desk.talks(about("complaint", "same-day"))
    desk.wing._language = language
    answer = desk.logs(call, disposition="dissatisfied")
    assert (answer.status_code, told in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("per", "language", "told"),
    [
        ("month", "en", "That would be more than 4 contacts in that month; name a later day."),
        ("month", "zh", "当月联系将超过4次，请选择更晚的日期。"),
        ("quarter", "zh", "当季联系将超过4次，请选择更晚的日期。"),
        ("half-year", "en", "more than 4 contacts in that half-year"),
        ("year", "zh", "当年联系将超过4次，请选择更晚的日期。"),
    ],
)
def test_a_date_that_would_be_one_contact_too_many_is_refused(per: str, language: str, told: str, desk: Desk) -> None:
    text = (SHELF / "onboarding-by-phone.toml").read_text(encoding="utf-8")
    with desk.scene() as session:
        put(session, "onboarding-by-phone", text.replace('per = "month"', f'per = "{per}"'), None, NOW)
    call = desk.talks(about("onboarding-by-phone", "monthly"))
    with desk.scene() as session:
        _talked(session, times=3)
    desk.wing._language = language
    answer = desk.logs(call, disposition="well", next_date="2026-11-28")
    assert (answer.status_code, told in answer.text) == (422, True)


def _talked(session: Session, times: int) -> None:
    """So often this month; with today's conversation it is once more."""
    her = session.scalars(select(Customer)).one()
    for n in range(times):
        about_it = follow_up(session, her, occurrence_key=f"before/{n}")
        row: dict[str, Any] = {"follow_up_id": about_it.id, "customer_id": her.id, "disposition": "well"}
        on = NOW.date() - timedelta(days=2 + n)
        session.add(Outcome(**row, logged_at=NOW - timedelta(days=2 + n), contact_on=on))
    session.flush()
