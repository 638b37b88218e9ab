"""Segments and cost stand where a text is written, launched and read: the count is certain, the price an example."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.playbooks.editions import put
from campaigns.playbooks.shelf import SHELF, shelf
from campaigns.segments import Segment
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.text_rules.segments import Cost, Segments
from runtime.database import Sessions
from tests.browser.scenes import NOW, answers, mei
from tests.cast import branch, customer, follow_up
from tests.web.test_launch import FORM
from tests.web.visitor import Visitor
from web.prices import country, money, taken
from web.reading.texts_cost import of_launch, of_playbook

GREETING = (SHELF / "holiday-greeting.toml").read_text(encoding="utf-8")
#: Whom the greeting does not reach gets the text after a missed call.
TEXTING = GREETING.replace("text_after_missed = false", "text_after_missed = true")
JACK = {"surname": "Murray", "title": "mr", "language": "en"}


def people(session: Session) -> None:
    """Three in Hong Kong, two of whom read Chinese; Jack in Vancouver; one who is left in peace."""
    customer(session, "陈美玲", external_id="C-1")
    customer(session, "李明", "+85291234568", external_id="C-2")
    customer(session, "Ann Lee", "+85291234569", external_id="C-3", **JACK)
    customer(session, "Jack Murray", "+16042530001", house="kitsilano", external_id="C-4", **JACK)
    quiet = customer(session, "李安", "+85293334444", external_id="C-5")
    session.add(Suppression(customer_id=quiet.id, channel="all", reason="asked", since=NOW))


def test_a_launch_is_counted_by_language_and_country(session: Session) -> None:
    people(session)
    put(session, "holiday-greeting", TEXTING, None, NOW)
    playbook = shelf()["holiday-greeting"].model_copy(update={"text_after_missed": True})
    found = of_launch(session, playbook, Segment(), (), NOW)
    assert [(b.language, b.country, b.texts, b.took.alphabet, b.took.count, b.segments) for b in found] == [
        # 【海港诊所】陈女士您好，… is Chinese, and so 70 signs to a segment
        ("zh", "HK", 2, "UCS-2", 1, 2),
        ("en", "CA", 1, "GSM-7", 1, 1),
        ("en", "HK", 1, "GSM-7", 1, 1),
    ]
    assert [b.cost for b in found] == [Cost(0.16, "USD"), Cost(0.01, "USD"), Cost(0.08, "USD")]
    assert of_launch(session, playbook, Segment(language="en", branches=("kitsilano",)), (), NOW) == found[1:2]


def test_a_launch_that_texts_nobody_costs_no_texts(session: Session) -> None:
    people(session)
    assert of_launch(session, shelf()["holiday-greeting"], Segment(), (), NOW) == []


def test_a_launch_of_texts_is_counted_by_its_own_words(session: Session) -> None:
    people(session)
    whole = shelf()["holiday-greeting"]
    alone = whole.model_copy(update={"steps": tuple(step for step in whole.steps if step.mode == "text")})
    found = of_launch(session, alone, Segment(language="zh"), (), NOW)
    assert [(b.texts, b.took) for b in found] == [(2, Segments("UCS-2", 40, 1))]


def test_a_country_without_an_example_price_has_none(session: Session) -> None:
    customer(session, "Hans", "+498912345678", language="en").numbers[0].country = "DE"
    (batch,) = of_launch(
        session, shelf()["holiday-greeting"].model_copy(update={"text_after_missed": True, "purpose": "care"}),
        Segment(), (), NOW,
    )  # fmt: skip
    assert (batch.country, batch.cost) == ("DE", None)


@pytest.mark.parametrize(
    ("playbook", "steps"),
    [
        # a text of its own in one step, and calls whose misses are texted
        ("treatment-care", {"", "hours-2", "day-3", "day-7"}),
        # a greeting that is not reached is not texted about
        ("holiday-greeting", {"text"}),
        ("festival-thanks", set()),
    ],
)
def test_every_text_of_a_playbook_is_shown_in_both_languages(session: Session, playbook: str, steps: set[str]) -> None:
    branch(session)
    found = of_playbook(session, shelf()[playbook], NOW)
    assert {(one.step, one.language) for one in found} == {(s, lang) for s in steps for lang in ("zh", "en")}
    assert all("{" not in one.words for one in found)


def test_a_house_without_branches_has_nobody_to_text(session: Session) -> None:
    assert of_playbook(session, shelf()["treatment-care"], NOW) == []


def test_a_sample_is_a_customer_of_the_language_or_an_invented_one(session: Session) -> None:
    customer(session, "Wong", title="", surname="", language="en")
    customer(session, "Jack Murray", "+16042530001", house="kitsilano", **JACK)
    said = {one.language: one.words for one in of_playbook(session, shelf()["treatment-care"], NOW)}
    assert "Mr Murray" in said["en"]
    assert "陈女士" in said["zh"]


def test_the_review_shows_the_texts_and_that_prices_are_examples(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        people(session)
    rita.get("/console/launch")
    assert "Whom it does not reach is not texted about it." in rita.post("/console/launch/reviewed", FORM).text
    with sessions.begin() as session:
        put(session, "holiday-greeting", TEXTING, None, NOW)
        branch(session).name_zh = "海港诊所" * 4
    page = rita.post("/console/launch/reviewed", FORM).text
    assert "简体中文, Hong Kong SAR China" in page or "简体中文, Hong Kong" in page
    assert "about 2 × 2 segments, UCS-2 = 4 · USD 0.32" in page
    assert "Prices are examples" in page
    assert "at the most, if nobody answers" in page


def test_the_preview_of_an_edition_shows_its_texts(rita: Visitor, sessions: Sessions) -> None:
    text = (SHELF / "treatment-care.toml").read_text(encoding="utf-8")
    rita.get("/console/playbooks/treatment-care/text")
    page = rita.post("/console/playbooks/treatment-care/text", {"text": text}).text
    assert "After a call that nobody answered" in page
    assert re.search(r"1 segment, GSM-7 · USD 0\.08", page)
    assert re.search(r"\d segments?, UCS-2 · USD", page)


def text(session: Session, whose: Any, state: AttemptState, body: str) -> None:
    """A text to this customer."""
    went = NOW - timedelta(hours=3) if state in (AttemptState.PLACED, AttemptState.ENDED) else None
    due = follow_up(session, whose, step="day-10", occurrence_key=f"text/{body[:4]}")
    row = {"channel": "text", "e164": "+85291234567", "line": "+85221234567", "mode": "agent", "ring_seconds": 0}
    ended = {"result": Result.DELIVERED, "ended_at": went} if state is AttemptState.ENDED else {}
    ids = {"follow_up_id": due.id, "customer_id": whose.id, "placed_at": went, "claimed_at": went}
    session.add(Attempt(**row, **ids, **ended, state=state, body=body))
    session.flush()


@pytest.mark.parametrize("state", [AttemptState.PLACED, AttemptState.ENDED])
def test_a_text_that_went_out_stands_in_the_year_and_beside_the_conversation(
    state: AttemptState, rita: Visitor, wing: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        due = mei(session)
        her = session.get_one(Customer, due.customer_id)
        text(session, her, state, "【海港诊所】陈女士您好" + "，" * 70)
        text(session, her, AttemptState.PLANNED, "ABCD not sent yet")
        answers(session, due, session.scalars(select(Agent).where(Agent.login == "wing")).one())
        whose = her.id
    for page in (rita.get(f"/customers/{whose}").text, wing.get("/desk").text):
        assert "2 segments, UCS-2" in page
        assert "【海港诊所】陈女士您好" in page
        assert "not sent yet" not in page


@pytest.mark.parametrize(
    ("cost", "shown"),
    [
        (Cost(0.08, "USD"), "USD 0.08"),
        (Cost(0.005, "USD"), "USD 0.005"),
        (Cost(198.4, "USD"), "USD 198.40"),
        (Cost(12345.678, "USD"), "USD 12,345.68"),
    ],
)
def test_money_is_shown_as_it_is_meant(app: Flask, cost: Cost, shown: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert money(cost).replace("\xa0", " ") == shown


@pytest.mark.parametrize(
    ("language", "words", "place"), [("en", "1 segment, GSM-7", "Canada"), ("zh", "1段，GSM-7", "加拿大")]
)
def test_segments_and_countries_are_said_in_both_languages(app: Flask, language: str, words: str, place: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert (taken(Segments("GSM-7", 3, 1)), country("CA"), country("")) == (words, place, "")
