"""The dry run: everybody in the segment once, names behind each number, the forecast in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.audit import AuditEntry
from campaigns.consents import give
from campaigns.suppressions import Suppression
from runtime.database import Sessions
from tests.cast import BEFORE, TUESDAY_11, customer
from tests.stopped_clock import StoppedClock
from tests.web.visitor import Visitor

FORM: dict[str, Any] = {"name": "Winter Solstice"}


@pytest.fixture
def segment(sessions: Sessions) -> None:
    """Two can be called today; the others are left out, each for a reason of its own, or their hours never open."""
    with sessions.begin() as session:
        customer(session, "陈美玲", tier="金卡", external_id="C-1")
        customer(session, "Jack Murray", "+16042530001", house="kitsilano", external_id="C-2", language="en")
        ming = customer(session, "张明", "+8613912345678", house="bund", external_id="C-3")
        give(session, ming.id, "marketing", "form 7", "cast", BEFORE)
        ann = customer(session, "李安", "+85293334444", external_id="C-4")
        session.add(Suppression(customer_id=ann.id, channel="all", reason="opt_out", since=TUESDAY_11))
        customer(session, "鲍勃", "+85295556666", external_id="C-5").numbers[0].dead_reason = "bad_number"
        # The launch ends on Thursday, and she is to be called on Saturdays only.
        customer(session, "周六", "+85296667777", external_id="C-6", wished_hours="sat 10:00-12:00")


def run(rita: Visitor, **changes: Any) -> str:
    rita.get("/console/launch")
    return rita.post("/console/launch/dry-run", FORM | changes, htmx=True).text


def figures(page: str) -> dict[str, int]:
    """What the dry run counts, by its own words."""
    found = re.findall(r"<dt>(?:<i></i>)?([^<]+)</dt><dd>(\d+)</dd>", page)
    return {words: int(count) for words, count in found}


@pytest.mark.usefixtures("segment")
@pytest.mark.parametrize(
    ("filters", "counted"),
    [
        # everybody
        ({}, {"In the segment": 6, "To be called": 2, "Not in these days": 1, "Left out": 3}),
        # one house
        ({"branches": ["harbour"]}, {"In the segment": 4, "To be called": 1, "Not in these days": 1, "Left out": 2}),
        # nobody there can be reached
        ({"branches": ["bund"]}, {"In the segment": 1, "To be called": 0, "Left out": 1}),
        # a launch that goes on until Saturday reaches her too
        ({"ends-on": "2026-11-28"}, {"In the segment": 6, "To be called": 3, "Left out": 3}),
    ],
)
def test_each_customer_of_the_segment_is_in_one_count(
    filters: dict[str, Any], counted: dict[str, int], rita: Visitor
) -> None:
    found = figures(run(rita, **filters))
    assert found == counted
    assert sum(count for words, count in found.items() if words != "In the segment") == found["In the segment"]


@pytest.mark.usefixtures("segment")
@pytest.mark.parametrize(
    ("why", "name", "reason"),
    [
        ("suppressed", "李安", "left in peace"),
        ("no_number", "鲍勃", "no usable number"),
        ("no_voice_service", "张明", "no voice service"),
        # callable, but never within the days
        ("customer_wish", "周六", "asked not to be called at this time"),
    ],
)
def test_names_stand_behind_each_number(why: str, name: str, reason: str, rita: Visitor) -> None:
    assert reason in run(rita)
    named = rita.get(f"/console/launch/left-out?why={why}&part=names", htmx=True).text
    assert re.findall(r"<li>([^ ]+) ", named) == [name]
    page = rita.get(f"/console/launch/left-out?why={why}").text
    assert reason in page
    assert f"why={why}" in page
    rows = rita.get(f"/console/launch/left-out?why={why}&part=rows", htmx=True).text
    assert rows.count("/customers/") == 1
    assert name in rows


@pytest.mark.usefixtures("segment")
def test_numbers_are_masked_on_the_page_and_in_the_file(rita: Visitor) -> None:
    assert "3334444" not in rita.get("/console/launch/left-out?why=suppressed&part=rows", htmx=True).text.replace(
        " ", ""
    )
    file = rita.get("/console/launch/left-out?why=suppressed&as=csv")
    assert "李安,C-4,harbour" in file.get_data(as_text=True)
    assert "•444" in file.get_data(as_text=True)


@pytest.mark.usefixtures("segment")
def test_whoever_takes_the_list_out_is_written_down(rita: Visitor, sessions: Sessions) -> None:
    assert rita.get("/console/launch/left-out?why=no_number&as=xlsx").status_code == 200
    with sessions() as session:
        kept = session.scalars(select(AuditEntry)).one()
    assert (kept.about, kept.details["rows"], kept.details["why"]) == ("left-out-no_number", 1, "no_number")


def test_the_list_comes_by_fifties(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        for number in range(52):
            customer(session, f"甲{number}", f"+8529000{number:04}", external_id=f"N-{number}").numbers[
                0
            ].dead_reason = "x"
    address = "/console/launch/left-out?why=no_number&part=rows"
    first = rita.get(address, htmx=True).text
    assert first.count("<tr><th") == 51  # the heading, and fifty
    after = re.search(r"after=(\d+)", first)
    assert after is not None
    second = rita.get(f"{address}&after={after[1]}", htmx=True).text
    assert second.count("<tr><th") == 3
    assert 'rel="next"' not in second


@pytest.mark.usefixtures("segment")
def test_the_forecast_is_a_sentence_first(rita: Visitor) -> None:
    page = run(rita)
    assert re.search(r"Finishes about \w+,? 2\d Nov \d\d:\d\d", page), page
    assert "Nothing holds it back but the permitted hours" in page
    assert "as the literature has it" in page
    assert "no price known" in page


@pytest.mark.usefixtures("segment")
def test_agents_that_the_supervisor_types_are_worked_with(rita: Visitor) -> None:
    call = {"what": "holiday-greeting/agent-call"}
    assert re.search(r'name="agents"[^>]*value="1"', run(rita, **call))  # Wing is there
    nobody = run(rita, **call, agents="0")
    assert "Does not finish within its days: 2 of 2 would not be called at all." in nobody
    assert re.search(r'name="agents"[^>]*value="7"', run(rita, **call, agents="7"))


@pytest.mark.usefixtures("segment")
def test_a_text_has_no_minutes_and_no_tries(rita: Visitor) -> None:
    page = run(rita, what="holiday-greeting/text")
    assert figures(page)["To be texted"] == 3  # texts reach the mainland
    assert "Minutes" not in page


@pytest.mark.usefixtures("segment")
def test_a_million_is_not_counted_anew_for_another_number_of_agents(
    rita: Visitor, sessions: Sessions, clock: StoppedClock
) -> None:
    assert figures(run(rita))["In the segment"] == 6
    with sessions.begin() as session:
        customer(session, "新客", "+85291110000")
    assert figures(run(rita))["In the segment"] == 6
    clock.forward(minutes=2)
    assert figures(run(rita))["In the segment"] == 7


@pytest.mark.parametrize("path", ["/console/launch/left-out?why=no_number", "/console/launch/rehearsal"])
def test_agents_do_not_get_here(path: str, wing: Visitor) -> None:
    assert wing.get(path).status_code == 403
