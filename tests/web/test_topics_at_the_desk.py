"""One call about several things at the desk: all of them are shown, and each has its own small choice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, move
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.peace.suppress import suppress
from dialer.topics import join
from runtime.database import Sessions
from tests.browser.scenes import MONDAY, NOW, mei
from tests.cast import MEI, campaign, customer, event, follow_up, greeting
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor

SON, SURVEY = "陈小明", "service-next-day"
WHY_OPINION = "The day after the invoice was settled"


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def her_son(session: Session) -> FollowUp:
    """His own treatment, on his mother's telephone."""
    him = customer(session, SON, MEI, external_id="C-20392", title="mr")
    done = event(session, him, MONDAY, subject="点阵激光", by_whom="李医生", external_id="T-88121")
    return follow_up(session, him, event_id=done.id, priority=12)


def her_opinion(session: Session) -> FollowUp:
    """What Mei thinks of the service."""
    her = session.scalars(select(Customer).where(Customer.name == "陈美玲")).one()
    return follow_up(session, her, playbook=SURVEY, step="next-day", purpose="survey", priority=30)


def her_greeting(session: Session) -> FollowUp:
    """A wish for the holiday."""
    her = session.scalars(select(Customer).where(Customer.name == "陈美玲")).one()
    return greeting(session, her, campaign(session, session.scalars(select(Agent)).first() or Agent()))


def talks(desk: Desk, *more: str) -> tuple[int, dict[str, int]]:
    """Wing talks with Mei about her skin and all this: (the call, the follow-ups by name)."""
    call = desk.rings(mei)
    with desk.scene() as session:
        makers = {"son": her_son, "opinion": her_opinion, "greeting": her_greeting}
        joined = {name: makers[name](session) for name in more}
        join(session, call, joined.values())
        for one in joined.values():
            if one.mode == "agent":
                move(session, one, FollowUpState.UNDERWAY, "claimed", NOW)
        ids = {name: one.id for name, one in joined.items()}
    desk.answers(call)
    return call, ids


def came_to(desk: Desk) -> dict[str, str]:
    """Disposition by customer and playbook, of this call."""
    rows = (
        select(Customer.name, FollowUp.playbook, Outcome.disposition)
        .join(FollowUp, FollowUp.id == Outcome.follow_up_id)
        .join(Customer, Customer.id == Outcome.customer_id)
        .where(Outcome.attempt_id.is_not(None))
    )
    with desk.sessions() as session:
        return {f"{name} {playbook}": disposition for name, playbook, disposition in session.execute(rows)}


def test_the_lead_comes_first_and_then_each_other_matter(desk: Desk) -> None:
    talks(desk, "son", "opinion")
    page = desk.wing.get("/desk").text
    places = [page.index(words) for words in ("您11月23日在我们这里做了皮秒激光（面部）", "点阵激光", WHY_OPINION)]
    assert places == sorted(places)
    assert page.count('<details class="companion"') == 2
    assert page.count('<details class="companion" open') == 1, "the next matter is open, what comes after it is not"


def test_whom_a_matter_is_about_is_shown_when_it_is_another_customer(desk: Desk) -> None:
    talks(desk, "son", "opinion")
    page = desk.wing.get("/desk").text
    assert "About 陈先生" in page
    assert page.count("About ") == 1, "the opinion is Mei's own"
    assert "C-20392" in page
    assert "李医生" in page


def test_a_greeting_is_one_line_without_its_keys(desk: Desk) -> None:
    talks(desk, "greeting")
    page = desk.wing.get("/desk").text
    assert "陈女士您好，海港诊所祝您和家人节日快乐，身体健康，万事如意。</span>" in page
    assert "请按9" not in page
    assert "A greeting for the holiday" not in page, "it is not still open beside"
    assert '<details class="companion"' not in page


def test_what_is_talked_about_is_not_listed_as_still_open(desk: Desk) -> None:
    talks(desk, "opinion")
    page = desk.wing.get("/desk").text
    context = page[page.index("Still open") :]
    assert WHY_OPINION not in context
    assert "Days 10 to 12 after the laser treatment" in context


def test_the_form_asks_for_each_matter_and_its_survey(desk: Desk) -> None:
    _, ids = talks(desk, "son", "opinion")
    page = desk.wing.get("/desk").text
    for one in ids.values():
        assert page.count(f'name="topic-{one}"') == 6
        assert f'name="topic-{one}" value=""' in page
    assert page.count(f'name="rating-{ids["opinion"]}-') == 10 * 5
    assert page.count('name="rating-reception-speed"') == 0, "the lead asks for no ratings"
    assert "the other topics" in page


def test_a_call_about_one_thing_looks_as_it_always_did(desk: Desk) -> None:
    talks(desk)
    page = desk.wing.get("/desk").text
    for never in ('class="nth"', 'name="topic-', "the other topics", '<details class="companion"'):
        assert never not in page


def test_what_was_chosen_for_each_matter_is_kept(desk: Desk) -> None:
    call, ids = talks(desk, "son", "opinion", "greeting")
    rating = f"rating-{ids['opinion']}-reception-speed"
    answer = desk.logs(call, disposition="concern", **{f"topic-{ids['son']}": "dissatisfied", rating: "4"})
    assert answer.status_code == 200
    assert came_to(desk) == {
        "陈美玲 skin-laser": "concern",
        f"{SON} skin-laser": "dissatisfied",
        f"陈美玲 {SURVEY}": "well",
    }
    with desk.sessions() as session:
        opinion = session.scalars(select(Outcome).where(Outcome.follow_up_id == ids["opinion"])).one()
        assert opinion.ratings == {"reception-speed": 4}
        assert session.get_one(FollowUp, ids["greeting"]).reason == "said_in_call"
    assert desk.state() == "talking"


def test_where_nobody_could_talk_the_small_choices_do_not_count(desk: Desk) -> None:
    """They stand in the form, hidden, as they were before the agent chose what it was."""
    call, ids = talks(desk, "son")
    desk.logs(call, disposition="machine", **{f"topic-{ids['son']}": "concern"})
    assert came_to(desk)[f"{SON} skin-laser"] == "machine"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        # the son is to be called later, but when?
        ({"disposition": "well", "son": "call_later"}, "To call again later, choose the next date."),
        # this is about a whole call, or is no word of ours
        ({"disposition": "well", "son": "refused"}, "Choose what came of the conversation."),
        ({"disposition": "well", "rating": "6"}, "from 1 to 5"),
    ],
)
def test_what_cannot_be_kept_of_a_matter_comes_back_as_it_was_typed(
    desk: Desk, typed: dict[str, str], told: str
) -> None:
    call, ids = talks(desk, "son", "opinion")
    names = {"son": f"topic-{ids['son']}", "rating": f"rating-{ids['opinion']}-reception-speed"}
    fine = {f"topic-{ids['opinion']}": "not_discussed", f"rating-{ids['opinion']}-reception-tidy": "3"}
    answer = desk.logs(call, **fine | {names.get(k, k): v for k, v in typed.items()})
    assert (answer.status_code, told in answer.text) == (422, True)
    chosen = re.findall(r'name="(topic-\d+)" value="(\w*)" +checked', answer.text)
    assert dict(chosen)[f"topic-{ids['opinion']}"] == "not_discussed"
    assert came_to(desk) == {}


def test_who_was_suppressed_while_the_telephone_rang_is_gone_from_the_page(desk: Desk) -> None:
    call = desk.rings(mei)
    with desk.scene() as session:
        son = her_son(session)
        join(session, call, [son])
        move(session, son, FollowUpState.UNDERWAY, "claimed", NOW)
    assert SON in desk.wing.get("/desk").text
    with desk.scene() as session:
        suppress(session, son.customer_id, "all", "opt_out", NOW)
    desk.answers(call)
    page = desk.wing.get("/desk").text
    assert desk.state() == "talking"
    assert SON not in page


def test_the_notes_of_one_call_are_shown_once_among_the_last_words(desk: Desk) -> None:
    call, _ = talks(desk, "opinion")
    desk.ends(call)
    desk.logs(call, disposition="well", notes="很满意，谢谢。")
    page = ""
    with desk.scene() as session:
        her = session.scalars(select(Customer).where(Customer.name == "陈美玲")).one()
        again = follow_up(session, her, step="day-3").id
    desk.talks(lambda session: session.get_one(FollowUp, again))
    page = desk.wing.get("/desk").text
    assert page.count("很满意，谢谢。") == 1


def test_todays_list_has_one_row_for_one_telephone(desk: Desk) -> None:
    with desk.scene() as session:
        mei(session)
        soon = NOW + timedelta(hours=5)
        for one in (her_son(session), her_opinion(session)):
            one.closes_at, one.last_day = soon, NOW.date()
        follow_up(session, customer(session, "李明", "+85291234568"), closes_at=NOW + timedelta(days=3))
    listed = desk.wing.get("/desk/today").text
    assert listed.count("<li>") == 2
    assert '<span class="quiet tabular">2</span>' in listed
    assert "2 more topics" in listed
    assert listed.index("陈女士") < listed.index("李"), "the first window to close decides"


def test_a_row_says_when_the_first_of_its_matters_is_ready(desk: Desk) -> None:
    with desk.scene() as session:
        first = mei(session)
        first.next_try_at, first.waits_for = NOW + timedelta(hours=4), "after_no_answer"
        her_opinion(session)
    listed = desk.wing.get("/desk/today").text
    assert "ready" in listed
    assert re.search(r"1 more topic\b", listed)


def test_a_call_about_several_things_is_one_in_the_days_figures(desk: Desk) -> None:
    call, _ = talks(desk, "son", "opinion")
    desk.ends(call)
    desk.logs(call, disposition="well")
    page = desk.wing.get("/desk").text
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["1", "1"]
