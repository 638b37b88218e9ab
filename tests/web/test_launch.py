"""Launching a greeting: the count first, everybody who is left out with the reason, and then once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from campaigns.consents import give
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.suppressions import Suppression
from dialer.texting.greetings import greeting_words
from runtime.database import Sessions
from tests.cast import BEFORE, TUESDAY_11, customer
from tests.stopped_clock import StoppedClock
from tests.templates import compiled_once
from tests.web.visitor import Visitor, settings
from web.app import create_app

FORM: dict[str, Any] = {
    "name": "Winter Solstice",
    "language": "",
    "message-zh": "{address}您好，{house}祝您冬至快乐。",
    "message-en": "Hello {address}, a happy solstice from {house}.",
}


@pytest.fixture
def segment(sessions: Sessions) -> None:
    """Mei and Jack can be called; Ming is in Shanghai, Ann has opted out, and Bob's number is dead."""
    with sessions.begin() as session:
        customer(session, "陈美玲", tier="金卡", external_id="C-1")
        jack = {"surname": "Murray", "title": "mr", "language": "en"}
        customer(session, "Jack Murray", "+16042530001", house="kitsilano", external_id="C-2", **jack)
        ming = customer(session, "张明", "+8613912345678", house="bund", external_id="C-3")
        # Where he is the law asks for a consent.
        give(session, ming.id, "marketing", "form 7", "cast", BEFORE)
        ann = customer(session, "李安", "+85293334444", external_id="C-4")
        session.add(Suppression(customer_id=ann.id, channel="all", reason="opt_out", since=TUESDAY_11))
        customer(session, "鲍勃", "+85295556666", external_id="C-5").numbers[0].dead_reason = "bad_number"


def reviewed(rita: Visitor, **changes: Any) -> dict[str, Any]:
    """The form as the review sends it on."""
    rita.get("/console/launch")
    page = rita.post("/console/launch/review", FORM | changes).text
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found, page
    return FORM | changes | {"once": found.group(1)}


@pytest.mark.usefixtures("segment")
@pytest.mark.parametrize(
    ("filters", "callable_"),
    [
        ({}, 2),
        ({"branches": ["harbour"]}, 1),
        ({"branches": ["harbour", "kitsilano"]}, 2),
        ({"tiers": ["金卡"]}, 1),
        ({"language": "en"}, 1),
        ({"branches": ["kitsilano"], "language": "zh"}, 0),
    ],
)
def test_the_count_follows_the_filters(filters: dict[str, Any], callable_: int, rita: Visitor) -> None:
    rita.get("/console/launch")
    counted = rita.post("/console/launch/count", FORM | filters, htmx=True).text
    assert f'<p class="figure">{callable_}</p>' in counted


@pytest.mark.usefixtures("segment")
def test_the_greeting_is_heard_before_it_is_sent(rita: Visitor) -> None:
    rita.get("/console/launch")
    counted = rita.post("/console/launch/count", FORM, htmx=True).text
    assert "陈女士您好，海港诊所祝您冬至快乐。" in counted
    assert "Hello Mr Murray, a happy solstice from Kitsilano Clinic." in counted


@pytest.mark.usefixtures("segment")
def test_the_review_names_everybody_who_is_left_out_and_why(rita: Visitor) -> None:
    rita.get("/console/launch")
    page = rita.post("/console/launch/review", FORM | {"counted": "1"}).text
    for shown in (
        "left in peace: opted out or suppressed",
        "李安 (C-4)",
        "no usable number",
        "鲍勃 (C-5)",
        "the carrier has no voice service to this number",
        "张明 (C-3)",
        "Launch 2 calls",
    ):
        assert shown in page


@pytest.mark.usefixtures("segment")
def test_a_carrier_that_serves_the_mainland_leaves_nobody_there_out(
    sessions: Sessions, clock: StoppedClock, rita: Visitor
) -> None:
    served = Visitor(compiled_once(create_app(sessions, clock, settings(also_serves=("+86",)))))
    served.sign_in("rita")
    assert "Launch 3 calls" in served.post("/console/launch/reviewed", FORM, htmx=True).text


@pytest.mark.usefixtures("segment")
def test_a_confirmed_launch_plans_one_greeting_for_each_who_can_be_called(rita: Visitor, sessions: Sessions) -> None:
    answer = rita.post("/console/launch", reviewed(rita))
    assert answer.location == "/console"
    assert "“Winter Solstice” is launched." in rita.get("/console").text
    with sessions() as session:
        launched = session.scalars(select(Campaign)).one()
        assert session.scalar(select(func.count()).where(FollowUp.campaign_id == launched.id)) == 2
        assert (launched.message["zh"], launched.segment) == (FORM["message-zh"], {})


@pytest.mark.usefixtures("segment")
def test_what_is_read_out_is_what_the_supervisor_wrote(rita: Visitor, sessions: Sessions) -> None:
    from dialer.judgement.facts import facts

    rita.post("/console/launch", reviewed(rita))
    with sessions() as session:
        rows = session.scalars(select(FollowUp)).all()
        heard = {
            greeting_words(session, known.follow_up, known.customer, known.branch)
            for known in facts(session, rows, TUESDAY_11).values()
        }
    assert "陈女士您好，海港诊所祝您冬至快乐。" in heard


@pytest.mark.usefixtures("segment")
def test_a_double_click_launches_once(rita: Visitor, sessions: Sessions) -> None:
    form = reviewed(rita)
    assert [rita.post("/console/launch", form).status_code for _ in range(2)] == [302, 302]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 1


@pytest.mark.usefixtures("segment")
def test_two_clicks_at_the_same_instant_launch_once(rita: Visitor, app: Flask, sessions: Sessions) -> None:
    form = reviewed(rita)
    others = [Visitor(app) for _ in range(4)]
    for other in others:
        other.sign_in("rita")
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda visitor: visitor.post("/console/launch", form).status_code, others))
    assert answers == [302] * 4
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 1


@pytest.mark.usefixtures("segment")
def test_a_second_review_is_a_second_campaign(rita: Visitor, sessions: Sessions) -> None:
    for _ in range(2):
        rita.post("/console/launch", reviewed(rita))
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": " "}, "Give the campaign a name"),
        ({"name": "很" * 81}, "at most 80 characters"),
        ({"message-zh": ""}, "Write what it says."),
        ({"message-en": "x" * 601}, "At most 600 characters"),
        ({"message-en": "Hello {name}"}, "{name} cannot be filled in; there are {address}, {house}."),
        # whoever picks up hears it: the word is named
        ({"message-zh": "{address}您好，激光疗程八折。"}, "Anybody may pick up: leave out “激光”"),
        ({"message-en": "Hello {address}, your Botox offer."}, "Anybody may pick up: leave out “Botox”"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(
    changes: dict[str, str], told: str, rita: Visitor
) -> None:
    rita.get("/console/launch")
    answer = rita.post("/console/launch/review", FORM | {"tiers": []} | changes)
    assert answer.status_code == 422
    assert told in answer.text
    assert (FORM | changes)["message-zh"] in answer.text
    assert (FORM | changes)["message-en"] in answer.text


@pytest.mark.usefixtures("segment")
def test_going_back_from_the_review_keeps_the_form(rita: Visitor) -> None:
    rita.get("/console/launch")
    page = rita.post("/console/launch/review", FORM | {"back": "1", "tiers": ["金卡"]})
    assert page.status_code == 200
    assert 'value="金卡" checked' in page.text
    assert 'value="Winter Solstice"' in page.text


def test_a_treatment_word_is_refused_at_the_confirmation_too(rita: Visitor, sessions: Sessions) -> None:
    """A form that was changed by hand, or sent by an old page."""
    form = reviewed(rita)
    assert rita.post("/console/launch", form | {"message-zh": "{address}您好，术后安好？"}).status_code == 422
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 0


def test_a_launch_without_a_review_is_not_one(rita: Visitor, sessions: Sessions) -> None:
    rita.get("/console/launch")
    assert rita.post("/console/launch", FORM).status_code == 422
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Campaign)) == 0
