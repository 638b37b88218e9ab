"""An agent writes back: judged as every text, sent once by a worker, and what it settles is closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.branches import Branch
from campaigns.customers import CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.presence import free_agents
from dialer.attempt_life import AttemptState, Result
from dialer.carrier import NumberRefused
from dialer.inbound.replies import ReplyRefused
from dialer.texting.texts import withdraw_text
from tests.cast import MEI, MEI_OFFICE, MING, TUESDAY_11, follow_up, ready
from tests.dialer.inbound.writing import LINE, answers, at_home, matters, messages, plans, writes
from tests.dialer.play import Play
from tests.dialer.test_text_caps import sent, waits

ASKED = "请问下周三还有位置吗？"


def follow_up_of_another(play: Play, step: str) -> FollowUp:
    """Something else that is due to Mei."""
    with play.scene() as session:
        return follow_up(session, session.merge(play.customer()), step=step, next_try_at=play.now + timedelta(days=2))


def asked(play: Play, **facts: Any) -> None:
    """Mei wrote, and it is planned."""
    at_home(play, **facts)
    writes(play, ASKED)
    plans(play)


def test_it_goes_back_the_way_the_text_came(play: Play) -> None:
    at_home(play, MEI, MEI_OFFICE)
    writes(play, ASKED, number=MEI_OFFICE)
    answers(play, " 有的，三点可以吗？ ")
    play.work()
    (text,) = play.carrier.texts
    assert (text.to, text.line, text.body) == (MEI_OFFICE, LINE, "有的，三点可以吗？")
    (kept,) = play.texts()
    assert (kept.mode, kept.agent_id, kept.state) == ("reply", play.agent().id, AttemptState.PLACED)
    play.tell(kept, "ended", Result.DELIVERED)
    assert play.texts()[0].result is Result.DELIVERED


def test_where_that_number_is_dead_it_goes_to_the_next_and_never_from_a_line_that_is_not_ours(play: Play) -> None:
    at_home(play, MEI, MEI_OFFICE)
    writes(play, ASKED, line="+85200000000")
    with play.scene() as session:
        session.query(CustomerNumber).filter_by(e164=MEI).one().dead_reason = "30005"
    answers(play, "有的")
    play.work()
    assert [(text.to, text.line) for text in play.carrier.texts] == [(MEI_OFFICE, LINE)]


def test_it_settles_the_matter_where_the_agent_says_so(play: Play) -> None:
    asked(play)
    replied = answers(play, "有的，给您留好了", settles=True)
    assert replied.settled
    assert (matters(play)[0].state, matters(play)[0].reason) == (FollowUpState.DONE, "texted")
    assert play.outcomes() == [("texted", replied.attempt_id, play.agent().id)]
    play.clock.forward(hours=1)
    play.work()
    assert (len(play.carrier.texts), play.carrier.calls) == (1, [])


def test_without_that_the_call_goes_on_as_planned(play: Play) -> None:
    asked(play)
    assert not answers(play, "稍后给您电话").settled
    play.clock.forward(minutes=20)
    play.work()
    assert (len(play.carrier.texts), len(play.carrier.calls)) == (1, 1)
    assert play.outcomes() == []


def test_what_is_being_called_about_is_settled_by_the_call(play: Play) -> None:
    asked(play)
    play.clock.forward(minutes=15)
    play.rings_next()
    assert not answers(play, "正在给您打电话", settles=True).settled
    assert matters(play)[0].state is FollowUpState.UNDERWAY


@pytest.mark.parametrize("how", ["undelivered", "refused"])
def test_an_answer_that_did_not_arrive_has_settled_nothing(play: Play, how: str) -> None:
    asked(play)
    answers(play, "有的，给您留好了", settles=True)
    if how == "refused":
        play.carrier.refuses = NumberRefused("21614")
    play.work()
    if how == "undelivered":
        play.tell(play.texts()[0], "ended", Result.UNDELIVERED, "30003")
    plans(play)
    assert [one.state for one in matters(play)] == [FollowUpState.DONE, FollowUpState.PLANNED]
    assert messages(play)[1][0] == f"message/undelivered/{play.texts()[0].id}"


def test_one_that_arrived_or_that_settled_nothing_opens_nothing(play: Play) -> None:
    asked(play)
    answers(play, "稍等")
    answers(play, "有的，给您留好了", settles=True)
    play.work()
    play.work()
    first, second = play.texts()
    play.tell(first, "ended", Result.UNDELIVERED, "30003")
    play.tell(second, "ended", Result.DELIVERED)
    assert len(messages(play)) == 1


def test_a_second_click_is_no_second_text(play: Play) -> None:
    asked(play)
    first = answers(play, "有的", settles=True)
    assert answers(play, "有的", settles=True) == first
    play.clock.forward(minutes=2)
    assert answers(play, "有的").attempt_id != first.attempt_id


def test_outside_its_hours_it_waits_for_the_next_opening_and_says_so(play: Play) -> None:
    """Texts go out until half past eight; at 20:30 the next opening is nine."""
    play.clock.forward(hours=9, minutes=30)
    asked(play)
    replied = answers(play, "有的，给您留好了", settles=True)
    nine = TUESDAY_11 + timedelta(hours=22)
    assert (replied.waits_until, replied.why, replied.settled) == (nine, "outside_window", True)
    assert [(one.channel, one.code, one.again_at) for one in play.refusals()] == [("text", "outside_window", nine)]
    play.work()
    assert play.carrier.texts == []
    play.clock.at = nine
    play.work()
    assert len(play.carrier.texts) == 1


def test_over_a_sunday_on_which_nobody_may_be_texted_it_is_still_an_answer(play: Play) -> None:
    """Alabama closes on Saturday at eight and opens on Monday; the hours closed before a worker had sent it."""
    play.clock.at = datetime(2026, 11, 29, 1, 59, 50, tzinfo=UTC)
    ann = at_home(play, "+12052530001", zone="America/Chicago", day_zone="America/Chicago")
    with play.scene() as session:
        number = session.merge(ann).numbers[0]
        number.country, number.subdivision = "US", "AL"
    writes(play, "Is Monday at ten fine?", number="+12052530001")
    assert answers(play, "Yes, Monday at ten").waits_until is None
    play.clock.forward(minutes=1)
    play.work()
    (text,) = play.texts()
    assert (text.state, text.reason) == (AttemptState.PLANNED, "outside_window")
    assert text.due_at is not None
    assert text.due_at - play.now > timedelta(hours=16)
    play.clock.at = text.due_at
    play.work()
    assert len(play.carrier.texts) == 1


@pytest.mark.parametrize("reason", ["reached", "rang_back"])
def test_it_is_not_withdrawn_because_they_were_reached_meanwhile(play: Play, reason: str) -> None:
    play.clock.forward(hours=9, minutes=30)
    asked(play)
    answers(play, "地址是中环一号")
    with play.scene() as session:
        withdraw_text(session, matters(play)[0].id, reason, play.now)
    assert [text.state for text in play.texts()] == [AttemptState.PLANNED]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (" ", "text_empty"),
        ("好" * 1601, "text_too_long"),
        # anybody may read it: it says what they were here for
        ("您的激光治疗安排在周三", "text_not_private"),
        ("Your laser treatment is on Wednesday", "text_not_private"),
    ],
)
def test_words_that_may_not_go_out_are_refused_with_the_reason(play: Play, words: str, code: str) -> None:
    asked(play)
    with pytest.raises(ReplyRefused) as refused:
        answers(play, words)
    assert refused.value.code == code
    assert play.texts() == []


def test_the_houses_own_name_gives_nothing_away(play: Play) -> None:
    asked(play)
    with play.scene() as session:
        session.get_one(Branch, "harbour").name_zh = "海港医美"
    answers(play, "海港医美周三见")
    with pytest.raises(ReplyRefused):
        answers(play, "海港医美，医美项目周三见")


@pytest.mark.parametrize("channel", ["text", "all"])
def test_who_wants_no_texts_gets_none(play: Play, channel: str) -> None:
    asked(play)
    play.leaves_in_peace(channel, "asked")
    with pytest.raises(ReplyRefused, match="suppressed"):
        answers(play, "有的")


def test_who_opts_out_while_it_waits_gets_none(play: Play) -> None:
    play.clock.forward(hours=9, minutes=30)
    asked(play)
    answers(play, "有的")
    writes(play, "STOP", sid="SM2")
    play.clock.forward(hours=13)
    play.work()
    assert play.carrier.texts == []
    assert [(text.state, text.reason) for text in play.texts()] == [(AttemptState.WITHDRAWN, "suppressed")]


def test_an_answer_within_a_day_is_held_back_by_no_cap_and_a_later_one_is(play: Play) -> None:
    asked(play)
    with play.scene() as session:
        case = session.merge(matters(play)[0])
    for kind, hours in (("ahead", 1), ("agent", 2)):
        sent(play, case, kind, play.now - timedelta(hours=hours))
    assert answers(play, "有的").waits_until is None
    play.work()
    assert len(play.carrier.texts) == 1
    for kind in ("ahead", "agent"):
        sent(play, follow_up_of_another(play, kind), kind, play.now + timedelta(hours=23))
    play.clock.forward(hours=24, minutes=1)
    assert answers(play, "补充一句").why == "house_texts_24h"


def test_answers_within_a_day_use_up_no_cap(play: Play) -> None:
    asked(play)
    for number in range(3):
        answers(play, f"答复{number}")
        play.work()
    waits(play, "day-3")
    play.work()
    assert len(play.carrier.texts) == 4


def test_to_mainland_china_words_that_its_networks_do_not_carry_are_refused(play: Play) -> None:
    at_home(play, MING, house="bund")
    for words, code in (
        ("好" * 501, "mainland_too_long"),
        ("好👍" * 180, "mainland_too_long"),
        ("详见 www.example.com", "mainland_address"),
    ):
        with pytest.raises(ReplyRefused) as refused:
            answers(play, words)
        assert refused.value.code == code, words
    answers(play, "周三下午三点，地址不变。")
    play.work()
    assert len(play.carrier.texts) == 1


def test_who_has_no_number_left_cannot_be_answered(play: Play) -> None:
    asked(play)
    with play.scene() as session:
        session.query(CustomerNumber).one().dead_reason = "30005"
    with pytest.raises(ReplyRefused, match="no_number"):
        answers(play, "有的")


def test_who_texts_keeps_their_turn_at_the_telephone(play: Play) -> None:
    """A reply is no call: who has waited longest for one still has."""
    asked(play)
    answers(play, "有的")
    play.work()
    assert play.texts()[0].claimed_at == play.now
    with play.scene() as session:
        ready(session, play.now + timedelta(seconds=1), "ada", phone="+85261110002")
    with play.scene() as session:
        assert [agent.login for agent in free_agents(session, play.now)] == ["wing", "ada"]
