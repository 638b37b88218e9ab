"""How the work of a day is divided: shares in percent beside what was called about today."""

from __future__ import annotations

import re

import pytest

from dialer.agents.shares import change, targets
from dialer.attempt_life import Result
from runtime.database import Sessions
from tests.cast import agent, customer, follow_up
from tests.dialer.counted import call
from tests.web.test_agents_page import AGENTS, shown, words_of
from tests.web.visitor import Visitor


def test_shares_are_shown_beside_what_was_called_about_today(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        change(session, "service", {"care": 0.6, "further_sales": 0.4})
        for n, playbook in enumerate(["skin-laser", "skin-laser", "customer-value"]):
            due = follow_up(session, customer(session, f"甲{n}", f"+8526000000{n}"), playbook=playbook)
            call(session, due, result=Result.BUSY)
    page = rita.get(AGENTS).text
    table = page[page.index('id="role-service"') :].split("</tr>")[0]
    assert re.findall(r'name="service/(\w+)" value="([^"]*)"', table) == [
        ("bring_in", ""),
        ("care", "60"),
        ("further_sales", "40"),
    ]
    assert "today 2, 67 %" in words_of(table)
    assert "today 1, 33 %" in words_of(table)
    assert words_of(table).endswith(" 3")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("50", "10", "40"), {"bring_in": 0.5, "care": 0.1, "further_sales": 0.4}),
        (("33.3", "33.3", "33.3 %"), {"bring_in": 0.333, "care": 0.333, "further_sales": 0.333}),
        (("", "100%", "0"), {"care": 1.0}),
        (("", "", ""), {}),
    ],
)
def test_shares_are_kept_as_they_were_typed(
    typed: tuple[str, ...], kept: dict[str, float], rita: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        change(session, "service", {"care": 1.0})
    page = rita.get(AGENTS).text
    form = dict(zip(("service/bring_in", "service/care", "service/further_sales"), typed, strict=True))
    assert rita.post(f"{AGENTS}/shares", form | {"shown": shown(page)}).status_code == 302
    with sessions() as session:
        assert targets(session).get("service", {}) == pytest.approx(kept)
    after = rita.get(AGENTS).text
    assert "The shares are kept" in after
    assert "Somebody else" not in after


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("50", "10", "30"), "Together that is 90 %; it must be 100 %, or all empty."),
        (("50", "50", "50"), "Together that is 150 %; it must be 100 %, or all empty."),
        (("half", "", "50"), "A share is a number of percent, such as 40 or 33.3."),
        (("150", "", "-50"), "A share is a number from 0 to 100."),
        (("nan", "", ""), "A share is a number from 0 to 100."),
    ],
)
def test_shares_that_make_no_whole_are_refused_beside_their_role(
    typed: tuple[str, ...], said: str, rita: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        agent(session, "mei", roles=["consultant"])
        change(session, "service", {"care": 1.0})
    rita.get(AGENTS)
    form = dict(zip(("service/bring_in", "service/care", "service/further_sales"), typed, strict=True))
    answer = rita.post(f"{AGENTS}/shares", form | {"consultant/care": "100"})
    assert answer.status_code == 422
    assert f'id="wrong-service">{said}</p>' in answer.text
    assert f'name="service/bring_in" value="{typed[0]}"' in answer.text
    assert 'name="consultant/care" value="100"' in answer.text
    with sessions() as session:
        assert targets(session) == {"service": {"care": 1.0}}


def test_of_two_who_divide_the_work_the_last_one_stands_and_says_so(rita: Visitor, sessions: Sessions) -> None:
    page = rita.get(AGENTS).text
    with sessions.begin() as session:
        change(session, "service", {"care": 1.0})
    rita.post(f"{AGENTS}/shares", {"service/bring_in": "100", "service/care": "", "shown": shown(page)})
    assert "Somebody else had changed them since you opened the page" in rita.get(AGENTS).text
    with sessions() as session:
        assert targets(session) == {"service": {"bring_in": 1.0}}


def test_a_page_left_open_leads_back_to_the_table(rita: Visitor) -> None:
    assert rita.get(f"{AGENTS}/shares").location == f"{AGENTS}#shares"
