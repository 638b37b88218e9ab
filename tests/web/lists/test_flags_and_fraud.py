"""Red flags by age, and what customers tell of people who pose as us."""

from __future__ import annotations

import pytest

from campaigns.agents import Agent
from campaigns.fraud_reports import Told, report_fraud
from runtime.database import Sessions
from tests.browser.lists import person, red_flag
from tests.cast import TUESDAY_11 as NOW
from tests.web.visitor import Visitor


def test_the_eldest_red_flag_comes_first_and_late_ones_are_marked(
    staff: dict[str, int], rita: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        wing = session.get_one(Agent, staff["wing"])
        red_flag(session, person(session, "霍启文", 1), "用药后胸闷", 0.5, wing)
        red_flag(session, person(session, "谭咏梅", 2), "术区起水疱", 5.5, wing)
    rows = rita.get("/console/lists/red-flags").text.split("<tr>")[2:]
    assert ["谭咏梅" in rows[0], "霍启文" in rows[1]] == [True, True]
    for words in (
        "is-late",
        "5 hours",
        "术区起水疱",
        "raised by Wing",
        "doctor",
        "nobody yet",
        "24 Nov 07:30",
        ">late<",
    ):
        assert words in rows[0]
    assert "30 minutes" in rows[1]
    assert "late" not in rows[1].replace("template", "")


@pytest.mark.usefixtures("staff")
def test_reports_of_fraud_say_what_the_customer_told(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        told = Told("昨晚八点", "两次", "+852 5555 0199", "知道上周的项目")
        report_fraud(session, person(session, "马思敏", 1).id, told, "wing", NOW)
    page = rita.get("/console/lists/fraud").text
    for words in ("马思敏", "昨晚八点", "两次", "+852 5555 0199", "知道上周的项目", "Wing"):
        assert words in page
