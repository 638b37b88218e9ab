"""What a supervisor may choose besides the segment: step, words, hours, days, tries and our numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import put
from campaigns.playbooks.shelf import SHELF, shelf
from campaigns.segments import Segment
from dialer.attempt_life import Result
from dialer.dispatch import tick
from dialer.launch import Launch, counted, launch, launch_of
from dialer.pacing import Bucket
from dialer.peace.campaign_control import pause, resume
from tests.cast import JACK, LINES, agent, branch, customer
from tests.dialer.play import Play

HARBOUR, BUND, KITSILANO = LINES
ANN = "+85298880001"
FESTIVAL, TOMORROW = {"starts_on": "2027-02-05", "ends_on": "2027-02-11"}, {"ends_on": "2026-11-25"}


def launched(play: Play, step: str = "greeting", message: dict[str, str] | None = None, **changes: Any) -> Campaign:
    with play.scene() as session:
        by = agent(session, "head")
        wanted = Launch("x", shelf()["holiday-greeting"], Segment(), message or {}, by.id, step=step, **changes)
        return launch(session, wanted, (), play.now)


def people(play: Play, *names: str) -> None:
    with play.scene() as session:
        for n, name in enumerate(names):
            customer(session, name, f"+8529888000{n}")


def planned(play: Play) -> list[FollowUp]:
    with play.scene() as session:
        return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


@pytest.mark.parametrize(
    ("days", "mei", "jack"),
    [
        # Tuesday at eleven in Hong Kong is Monday evening in Vancouver; the step has three days
        ({}, ("2026-11-24", "2026-11-26"), ("2026-11-23", "2026-11-25")),
        # for a festival, on each one's own calendar
        ({"starts_on": "2027-02-05"}, ("2027-02-05", "2027-02-07"), ("2027-02-05", "2027-02-07")),
        (FESTIVAL, ("2027-02-05", "2027-02-11"), ("2027-02-05", "2027-02-11")),
        # only the last: from each one's today on
        ({"ends_on": "2026-11-24"}, ("2026-11-24", "2026-11-24"), ("2026-11-23", "2026-11-24")),
        # a first day that went by before the second person agreed is each one's today
        ({"starts_on": "2026-11-20"} | TOMORROW, ("2026-11-24", "2026-11-25"), ("2026-11-23", "2026-11-25")),
        # over in Hong Kong, and not yet in Vancouver
        ({"ends_on": "2026-11-23"}, None, ("2026-11-23", "2026-11-23")),
    ],
)  # fmt: skip
def test_days_are_those_of_each_customers_own_calendar(
    play: Play, days: dict[str, str], mei: tuple[str, str] | None, jack: tuple[str, str]
) -> None:
    with play.scene() as session:
        names = {customer(session).id: "mei", customer(session, "Jack", JACK, house="kitsilano").id: "jack"}
    first, last = (date.fromisoformat(days[name]) if name in days else None for name in ("starts_on", "ends_on"))
    launched(play, starts_on=first, ends_on=last)
    found = {names[f.customer_id]: (f.first_day.isoformat(), f.last_day.isoformat()) for f in planned(play)}
    assert (found.get("mei"), found["jack"]) == (mei, jack)


def test_a_launch_for_spring_festival_waits_for_its_first_morning(play: Play) -> None:
    people(play, "Mei")
    launched(play, starts_on=date(2027, 2, 5), ends_on=date(2027, 2, 6))
    (one,) = planned(play)
    assert (one.opens_at, one.closes_at) == (datetime(2027, 2, 4, 16, tzinfo=UTC), datetime(2027, 2, 6, 16, tzinfo=UTC))
    play.work()
    assert play.carrier.calls == []
    play.clock.at = datetime(2027, 2, 5, 2, tzinfo=UTC)
    play.work()
    assert len(play.carrier.calls) == 1


def test_hours_and_tries_of_the_launch_stand_for_the_playbooks(play: Play) -> None:
    people(play, "Mei")
    of = launched(play, hours="hospital", tries=1)
    (one,) = planned(play)
    assert (one.hours, one.tries_allowed) == ("hospital", 1)
    play.clock.at = datetime(2026, 11, 24, 5, tzinfo=UTC)
    play.work()
    assert play.carrier.calls == []  # one in the afternoon: greetings would be read out, hospitals rest
    with play.scene() as session:
        assert launch_of(session.get_one(Campaign, of.id), shelf()["holiday-greeting"]).tries == 1


def test_without_a_choice_each_branch_calls_from_its_own_number(play: Play) -> None:
    people(play, "Mei")
    launched(play)
    play.work()
    assert [call.line for call in play.carrier.calls] == [HARBOUR]


def test_the_chosen_numbers_share_the_calls_and_the_own_one_goes_first(play: Play) -> None:
    with play.scene() as session:
        branch(session, "bund")
        branch(session, "kitsilano")
    people(play, "Mei", "Ann", "Bo")
    with play.scene() as session:
        session.get_one(Bucket, f"AC-test/call/{HARBOUR}").tokens = 1.0
    launched(play, lines=(HARBOUR, BUND))
    tools = play.limited(caller_id_calls_per_second=0.5)
    calls = tick(tools).place
    lines = sorted(play.attempt(one).line for one in calls)
    # Of Harbour's number there was one token; the other chosen one takes over, and no third one does.
    assert lines == sorted([HARBOUR, BUND])


def test_a_resting_own_number_holds_back_no_launch_that_calls_from_another(play: Play) -> None:
    with play.scene() as session:
        branch(session, "bund")
        session.get_one(Bucket, f"AC-test/call/{branch(session).line}").tokens = 0.0
    people(play, "Mei")
    launched(play, lines=(BUND,))
    (one,) = tick(play.limited(caller_id_calls_per_second=0.01)).place
    assert play.attempt(one).line == BUND


def test_the_text_after_a_missed_call_names_the_number_that_called(play: Play) -> None:
    with play.scene() as session:
        branch(session, "bund")
        customer(session)
        by, book = agent(session, "head"), shelf()["holiday-greeting"].model_copy(update={"text_after_missed": True})
        text = (SHELF / "holiday-greeting.toml").read_text(encoding="utf-8")
        put(session, book.id, text.replace("text_after_missed = false", "text_after_missed = true"), None, play.now)
        launch(session, Launch("x", book, Segment(), {}, by.id, lines=(BUND,)), (), play.now)
    play.work()
    play.tell(play.attempt(), "ended", Result.NO_ANSWER)
    (text_,) = play.texts()
    assert text_.line == BUND
    assert "+86 21 6123 4567" in text_.body


def test_a_text_says_what_the_launch_says_and_comes_from_its_number(play: Play) -> None:
    with play.scene() as session:
        branch(session, "bund")
        customer(session)
    words = {
        "zh": "【{house}】{address}您好，新春快乐！详询{line}。拒收请回复TD。",
        "en": "Happy New Year. Reply STOP to opt out.",
    }
    launched(play, "text", words, lines=(BUND,))
    play.work()
    play.work()
    (sent,) = play.carrier.texts
    assert sent.line == BUND
    assert sent.body == "【海港诊所】陈女士您好，新春快乐！详询+86 21 6123 4567。拒收请回复TD。"


def test_a_text_reaches_who_cannot_be_called_and_leaves_out_who_takes_none(play: Play) -> None:
    with play.scene() as session:
        customer(session, "Mei").numbers[0].no_text_reason = "21614"
        customer(session, "Ann", ANN)
        by, book = agent(session, "head"), shelf()["holiday-greeting"]
        found = {
            step: counted(session, Launch("x", book, Segment(), {}, by.id, step=step), ("+8529888",), play.now)
            for step in ("greeting", "text")
        }
    assert {step: (one.callable, one.left_out) for step, one in found.items()} == {
        "greeting": (1, {"no_voice_service": 1}),
        "text": (1, {"takes_no_texts": 1}),
    }


def test_texts_of_a_paused_launch_wait_and_go_out_when_it_goes_on(play: Play) -> None:
    people(play, "Mei", "Ann")
    of = launched(play, "text")
    claimed = [*play.tick().place, *play.tick().place]
    with play.scene() as session:
        pause(session, of.id, play.now)
    for one in claimed:  # On their way to a worker, and not at the carrier yet.
        play.rings_placed(one)
    play.work()
    assert (len(claimed), play.carrier.texts) == (2, [])
    with play.scene() as session:
        resume(session, of.id)
    play.clock.forward(minutes=6)
    play.work()
    play.work()
    assert len(play.carrier.texts) == 2


def test_who_is_not_texted_yet_when_the_pause_comes_gets_no_text_written(play: Play) -> None:
    people(play, "Mei")
    of = launched(play, "text")
    with play.scene() as session:
        pause(session, of.id, play.now)
    play.work()
    assert (play.texts(), play.case().state) == ([], FollowUpState.PLANNED)
