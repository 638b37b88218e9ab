"""The supervisor's playbooks: read aloud, and switched after seeing what that changes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.planning.house import anybody_waits, ask_for_everybody, is_due, plan_everybody
from campaigns.playbooks.editions import Edition, held
from campaigns.to_plan import ToPlan
from runtime.database import Sessions
from tests.browser.scenes import NOW
from tests.cast import customer, event
from tests.web.visitor import Visitor

LASER = "/console/playbooks/skin-laser"


@pytest.fixture
def treated(sessions: Sessions) -> None:
    """Three customers were treated today, and the house has planned what follows."""
    with sessions.begin() as session:
        for n in range(3):
            whose = customer(session, f"甲{n}", f"+8526000000{n}", external_id=f"C-{n}")
            event(session, whose, NOW.date(), created_at=NOW)
        plan_everybody(session, NOW)


def planned(sessions: Sessions) -> int:
    """How many follow-ups wait."""
    with sessions() as session:
        waiting = select(func.count()).select_from(FollowUp).where(FollowUp.state == FollowUpState.PLANNED)
        return session.execute(waiting).scalar_one()


def one(page: str, playbook_id: str) -> str:
    """What the page says of one playbook."""
    return page[page.index(f'id="{playbook_id}"') :].split("</article>")[0]


@pytest.mark.parametrize(
    ("language", "name", "sentence", "policy"),
    [
        ("en", "After a laser treatment", "The day after the laser treatment, service calls", "Any later transfer"),
        ("zh", "激光治疗术后回访", "激光治疗后第1天由客服致电", "之后如有转出"),
    ],
)
def test_a_playbook_is_read_aloud(language: str, name: str, sentence: str, policy: str, rita: Visitor) -> None:
    rita._language = language
    found = one(rita.get("/console/playbooks").text, "skin-laser")
    for words in (name, sentence, policy):
        assert words in found


def test_every_playbook_of_the_house_is_there_and_those_that_run_come_first(rita: Visitor, sessions: Sessions) -> None:
    with sessions() as session:
        house = held(session)
    page = rita.get("/console/playbooks").text
    listed = re.findall(r'<article class="playbook" id="([\w-]+)">', page)
    assert sorted(listed) == sorted(house)
    runs = [house[name].on for name in listed]
    assert runs == sorted(runs, reverse=True)
    assert "own edition" not in page


@pytest.mark.usefixtures("treated")
def test_switching_off_shows_first_what_it_withdraws_and_changes_nothing(rita: Visitor, sessions: Sessions) -> None:
    before = planned(sessions)
    page = rita.get(f"{LASER}/off/changes").text
    assert "withdrawn: the playbook was switched off or changed" in page
    assert "甲0 (C-0)" in page
    tomorrow = page[page.index("tomorrow") :]
    assert re.findall(r"<td[^>]*>(\d+)</td>", tomorrow)[:2] == ["3", "0"]
    assert planned(sessions) == before > 0
    with sessions() as session:
        assert held(session)["skin-laser"].on
        assert session.scalars(select(Edition)).all() == []
        assert not is_due(session, NOW)


@pytest.mark.usefixtures("treated")
def test_the_page_is_there_before_the_changes_are_counted(rita: Visitor) -> None:
    page = rita.get(f"{LASER}/off").text
    assert "甲0" not in page
    assert f'hx-get="{LASER}/off/changes" hx-trigger="load"' in page
    part = rita.get(f"{LASER}/off/changes", htmx=True).text
    assert "甲0 (C-0)" in part
    assert "<main" not in part


@pytest.mark.usefixtures("treated")
def test_switched_off_it_rests_and_everybody_is_to_be_planned_anew(rita: Visitor, sessions: Sessions) -> None:
    rita.get(f"{LASER}/off")
    rita.post(f"{LASER}/off")
    assert "rests; what it had planned is withdrawn" in rita.get("/console/playbooks").text
    with sessions.begin() as session:
        edition = session.scalars(select(Edition)).one()
        assert (edition.on, edition.made_by) == (False, 2), "Rita did it"
        assert is_due(session, NOW)
        plan_everybody(session, NOW)
    assert planned(sessions) == 0


def test_switching_on_shows_what_it_will_plan(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        event(session, customer(session, external_id="C-1"), NOW.date(), "surgery", "", created_at=NOW)
    page = rita.get("/console/playbooks/surgery/on/changes").text
    assert "Switch on “After surgery" in page or "Switch on “" in page
    assert "C-1" in page
    assert planned(sessions) == 0


def test_pressing_the_button_twice_switches_once(rita: Visitor, sessions: Sessions) -> None:
    rita.get("/console/playbooks/surgery/on")
    for _ in range(2):
        rita.post("/console/playbooks/surgery/on")
    with sessions() as session:
        assert len(session.scalars(select(Edition)).all()) == 1


@pytest.mark.parametrize("path", ["no-such/on", "skin-laser/explode"])
def test_what_there_is_not_cannot_be_switched(path: str, rita: Visitor, sessions: Sessions) -> None:
    rita.get("/console")
    assert rita.post(f"/console/playbooks/{path}").status_code in (404, 405)
    with sessions() as session:
        assert session.scalars(select(Edition)).all() == []


@pytest.mark.parametrize("path", ["off", "text/keep", "shipped"])
def test_an_agent_changes_no_playbook(path: str, wing: Visitor, sessions: Sessions) -> None:
    assert wing.post(f"{LASER}/{path}", {"text": "id = 'skin-laser'"}).status_code == 403
    with sessions() as session:
        assert session.scalars(select(Edition)).all() == []


@pytest.mark.usefixtures("treated")
def test_a_run_that_began_before_the_change_does_not_hide_it(sessions: Sessions) -> None:
    """It ends after the change, and says that everybody is planned; whom it planned is planned once more."""
    with sessions() as running, sessions() as changing:
        plan_everybody(running, NOW + timedelta(minutes=1))
        ask_for_everybody(changing, NOW)
        changing.commit()
        running.commit()
    with sessions() as session:
        assert not is_due(session, NOW + timedelta(minutes=2))
        assert anybody_waits(session)
        everybody = select(func.count()).select_from(Customer)
        assert session.scalar(select(func.count()).select_from(ToPlan)) == session.scalar(everybody)
