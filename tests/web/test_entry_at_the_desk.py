"""The entry of a talk at the desk: attitude, questions and answers, the red flag; and that it is logged once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select, text

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from dialer.talks.drafts import Draft, keep
from runtime.database import Sessions
from tests.browser.scenes import hangs_up, mei, picks_up, rings
from tests.cast import MEI, TUESDAY_11, follow_up
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor

ASKED = {"asked-0": "能化妆吗？", "answered-0": "三天后可以。", "asked-2": "下次几点？"}


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    return Desk(wing, sessions)


def outcomes(desk: Desk) -> list[Outcome]:
    """Of her calls; Mei has older ones on file."""
    with desk.sessions() as session:
        return list(session.scalars(select(Outcome).where(Outcome.attempt_id.is_not(None)).order_by(Outcome.id)))


def test_what_was_asked_and_how_they_were_is_kept_and_empty_rows_are_not(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.logs(call, disposition="well", attitude="upset", red_flag=" Fever ", **ASKED)
    (kept,) = outcomes(desk)
    assert (kept.attitude, kept.red_flag) == ("upset", "Fever")
    assert [one["asked"] for one in kept.questions] == ["能化妆吗？", "下次几点？"]


def test_two_empty_rows_are_there_without_scripts_and_what_was_typed_comes_back_open(desk: Desk) -> None:
    call = desk.talks(mei)
    page = desk.wing.get("/desk").text
    assert page.count('class="asked"') == 10
    assert page.count('class="asked" hidden') == 8
    assert '<details class="folded questions" >' in page
    answer = desk.logs(call, red_flag="Fever", **ASKED)
    assert answer.status_code == 422
    assert answer.text.count('class="asked" hidden') == 6
    assert 'class="folded questions" open' in answer.text
    assert 'class="folded flag" open' in answer.text
    assert 'value="能化妆吗？"' in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"attitude": "angry"}, "warm, calm, hurried or upset"),
        ({"asked-9": "x" * 401}, "400 characters at most"),
        ({"red_flag": "x" * 201}, "one line of 200 characters"),
    ],
)
def test_what_cannot_be_kept_says_what_to_change(desk: Desk, typed: dict[str, str], said: str) -> None:
    call = desk.talks(mei)
    answer = desk.logs(call, disposition="well", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert outcomes(desk) == []


def test_the_record_shows_them_beside_the_next_talk_and_in_the_customers_year(desk: Desk) -> None:
    desk.logs(desk.talks(mei), disposition="well", attitude="hurried", red_flag="Fever since noon", **ASKED)
    with desk.scene() as session:
        (whose,) = session.scalars(select(Customer)).all()
        for one in session.scalars(select(Attempt)):
            hangs_up(session, one)
        due = follow_up(session, whose, step="day-3")
        picks_up(session, rings(session, due, desk._wing(session).id, MEI))
    for page in ("/desk", f"/customers/{whose.id}"):
        shown = desk.wing.get(page).text
        for words in ("Hurried", "Fever since noon", "能化妆吗？", "三天后可以。"):
            assert words in shown, (page, words)


def test_a_doctor_sees_above_the_script_what_was_raised_by_whom_and_what_was_done(desk: Desk) -> None:
    with desk.scene() as session:
        wing = desk._wing(session)
        wing.roles = ["service", "doctor"]
    call = desk.talks(mei)
    desk.logs(call, disposition="concern", red_flag="Blisters since noon")
    desk.ends(call)
    with desk.scene() as session:
        (flag,) = session.scalars(select(Event).where(Event.kind == "red-flag")).all()
        due = follow_up(
            session,
            session.get_one(Customer, flag.customer_id),
            playbook="red-flag",
            step="doctor",
            role="doctor",
            event_id=flag.id,
            occurrence_key="flag",
        )
        picks_up(session, rings(session, due, desk._wing(session).id, MEI))
    page = desk.wing.get("/desk").text
    assert page.index("Blisters since noon") < page.index('class="lines"')
    assert "raised by Wing" in page
    done = page[page.index("What was done") :].partition("</section>")[0]
    assert "皮秒激光（面部）" in done
    assert "Blisters" not in done


def test_a_double_click_and_a_second_tab_log_it_once(desk: Desk, app: object) -> None:
    call = desk.talks(mei)
    again = Visitor(desk.wing.client.application)
    again.sign_in("wing")
    again.get("/desk")
    for who, said in ((desk.wing, "well"), (desk.wing, "well"), (again, "refused")):
        assert who.post(f"/desk/outcome/{call}", {"disposition": said}, htmx=True).status_code == 200
    assert [one.disposition for one in outcomes(desk)] == ["well"]


@contextmanager
def no_history(desk: Desk) -> Iterator[None]:
    """The database refuses to write what happened to a follow-up: the last thing that an entry writes."""
    with desk.scene() as session:
        session.execute(text("alter table follow_up_change add constraint broken check (false) not valid"))
    try:
        yield
    finally:
        with desk.scene() as session:
            session.execute(text("alter table follow_up_change drop constraint broken"))


def test_after_an_error_in_between_it_is_logged_whole_and_once_and_the_draft_was_still_there(desk: Desk) -> None:
    call = desk.talks(mei)
    desk.ends(call)
    with desk.scene() as session:
        keep(session, desk._wing(session).id, f"call/{call}", {"notes": "Day one"}, TUESDAY_11)
    desk.wing.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    typed = {"disposition": "concern", "red_flag": "Fever", "next_date": "2026-11-26"}
    with no_history(desk):
        assert desk.logs(call, **typed).status_code == 500
    with desk.sessions() as session:
        assert outcomes(desk) == []
        assert session.scalars(select(Event).where(Event.kind == "red-flag")).all() == []
        assert session.scalars(select(Draft.about)).all() == [f"call/{call}"]
    assert [desk.logs(call, **typed).status_code for _ in range(2)] == [200, 200]
    assert len(outcomes(desk)) == 1
    with desk.sessions() as session:
        assert len(session.scalars(select(Event).where(Event.kind == "red-flag")).all()) == 1
        states = session.scalars(select(FollowUp.state).where(FollowUp.first_day < date(2026, 11, 30)).order_by("id"))
        assert states.all() == [FollowUpState.DONE, FollowUpState.PLANNED]
        assert session.scalars(select(Draft)).all() == []


def test_someone_else_at_the_telephone_is_noted_and_the_try_goes_on(desk: Desk) -> None:
    call = desk.talks(mei)
    assert "Say nothing of the matter, and note who it was." in desk.wing.get("/desk").text
    desk.ends(call)
    desk.logs(call, disposition="relative", notes="Her mother; back at six.")
    (kept,) = outcomes(desk)
    assert (kept.notes, kept.contact_on) == ("Her mother; back at six.", None)
    with desk.sessions() as session:
        due = session.get_one(FollowUp, kept.follow_up_id)
        assert (due.state, due.waits_for.startswith("after_no_answer")) == (FollowUpState.PLANNED, True)
