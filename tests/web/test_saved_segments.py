"""Filters under a name: kept, taken up again, replaced, forgotten; and used by name in a launch."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaigns.saved_segments import SavedSegment
from campaigns.segments import Happened, Quiet, Segment
from runtime.database import Sessions
from tests.cast import TUESDAY_11, customer
from tests.web.test_launch import FORM
from tests.web.visitor import Visitor
from web.console.segment_form import fields_of, read_segment

WHOLE = Segment(
    branches=("harbour",),
    tiers=("gold", "silver"),
    language="zh",
    titles=("ms", ""),
    owner="mei",
    aged_from=18,
    aged_to=60,
    birth_month=2,
    consented=True,
    had=Happened(kind="treatment", category="laser", first=TUESDAY_11.date()),
    quiet=Quiet(months=6, kind="visit"),
)


def saved(sessions: Sessions) -> dict[str, Segment]:
    with sessions() as session:
        return {one.name: Segment.model_validate(one.filters) for one in session.scalars(select(SavedSegment))}


@pytest.mark.parametrize("segment", [Segment(), WHOLE, Segment(had=Happened(kind="treatment"))])
def test_the_form_says_every_segment_and_is_read_as_the_same(segment: Segment) -> None:
    assert read_segment(fields_of(segment)) == (segment, {})


def test_filters_are_saved_loaded_replaced_and_forgotten(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer(session, tier="金卡")
    rita.get("/console/launch")
    gold = FORM | {"tiers": ["金卡"], "quiet-months": "6", "segment-name": "久未到店"}
    page = rita.post("/console/launch/segments/save", gold).text
    assert 'value="Winter Solstice"' in page
    assert saved(sessions) == {"久未到店": Segment(tiers=("金卡",), quiet=Quiet(months=6))}
    # Another form takes them up; its own filters give way, its name stays.
    page = rita.post("/console/launch/segments/load", FORM | {"saved": "久未到店", "language": "en"}).text
    assert 'value="金卡" checked' in page
    assert 'name="quiet-months" value="6"' in page
    assert 'value="en" checked' not in page
    assert 'value="Winter Solstice"' in page
    rita.post("/console/launch/segments/save", FORM | {"language": "en", "segment-name": "久未到店"})
    assert saved(sessions) == {"久未到店": Segment(language="en")}
    rita.post("/console/launch/segments/forget", FORM | {"saved": "久未到店"})
    assert saved(sessions) == {}


def test_the_review_names_the_saved_segment(rita: Visitor) -> None:
    rita.get("/console/launch")
    rita.post("/console/launch/segments/save", FORM | {"language": "en", "segment-name": "English speakers"})
    page = rita.post("/console/launch/reviewed", FORM | {"language": "en"}, htmx=True).text
    assert "<dd>English speakers</dd>" in page


@pytest.mark.parametrize(
    ("deed", "form", "told"),
    [
        ("save", {"segment-name": " "}, "Give the segment a name of at most 60 characters."),
        ("save", {"segment-name": "x" * 61}, "Give the segment a name of at most 60 characters."),
        # what cannot be read is not kept
        ("save", {"segment-name": "Old", "aged-from": "old"}, "A whole number from 0 to 120."),
        ("load", {"saved": "nothing"}, "There is no saved segment of this name that can be used."),
    ],
)
def test_what_is_wrong_is_said(deed: str, form: dict[str, str], told: str, rita: Visitor, sessions: Sessions) -> None:
    rita.get("/console/launch")
    answer = rita.post(f"/console/launch/segments/{deed}", FORM | form)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert saved(sessions) == {}


def test_filters_that_there_are_no_more_are_not_taken_for_everybody(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(SavedSegment(name="Old", filters={"shoe_size": 42}, by=1, at=TUESDAY_11))
    rita.get("/console/launch")
    assert rita.post("/console/launch/segments/load", FORM | {"saved": "Old"}).status_code == 422


@pytest.mark.parametrize("deed", ["save", "load", "forget"])
def test_agents_have_no_segments(deed: str, wing: Visitor) -> None:
    assert wing.post(f"/console/launch/segments/{deed}", FORM).status_code == 403
