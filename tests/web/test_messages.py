"""Texts on the pages: who waits for an answer, one conversation, and what is new at the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import write_attempt
from dialer.inbound.texts import Came, InboundText, receive
from dialer.matters import MESSAGE
from runtime.database import Sessions
from tests.cast import MEI, MEI_OFFICE, TUESDAY_11
from tests.stopped_clock import StoppedClock
from tests.web.at_her_desk import Desk
from tests.web.her_texts import Writes, desk, writes
from tests.web.visitor import Visitor

__all__ = ["desk", "writes"]


def test_who_waits_longest_comes_first_but_who_may_mean_stop_before_all(
    wing: Visitor, writes: Writes, clock: StoppedClock
) -> None:
    for minutes, (name, number, body) in enumerate(
        [
            ("林一", "+85291110001", "在吗？"),
            ("林二", "+85291110002", "请问几点开门"),
            ("林三", "+85291110003", "please STOP calling me"),
            ("林四", "+85291110004", "STOP"),
        ]
    ):
        clock.at = TUESDAY_11 + timedelta(minutes=minutes)
        writes(body, number, name=name)
    page = wing.get("/messages").text
    places = [page.index(name) for name in ("林三", "林一", "林二")]
    assert places == sorted(places)
    assert "林四" not in page
    assert page.count("may mean stop") == 1
    assert "+8529111" not in page.replace(" ", "")


def test_opening_a_conversation_marks_it_as_read_and_it_stays_on_the_list_until_it_is_answered(
    wing: Visitor, writes: Writes, sessions: Sessions
) -> None:
    whose = writes("请问几点开门？")
    assert "1 new" in wing.get("/messages").text
    page = wing.get(f"/customers/{whose}/messages").text
    assert "请问几点开门？" in page
    assert "<strong>new</strong>" in page
    assert "<strong>new</strong>" not in wing.get(f"/customers/{whose}/messages").text
    with sessions() as session:
        assert session.scalars(select(InboundText.read_by)).one() == "wing"
    listed = wing.get("/messages").text
    assert "陈美玲" in listed
    assert "1 new" not in listed
    wing.post(f"/customers/{whose}/messages", {"words": "九点", "settles": "yes"})
    assert "陈美玲" not in wing.get("/messages").text


def test_what_went_out_by_itself_is_told_from_what_an_agent_wrote(
    wing: Visitor, writes: Writes, sessions: Sessions
) -> None:
    whose = writes("在吗？")
    row: dict[str, Any] = {"channel": "text", "e164": MEI_OFFICE, "line": "", "body": "刚才给您致电未能接通。"}
    row |= {"mode": "agent", "placing_at": TUESDAY_11 - timedelta(hours=1)}
    row |= {"state": AttemptState.ENDED, "result": Result.SENT}
    waiting: dict[str, Any] = {"mode": "ahead", "body": "未发", "placing_at": None, "due_at": TUESDAY_11}
    waiting |= {"state": AttemptState.PLANNED, "result": None}
    with sessions.begin() as session:
        case = session.scalars(select(FollowUp)).one()
        write_attempt(session, case, **row)
        write_attempt(session, case, **row | waiting)
    page = wing.get(f"/customers/{whose}/messages").text
    assert page.count("sent by itself") == 2
    assert "ours is-sent automatic" in page
    assert "未发" not in page
    assert page.index("刚才给您致电") < page.index("在吗？")
    # Two numbers are in it: each text says which.
    assert page.count("+852 •••• •567") == 2
    assert page.count(MEI) == page.count(f"陈美玲/{MEI}"), "but for the number in the source system, none is shown"


def test_pictures_are_noted_and_not_fetched(wing: Visitor, writes: Writes) -> None:
    whose = writes("", media=2)
    for page in ("/messages", f"/customers/{whose}/messages"):
        assert "sent 2 pictures; see the carrier" in wing.get(page).text


def test_words_of_the_carrier_are_told_and_ask_for_no_answer(rita: Visitor, wing: Visitor, writes: Writes) -> None:
    whose, *_ = map(writes, ("STOP", "START", "HELP"))
    page = rita.get(f"/customers/{whose}/messages").text
    for said in ("opted out", "opted in again", "asked for help; the carrier has answered", "Nothing is open."):
        assert said in page
    assert wing.get(f"/customers/{whose}/messages").status_code == 404, "nobody is to call or answer her"
    assert "Everybody who wrote to us has been answered." in wing.get("/messages").text


def test_a_dead_number_is_marked(wing: Visitor, writes: Writes, sessions: Sessions) -> None:
    whose = writes("在吗？")
    with sessions.begin() as session:
        session.scalars(select(CustomerNumber)).one().dead_reason = "bad_number"
    page = wing.get(f"/customers/{whose}/messages").text
    assert "dead: the number does not exist" in page
    assert "No number of theirs is left" in page


def test_agents_see_their_branches_conversations_and_supervisors_all(
    wing: Visitor, rita: Visitor, writes: Writes, desk: Desk
) -> None:
    desk.belongs_to("harbour")
    here, there = writes("在吗？"), writes("在吗？", MEI_OFFICE, name="王外滩", house="bund")
    for visitor, sees in ((wing, [True, False]), (rita, [True, True])):
        listed = visitor.get("/messages").text
        assert ["陈美玲" in listed, "王外滩" in listed] == sees
        found = [visitor.get(f"/customers/{one}/messages").status_code for one in (here, there)]
        assert found == [200 if may else 404 for may in sees]
    for path in ("", "/takes", "/settled"):
        assert wing.post(f"/customers/{there}/messages{path}", {"words": "x"}).status_code == 404
    for path in ("/thread", "/latest"):
        assert wing.get(f"/customers/{there}/messages{path}").status_code == 404


def test_the_badge_counts_conversations_with_something_new_that_the_person_may_see(
    wing: Visitor, rita: Visitor, writes: Writes, desk: Desk
) -> None:
    desk.belongs_to("harbour")
    for body, number, house in (("一", MEI, "harbour"), ("二", MEI, "harbour"), ("三", MEI_OFFICE, "bund")):
        writes(body, number, house=house)
    for visitor, count in ((wing, 1), (rita, 2)):
        assert f'class="badge">{count}<' in visitor.get("/customers").text


def test_what_strangers_write_is_the_supervisors_to_read(wing: Visitor, rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        for sid, body in (("SM1", "哪位？"), ("SM2", "STOP")):
            receive(session, Came(sid, "+85290000000", "", body), TUESDAY_11)
    assert "哪位？" not in wing.get("/messages").text
    page = rita.get("/messages").text
    assert "哪位？" in page
    assert "STOP" not in page
    assert wing.post("/messages/strangers/1").status_code == 403
    rita.post("/messages/strangers/1")
    assert "哪位？" not in rita.get("/messages").text


def test_the_thread_asks_for_news_and_reads_them_only_where_the_page_is_seen(
    wing: Visitor, writes: Writes, sessions: Sessions, clock: StoppedClock
) -> None:
    whose = writes("在吗？")
    wing.get(f"/customers/{whose}/messages")
    page = wing.get(f"/customers/{whose}/messages").text
    seen = page.split("/messages/thread?seen=")[1][:8]
    asks = f"/customers/{whose}/messages/thread?seen={seen}"
    assert wing.get(asks, htmx=True).status_code == 204
    clock.forward(seconds=5)
    writes("有人吗？")
    for visible, still in (("", True), ("&visible=yes", True), ("", False)):
        answer = wing.get(asks + visible, htmx=True)
        assert answer.status_code == 200
        assert ("<strong>new</strong>" in answer.text) is still


class TestAtTheDesk:
    """What is new shows beside the work, within the desk's poll."""

    def asks(self, desk: Desk) -> str:
        page = desk.wing.get("/desk").text
        heard = page.split('name="heard" value="')[1].split('"')[0]
        return f"/desk/now?seen={desk.seen()}&heard={heard}"

    def test_a_text_that_comes_in_shows_at_the_next_poll_and_swaps_nothing_else(
        self, desk: Desk, writes: Writes
    ) -> None:
        asks = self.asks(desk)
        assert desk.wing.get(asks, htmx=True).status_code == 204
        whose = writes("请问几点开门？")
        answer = desk.wing.get(asks, htmx=True)
        assert (answer.status_code, answer.headers["HX-Reswap"], answer.headers["HX-Trigger"]) == (
            200,
            "none",
            "written",
        )
        for shown in (
            "请问几点开门？",
            'id="unread" class="badge" hx-swap-oob="true">1<',
            f"/customers/{whose}/messages",
        ):
            assert shown in answer.text
        assert 'id="now"' not in answer.text
        assert desk.wing.get(self.asks(desk), htmx=True).status_code == 204

    def test_a_page_that_has_no_such_part_is_not_told_every_second(self, desk: Desk, writes: Writes) -> None:
        writes("在吗？")
        assert desk.wing.get(f"/desk/now?seen={desk.seen()}", htmx=True).status_code == 204

    def test_beside_a_call_stand_the_latest_few_and_logging_it_reads_them(
        self, desk: Desk, writes: Writes, sessions: Sessions, clock: StoppedClock
    ) -> None:
        whose = writes("请给我回电")
        call = desk.talks(lambda s: s.scalars(select(FollowUp).where(FollowUp.playbook == MESSAGE)).one())
        page = desk.wing.get("/desk").text
        assert page.count("请给我回电") == 2
        assert f"/customers/{whose}/messages/latest" in page
        assert "请给我回电" in desk.wing.get(f"/customers/{whose}/messages/latest", htmx=True).text
        with sessions() as session:
            assert session.scalars(select(InboundText.read_at)).one() is None
        desk.ends(call)
        desk.logs(call, disposition="well")
        with sessions() as session:
            assert session.scalars(select(InboundText.read_by)).one() == "wing"
            assert session.get_one(Customer, whose)


def test_a_customer_who_does_not_exist_has_no_conversation(wing: Visitor) -> None:
    assert wing.get("/customers/99/messages").status_code == 404
