"""The agent's desk, from going available to the logged outcome."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.agents.presence import Leg
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.browser.scenes import mei, picks_up, tom
from tests.cast import MEI, TUESDAY_11, agent, customer, follow_up
from tests.stopped_clock import StoppedClock
from tests.web.at_her_desk import Desk
from tests.web.visitor import PASSWORD_HASH, Visitor


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


def test_an_agent_who_has_gone_is_offline_and_told_which_phone_will_ring(desk: Desk) -> None:
    desk.wing.post("/desk/presence", {"wants": "offline"})
    page = desk.wing.get("/desk").text
    assert desk.state() == "offline"
    assert 'Your phone <span class="masked">+852 •••• •001</span> rings once' in page


def test_going_available_waits_for_the_own_phone_first(desk: Desk) -> None:
    with desk.scene() as session:
        session.scalars(select(Leg)).one().state = "placed"
    desk.wing.post("/desk/presence", {"wants": "available"})
    assert desk.state() == "phone"


def test_with_the_phone_on_the_line_the_agent_waits_for_a_customer(desk: Desk) -> None:
    assert desk.state() == "waiting"


def test_a_page_that_was_closed_for_longer_than_its_lease_has_left(desk: Desk, clock: StoppedClock) -> None:
    desk.wing.post("/desk/presence", {"wants": "available"})
    clock.forward(seconds=31)
    assert desk.state() == "offline"
    assert desk.presence().lease_until < clock.now(), "a page that is opened later does not make the phone ring"


def test_polling_keeps_the_lease_with_a_write_only_now_and_then(desk: Desk, clock: StoppedClock) -> None:
    desk.wing.post("/desk/presence", {"wants": "available"})
    ends = [desk.presence().lease_until]
    for _ in range(40):
        clock.forward(seconds=1)
        desk.wing.get("/desk/now?seen=x")
        ends.append(desk.presence().lease_until)
    assert ends[-1] > clock.now() + timedelta(seconds=15)
    assert len(set(ends)) <= 5


def test_on_a_fast_clock_the_lease_is_thirty_real_seconds(
    desk: Desk, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "rate", lambda: 60.0)
    desk.wing.post("/desk/presence", {"wants": "available"})
    assert desk.presence().lease_until == TUESDAY_11 + timedelta(minutes=30)


def test_the_agent_sees_who_is_called_while_the_phone_still_rings(desk: Desk) -> None:
    desk.rings(mei)
    page = desk.wing.get("/desk").text
    assert desk.state() == "ringing"
    assert "陈女士" in page


def test_the_pop_has_who_what_was_done_last_words_and_the_script(desk: Desk) -> None:
    desk.talks(mei)
    page = desk.wing.get("/desk").text
    assert desk.state() == "talking"
    for shown in (
        "陈女士",
        "陈美玲",
        "金卡",
        "+852 •••• •567",
        "皮秒激光（面部）",
        "23 Nov · 黄志明医生",
        "上次做完第二天两颊发红",
        "您好，请问是陈女士吗？我是海港诊所的Wing。",
        "您11月23日在我们这里做了皮秒激光（面部），现在方便说两分钟吗？",
        "C-20391",
        "T-88120",
        "The day after the laser treatment, service calls, at most 3 times.",
        "11:00</time> Hong Kong",
    ):
        assert shown in page


def test_brackets_in_the_customers_own_data_are_spoken_and_those_of_the_script_are_not(desk: Desk) -> None:
    desk.talks(mei)
    page = desk.wing.get("/desk").text
    assert '<span class="aside">（有水疱或明显疼痛' in page
    assert '<span class="aside">（面部）' not in page


def test_a_survey_is_asked_in_ratings_from_one_to_five(desk: Desk) -> None:
    desk.talks(tom, "+85298765432")
    page = desk.wing.get("/desk").text
    assert page.count('type="radio" name="rating-') == 10 * 5
    assert "Hello, may I speak to Mr Harper?" in page


def test_while_nothing_changes_the_page_is_left_alone(desk: Desk) -> None:
    desk.talks(mei)
    assert desk.polls_again().status_code == 204


def test_the_form_is_not_touched_when_the_same_conversation_goes_on(desk: Desk) -> None:
    call = desk.rings(mei)
    before = desk.seen()
    with desk.scene() as session:
        picks_up(session, session.get_one(Attempt, call))
    changed = desk.wing.get(f"/desk/now?seen={before}&entry={call}", htmx=True).text
    assert 'data-state="talking"' in changed
    assert 'id="entry"' not in changed


def test_the_form_comes_with_a_new_conversation(desk: Desk) -> None:
    before = desk.seen()
    call = desk.talks(mei)
    changed = desk.wing.get(f"/desk/now?seen={before}&entry=0", htmx=True).text
    assert f'data-draft="{call}"' in changed


def test_the_outcome_is_owed_until_it_is_logged(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.ends(call)
    assert desk.state() == "wrap_up"
    desk.logs(call, disposition="well", notes="恢复很好", next_date="2026-12-01")
    assert desk.state() == "waiting"
    with desk.sessions() as session:
        kept = session.scalars(select(Outcome).where(Outcome.attempt_id == call)).one()
    assert (kept.disposition, kept.notes, kept.next_date) == ("well", "恢复很好", date(2026, 12, 1))


def test_a_form_that_is_sent_twice_is_logged_once(desk: Desk) -> None:
    call = desk.talks(mei)
    first, second = (desk.logs(call, disposition="well", next_date="2026-12-01") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    with desk.sessions() as session:
        assert session.scalar(select(func.count()).where(Outcome.attempt_id == call)) == 1
        assert session.scalar(select(func.count()).where(FollowUp.occurrence_key.startswith("next/"))) == 1


def test_the_browser_is_told_that_the_draft_may_go(desk: Desk) -> None:
    call = desk.talks(mei)
    assert desk.logs(call, disposition="well").headers["HX-Trigger"] == f'{{"logged": {call}}}'


def test_a_logged_call_that_still_goes_on_can_be_hung_up_and_asks_for_nothing_more(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.logs(call, disposition="well")
    page = desk.wing.get("/desk").text
    assert "Logged; still talking" in page
    assert 'id="entry"' not in page
    desk.wing.post(f"/desk/hang-up/{call}")
    with desk.sessions() as session:
        assert session.get_one(Attempt, call).stop_wanted_at == TUESDAY_11


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Choose what came of the conversation."),
        ({"disposition": "greeted"}, "Choose what came of the conversation."),
        ({"disposition": "call_later"}, "To call again later, choose the next date."),
        ({"disposition": "well", "next_date": "2026-11-23"}, "must lie after today"),
        ({"disposition": "well", "next_date": "2026-11-24"}, "A call later today needs a time."),
        ({"disposition": "well", "next_date": "2028-01-01"}, "within a year"),
        ({"disposition": "well", "next_date": "31/31/31"}, "not a day of the calendar"),
        ({"disposition": "well", "notes": "很" * 4001}, "longer than 4,000"),
        ({"disposition": "well", "rating-listening": "6"}, "from 1 to 5"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_it_was_typed(typed: dict[str, str], told: str, desk: Desk) -> None:
    call = desk.talks(tom, "+85298765432")
    kept = {"notes": "右脸颊微红", "rating-reception-speed": "4"}
    answer = desk.logs(call, **kept | typed)
    assert answer.status_code == 422
    assert told in answer.text
    assert (typed.get("notes") or "右脸颊微红") in answer.text
    assert 'name="rating-reception-speed" value="4" checked' in answer.text
    assert answer.headers["HX-Retarget"] == "#entry"
    with desk.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Outcome)) == 0


def test_without_scripts_the_form_works_as_well(desk: Desk) -> None:
    call = desk.talks(mei)
    wrong = desk.wing.post(f"/desk/outcome/{call}", {"notes": "右脸颊微红"})
    assert (wrong.status_code, "右脸颊微红" in wrong.text) == (422, True)
    right = desk.wing.post(f"/desk/outcome/{call}", {"disposition": "well"})
    assert (right.status_code, right.location) == (302, "/desk")


def test_somebody_elses_conversation_is_nobodys_business(desk: Desk, app: Flask) -> None:
    call = desk.talks(mei)
    with desk.scene() as session:
        agent(session, "ben", phone="+85261110002", password_hash=PASSWORD_HASH)
    ben = Visitor(app)
    ben.sign_in("ben")
    assert ben.post(f"/desk/outcome/{call}", {"disposition": "well"}).status_code == 404
    assert ben.post(f"/desk/hang-up/{call}").status_code == 404
    assert "陈女士" not in ben.get("/desk").text


def test_a_break_can_be_asked_for_in_the_middle_of_a_call_and_begins_after_it(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.wing.post("/desk/presence", {"wants": "break", "reason": "lunch"})
    assert desk.state() == "talking"
    assert "Break after this call: lunch" in desk.wing.get("/desk").text
    desk.ends(call)
    desk.logs(call, disposition="well")
    assert desk.state() == "break"


def test_what_is_owed_comes_first_when_the_agent_returns(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.ends(call)
    desk.wing.post("/logout")
    desk.wing.sign_in("wing")
    assert desk.state() == "wrap_up"


def test_todays_list_has_the_last_days_first_and_at_most_twelve(desk: Desk) -> None:
    with desk.scene() as session:
        for n in range(14):
            whose = customer(session, f"甲{n:02}", f"+852600000{n:02}", surname="甲", title="")
            last = TUESDAY_11 + timedelta(days=14 - n)
            follow_up(session, whose, closes_at=last, last_day=last.date())
    listed = desk.wing.get("/desk/today").text
    assert listed.count("<li>") == 12
    assert listed.index("甲13") < listed.index("甲12")
    assert "and 2 more" in listed


def test_todays_list_is_the_agents_own_roles_and_branches(desk: Desk) -> None:
    with desk.scene() as session:
        for n, (role, house) in enumerate((("nurse", "harbour"), ("service", "bund"), ("service", "harbour"))):
            whose = customer(session, f"{role}@{house}", f"+8526000000{n}", house=house, title="")
            follow_up(session, whose, role=role)
    desk.belongs_to("harbour")
    listed = desk.wing.get("/desk/today").text
    assert [name in listed for name in ("nurse@harbour", "service@bund", "service@harbour")] == [False, False, True]


def test_the_whole_number_is_on_no_page(desk: Desk) -> None:
    call = desk.talks(mei)
    pages = [desk.wing.get("/desk").text, desk.wing.get("/desk/now").text]
    desk.ends(call)
    pages.append(desk.wing.get("/desk").text)
    for page in pages:
        for number in (MEI, MEI.removeprefix("+852"), "9123 4567", "+85261110001"):
            assert number not in page
