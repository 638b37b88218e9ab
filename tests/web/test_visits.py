"""Visits at the desk: today's round, and what came of each."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from runtime.database import Sessions
from tests.browser.long_view import round_of_visits
from tests.browser.scenes import NOW
from tests.web.visitor import Visitor


@pytest.fixture
def visits(sessions: Sessions) -> list[int]:
    """罗梦洁 and 萧玲 live in district 07, 彭德华 in 03."""
    with sessions.begin() as session:
        return [visit.id for visit in round_of_visits(session)]


def outcomes(sessions: Sessions) -> list[Outcome]:
    with sessions() as session:
        return list(session.scalars(select(Outcome).order_by(Outcome.id)))


def of_wing(sessions: Sessions, **changes: Any) -> None:
    with sessions.begin() as session:
        wing = session.scalars(select(Agent).where(Agent.login == "wing")).one()
        for name, value in changes.items():
            setattr(wing, name, value)


@pytest.mark.usefixtures("visits")
def test_todays_visits_stand_beside_the_calls_one_district_after_another(wing: Visitor) -> None:
    page = wing.get("/desk").text
    listed = re.findall(r'id="visit-\d+"[^>]*>([^<]+)</a>', page)
    assert listed == ["彭先生", "罗女士", "萧女士"]
    assert "district 03" in page
    assert "The visit that was agreed for this day" in page
    assert page.index("Due today") < page.index("Visits today")


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({"roles": ["doctor"]}, 0),
        ({"branches": ["bund"]}, 0),
        ({"branches": ["harbour", "bund"]}, 3),
    ],
)
@pytest.mark.usefixtures("visits")
def test_only_the_agents_own_round_is_listed(
    changes: dict[str, Any], listed: int, wing: Visitor, sessions: Sessions
) -> None:
    of_wing(sessions, **changes)
    assert wing.get("/desk/today").text.count('class="visit"') == listed


def test_a_visit_whose_window_is_closed_is_not_listed(visits: list[int], wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        first, second = (session.get_one(FollowUp, one) for one in visits[:2])
        first.opens_at, second.opens_at = NOW + timedelta(hours=1), NOW - timedelta(days=9)
        second.closes_at = NOW
    assert wing.get("/desk/today").text.count('class="visit"') == 1


def test_whoever_visits_nobody_sees_no_list_of_visits(wing: Visitor) -> None:
    assert "Visits today" not in wing.get("/desk").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Visit to 罗女士", "district 07", "Not met", "Uses it well", "Visit at home")),
        ("zh", ("上门：罗女士", "片区07", "未遇见", "使用良好", "上门回访")),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_the_form_says_whom_and_why(
    language: str, words: tuple[str, ...], htmx: bool, visits: list[int], wing: Visitor
) -> None:
    wing._language = language
    page = wing.get(f"/desk/visits/{visits[0]}", htmx=htmx).text
    for one in words:
        assert one in page
    assert ("<html" in page) is not htmx
    assert "852" not in page, "no telephone number"


def test_a_visit_is_logged_with_notes_and_what_was_found(visits: list[int], wing: Visitor, sessions: Sessions) -> None:
    wing.get("/desk")
    said = {"disposition": "well", "notes": "每日按量服用。", "finding": "usage-good", "next_date": "2026-12-01"}
    answer = wing.post(f"/desk/visits/{visits[0]}", said, htmx=True)
    assert answer.headers["HX-Trigger"] == f'{{"logged": "visit-{visits[0]}"}}'
    assert "The visit to 罗女士 is logged." in answer.text
    (kept,) = outcomes(sessions)
    assert (kept.disposition, kept.notes, kept.next_date) == ("well", "每日按量服用。", date(2026, 12, 1))
    with sessions() as session:
        assert session.get_one(FollowUp, visits[0]).state is FollowUpState.DONE
        assert session.scalars(select(Event.category).where(Event.kind == "finding")).all() == ["usage-good"]


def test_who_was_not_met_stays_on_the_list(visits: list[int], wing: Visitor, sessions: Sessions) -> None:
    wing.get("/desk")
    answer = wing.post(f"/desk/visits/{visits[0]}", {"disposition": "relative"}, htmx=True)
    assert "罗女士 was not met; the visit stays on the list." in answer.text
    assert answer.text.count('class="visit"') == 3
    assert "not met once" in answer.text
    assert len(outcomes(sessions)) == 1


def test_without_scripts_the_form_leads_back_to_the_desk(visits: list[int], wing: Visitor) -> None:
    wing.get(f"/desk/visits/{visits[0]}")
    assert wing.post(f"/desk/visits/{visits[0]}", {"disposition": "well"}).location == "/desk"
    assert "The visit to 罗女士 is logged." in wing.get("/desk").text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Say how the visit went, or that the customer was not met."),
        ({"disposition": "machine"}, "Say how the visit went, or that the customer was not met."),
        ({"disposition": "call_later"}, "To call again later, choose the next date."),
        ({"disposition": "well", "next_date": "2020-01-01"}, "The next date must lie after today and within a year."),
        ({"disposition": "well", "next_date": "soon"}, "The next date is not a day of the calendar."),
        ({"disposition": "well", "notes": "长" * 4001}, "longer than 4,000"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(
    said: dict[str, str], told: str, visits: list[int], wing: Visitor, sessions: Sessions
) -> None:
    wing.get("/desk")
    answer = wing.post(f"/desk/visits/{visits[0]}", {"notes": "当日已访", "finding": "usage-weak"} | said, htmx=True)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert said.get("notes", "当日已访") in answer.text
    assert re.search(r'value="usage-weak" +checked', answer.text)
    assert outcomes(sessions) == []


def test_a_visit_that_a_colleague_has_logged_is_refused_in_words(
    visits: list[int], wing: Visitor, sessions: Sessions
) -> None:
    wing._language = "zh"
    wing.get("/desk")
    wing.post(f"/desk/visits/{visits[0]}", {"disposition": "well"}, htmx=True)
    answer = wing.post(f"/desk/visits/{visits[0]}", {"disposition": "well"}, htmx=True)
    assert (answer.status_code, "这次上门已无需再做。" in answer.text) == (422, True)
    assert "这次上门已无需再做。" in wing.get(f"/desk/visits/{visits[0]}").text
    assert len(outcomes(sessions)) == 1


@pytest.mark.parametrize("changes", [{"roles": ["doctor"]}, {"branches": ["bund"]}])
def test_somebody_elses_visit_is_neither_shown_nor_logged(
    changes: dict[str, Any], visits: list[int], wing: Visitor, sessions: Sessions
) -> None:
    of_wing(sessions, **changes)
    assert wing.get(f"/desk/visits/{visits[0]}").status_code == 404
    assert wing.post(f"/desk/visits/{visits[0]}", {"disposition": "well"}).status_code == 404
    assert outcomes(sessions) == []


def test_a_call_is_not_logged_as_a_visit(visits: list[int], wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.get_one(FollowUp, visits[0]).mode = "agent"
    assert wing.get(f"/desk/visits/{visits[0]}").status_code == 404
