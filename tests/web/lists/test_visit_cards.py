"""Visit cards at the desk, on their page, and before the manager who signs."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.outcomes import Outcome
from campaigns.visit_cards import VisitCard
from runtime.database import Sessions
from tests.browser.lists import person, visited
from tests.browser.long_view import round_of_visits
from tests.cast import agent
from tests.web.visitor import Visitor

PATH = "/console/lists/visits"


@pytest.fixture
def visits(staff: dict[str, int], sessions: Sessions) -> list[int]:
    """罗秀兰 was visited by Wing, then by Kit; 龚建国 by Wing, who met nobody."""
    with sessions.begin() as session:
        wing, kit = session.get_one(Agent, staff["wing"]), agent(session, "kit")
        hers = person(session, "罗秀兰", 1, details={"district": "021", "address": "德辅道中 12 号"})
        his = person(session, "龚建国", 2, details={"district": "021"})
        found = [
            visited(session, hers, wing, 30, "well", "按量服用。"),
            visited(session, hers, kit, 2, "concern", "忘记一次。"),
        ]
        return [one.id for one in (*found, visited(session, his, wing, 1, "relative", "无人在家。"))]


def test_the_first_visit_that_is_logged_opens_the_card_and_the_desk_shows_it(wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        first, second, other = [(one.id, one.customer_id) for one in round_of_visits(session)]
    wing.get("/desk")
    wing.post(f"/desk/visits/{first[0]}", {"disposition": "well"}, htmx=True)
    wing.post(f"/desk/visits/{second[0]}", {"disposition": "relative"}, htmx=True)
    with sessions() as session:
        cards = session.execute(select(VisitCard.customer_id, VisitCard.district, VisitCard.serial)).all()
        assert {tuple(one) for one in cards} == {(first[1], "07", 1), (second[1], "07", 2)} or len(cards) == 2
        assert {one.reached_by for one in session.scalars(select(Outcome))} == {"visit"}
    page = wing.get(f"/desk/visits/{second[0]}").text
    assert f'href="/customers/{second[1]}/card"' in page
    assert re.search(r"0[37]-00[12]", page)
    assert wing.get(f"/customers/{other[1]}/card").status_code == 200


def test_a_card_tells_every_visit_who_went_and_who_signed(visits: list[int], rita: Visitor, sessions: Sessions) -> None:
    with sessions() as session:
        whose = session.get_one(Outcome, visits[0]).customer_id
    page = rita.get(f"/customers/{whose}/card").text
    for words in ("021-001", "罗秀兰", "德辅道中 12 号", "All well", "按量服用。", "last time Wing", "not signed yet"):
        assert words in page
    assert page.index("按量服用。") < page.index("忘记一次。")
    assert f'href="/customers/{whose}/card"' in rita.get(f"/customers/{whose}").text


def test_a_card_is_opened_by_hand_once_where_a_visit_is_planned(wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        whose = round_of_visits(session)[0].customer_id
    path = f"/customers/{whose}/card"
    assert "Planned visits" in wing.get(path).text
    for _ in range(2):
        assert wing.post(path).location == path
    page = wing.get(path).text
    assert "07-001" in page
    assert "Open the card" not in page


def test_unsigned_visits_are_listed_the_eldest_first_and_say_when_another_went(
    visits: list[int], rita: Visitor
) -> None:
    page = rita.get(PATH).text
    rows = page.split("<tr>")[2:]
    assert [re.findall(r">(021-00\d)<", one)[0] for one in rows] == ["021-001", "021-001", "021-002"]
    assert ["last time" in one for one in rows] == [False, True, False]
    assert "Not met" in rows[2]
    assert len(visits) == 3


def test_one_visit_is_signed_then_all_of_the_page(visits: list[int], rita: Visitor, sessions: Sessions) -> None:
    rita.get(PATH)
    assert rita.post(PATH, {"visit": visits[1], "all": visits}).location == PATH
    assert "1 visit is signed." in rita.get(PATH).text
    rita.post(PATH, {"whole": "1", "all": [visits[0], visits[2]]})
    page = rita.get(PATH).text
    assert "2 visits are signed." in page
    assert "Every visit is signed." in page
    with sessions() as session:
        assert {one.signed_by for one in session.scalars(select(Outcome))} == {
            session.query(Agent.id).filter_by(login="rita").scalar()
        }


def test_no_agent_signs_and_nobody_elses_customer_has_a_card_for_them(
    visits: list[int], wing: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        session.query(Agent).filter_by(login="wing").one().branches = ["bund"]
        whose = session.get_one(Outcome, visits[2]).customer_id
    wing.get("/desk")
    assert wing.post(PATH, {"visit": visits[0]}).status_code == 403
    assert wing.get(f"/customers/{10**6}/card").status_code == 404
    assert wing.get(f"/customers/{whose}/card").status_code in (200, 404)
