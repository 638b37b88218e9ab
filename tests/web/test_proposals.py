"""Above a size a second person agrees before anybody is called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from runtime.database import Sessions
from tests.cast import agent, branch, customer
from tests.stopped_clock import StoppedClock
from tests.templates import compiled_once
from tests.web.test_launch import reviewed
from tests.web.visitor import PASSWORD_HASH, Visitor, settings
from web.app import create_app


@pytest.fixture
def app(sessions: Sessions, clock: StoppedClock) -> Flask:
    """Rita and Sam supervise; above one customer the other one is asked. There are two customers."""
    with sessions.begin() as session:
        branch(session)
        agent(session, "wing", password_hash=PASSWORD_HASH)
        for login, post in (("rita", "supervisor"), ("sam", "administrator")):
            agent(session, login, post=post, roles=[], password_hash=PASSWORD_HASH)
        for n in range(2):
            customer(session, f"甲{n}", f"+8526000000{n}", tier=("金卡", "")[n])
    return compiled_once(create_app(sessions, clock, replace(settings(), approval_above=1)))


@pytest.fixture
def sam(app: Flask) -> Visitor:
    """The second person, signed in."""
    visitor = Visitor(app)
    visitor.sign_in("sam")
    return visitor


def kept(sessions: Sessions) -> tuple[Campaign, int]:
    with sessions() as session:
        planned = session.scalar(select(func.count()).select_from(FollowUp))
        return session.scalars(select(Campaign)).one(), planned or 0


def proposed(rita: Visitor, **changes: Any) -> str:
    """Rita proposes; where the proposal is looked at."""
    assert rita.post("/console/launch", reviewed(rita, **changes)).location == "/console/launch"
    return "/console/launch/proposals/1"


def test_up_to_the_size_one_person_is_enough(rita: Visitor, sessions: Sessions) -> None:
    assert rita.post("/console/launch", reviewed(rita, tiers=["金卡"])).location == "/console"
    campaign, planned = kept(sessions)
    assert (campaign.state, planned) == ("running", 1)


def test_above_it_the_review_says_so_and_nobody_is_called_before_the_second_person(
    rita: Visitor, sam: Visitor, sessions: Sessions
) -> None:
    rita.get("/console/launch")
    page = rita.post("/console/launch/reviewed", reviewed(rita), htmx=True).text
    assert "Above 1 customer a second person agrees first." in page
    assert "Propose it for 2 customers" in page
    at = proposed(rita)
    campaign, planned = kept(sessions)
    assert (campaign.state, campaign.size, planned) == ("proposed", 2, 0)
    assert "waits for somebody else" in rita.get("/console/launch").text
    for page in (sam.get("/console/launch").text, sam.get("/console").text):
        assert f'href="{at}"' in page


def test_the_second_person_sees_the_review_anew_and_approves_once(
    rita: Visitor, sam: Visitor, sessions: Sessions
) -> None:
    at = proposed(rita, hours="clinic")
    with sessions.begin() as session:
        customer(session, "新客", "+85260000009")
    assert "Counting…" in sam.get(at).text
    page = sam.post(f"{at}/reviewed", htmx=True).text
    for shown in ("Approve 3 calls", "There were 2 when it was proposed.", "Clinic · 11:00-12:30", "祝您冬至快乐"):
        assert shown in page
    assert sam.post(f"{at}/approve").location == "/console"
    assert "“Winter Solstice” is launched: 3 customers; there were 2 when it was proposed." in sam.get("/console").text
    assert sam.post(f"{at}/approve").location == "/console/launch"
    assert "is decided already. Sam" in sam.get("/console/launch").text
    campaign, planned = kept(sessions)
    assert (campaign.state, planned) == ("running", 3)


def test_who_proposed_it_can_only_withdraw_it(rita: Visitor, sam: Visitor, sessions: Sessions) -> None:
    at = proposed(rita)
    page = rita.get(f"{at}?counted=1").text
    assert "You proposed it: a second person decides." in page
    assert "/approve" not in page
    assert rita.post(f"{at}/approve").status_code == 403
    assert rita.post(f"{at}/decline", {"because": "x"}).status_code == 403
    rita.post(f"{at}/withdraw")
    assert kept(sessions)[0].state == "stopped"
    assert sam.get(at).location == "/console/launch"
    assert sam.post(f"{at}/approve").location == "/console/launch"
    assert kept(sessions)[1] == 0


def test_a_reason_comes_with_a_no_and_the_proposer_reads_it(rita: Visitor, sam: Visitor, sessions: Sessions) -> None:
    at = proposed(rita)
    sam.get(at)
    assert sam.post(f"{at}/decline", {"because": " "}).location == at
    assert kept(sessions)[0].state == "proposed"
    sam.post(f"{at}/decline", {"because": "上周刚问候过"})
    page = rita.get("/console/launch").text
    assert "declined by Sam" in page
    assert "上周刚问候过" in page
    assert "上周刚问候过" not in sam.get("/console/launch").text


@pytest.mark.parametrize("deed", ["pause", "resume"])
def test_no_hand_on_the_console_lets_it_run_before(deed: str, rita: Visitor, sam: Visitor, sessions: Sessions) -> None:
    proposed(rita)
    sam.get("/console")
    sam.post(f"/console/campaigns/1/{deed}")
    assert kept(sessions)[0].state == "proposed"


def test_a_house_with_one_supervisor_is_told_what_to_do(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(update(Agent).where(Agent.login == "sam").values(post="agent"))
    page = rita.post("/console/launch/reviewed", reviewed(rita), htmx=True).text
    assert "Let a second supervisor in on the page of agents, or raise HUIFANG_APPROVAL_ABOVE." in page


def test_agents_decide_on_nothing(rita: Visitor, app: Flask) -> None:
    at = proposed(rita)
    wing = Visitor(app)
    wing.sign_in("wing")
    assert wing.get(at).status_code == 403
    assert {wing.post(f"{at}/{deed}").status_code for deed in ("approve", "decline", "withdraw", "reviewed")} == {403}
