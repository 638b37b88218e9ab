"""Concluding: what each entry leads to, once for each conversation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.customers import CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.agents.presence import free_agents
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.talks.conclude import conclude
from dialer.talks.entries import Entry, EntryWrong, NotYours
from tests.cast import JACK, MEI, MEI_OFFICE, agent, customer, follow_up, ready
from tests.dialer.play import Play

THURSDAY = date(2026, 11, 26)


def talked(play: Play, *numbers: str) -> Attempt:
    """Mei and Wing have talked; the line is down."""
    call = play.rings(*numbers)
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    return play.attempt()


@pytest.mark.parametrize(
    ("disposition", "state", "reason", "result"),
    [
        # reached, and what came of it is written
        ("well", "done", "well", "talked"),
        ("concern", "done", "concern", "talked"),
        ("dissatisfied", "done", "dissatisfied", "talked"),
        ("refused", "done", "refused", "talked"),
        # not reached after all: the follow-up goes on
        ("machine", "planned", "after_machine", "machine"),
        ("relative", "planned", "after_no_answer", "no_answer"),
        # the only number is a stranger's: nothing goes on
        ("wrong_number", "exhausted", "bad_number", "bad_number"),
    ],
)
def test_each_disposition(play: Play, disposition: str, state: str, reason: str, result: str) -> None:
    call = talked(play)
    play.concludes(call, disposition)
    assert (play.case().state, play.case().reason, play.attempt().result) == (state, reason, result)
    assert play.outcomes() == [(disposition, call.id, play.agent().id)]


def test_the_same_call_concluded_twice_has_its_first_outcome(play: Play) -> None:
    call = talked(play)
    first = play.concludes(call, "well", notes="皮肤恢复良好")
    again = play.concludes(call, "refused")
    assert (again.id, again.disposition, again.notes) == (first.id, "well", "皮肤恢复良好")
    assert play.case().reason == "well"
    with play.scene() as session:
        assert session.scalars(select(Suppression)).all() == []


def test_another_agents_conversation_is_not_mine_to_conclude(play: Play) -> None:
    call = talked(play)
    with play.scene() as session:
        fai = agent(session, "fai")
        with pytest.raises(NotYours):
            conclude(session, call.id, fai.id, Entry("well"), play.now)
        with pytest.raises(NotYours):
            conclude(session, 4711, fai.id, Entry("well"), play.now)
    assert play.outcomes() == []


@pytest.mark.parametrize("result", [Result.NO_ANSWER, Result.TALKED], ids=["missed", "nobody of ours was there"])
def test_a_call_in_which_nobody_talked_has_no_outcome(play: Play, result: Result) -> None:
    call = play.rings()
    play.tell(call, "ended", result)
    with pytest.raises(EntryWrong, match="not been answered"):
        play.concludes(call, "well")
    assert play.case().state is FollowUpState.PLANNED


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        # call later, but when?
        (Entry("call_later"), "choose the next date"),
        # later today, but when?
        (Entry("call_later", next_date=date(2026, 11, 24)), "later today needs a time"),
        # the past
        (Entry("well", next_date=date(2026, 11, 1)), "after today"),
        # more than a year ahead
        (Entry("well", next_date=date(2027, 11, 26)), "within a year"),
        # ratings go from 1 to 5
        (Entry("well", ratings={"bill-explained": 6}), "1 to 5"),
        (Entry("well", ratings={"bill-explained": 0}), "1 to 5"),
    ],
)
def test_an_entry_that_cannot_be_kept_is_refused_before_anything_is_written(play: Play, entry: Entry, why: str) -> None:
    call = talked(play)
    with pytest.raises(EntryWrong, match=why), play.scene() as session:
        conclude(session, call.id, play.agent().id, entry, play.now)
    assert play.outcomes() == []
    assert play.case().state is FollowUpState.TALKED


@pytest.mark.parametrize("disposition", ["call_later", "well", "machine"])
def test_a_next_date_is_a_promise_of_its_own(play: Play, disposition: str) -> None:
    call = talked(play)
    play.concludes(call, disposition, next_date=THURSDAY)
    assert (play.case().state, play.case().reason) == (FollowUpState.DONE, disposition)
    promised = newest(play)
    assert (promised.first_day, promised.last_day, promised.waits_for) == (THURSDAY, THURSDAY, "promised")
    assert promised.opens_at == datetime(2026, 11, 25, 16, tzinfo=UTC)  # midnight in Hong Kong
    assert (promised.state, promised.tries_made, promised.priority) == (FollowUpState.PLANNED, 0, 5)
    play.tell(call, "ended", Result.TALKED)
    play.clock.at = promised.opens_at + timedelta(hours=11)
    play.work()
    assert play.attempt().follow_up_id == promised.id


def test_today_is_the_customers_today(play: Play) -> None:
    """Eleven on Tuesday in Hong Kong is Monday evening in Vancouver: Tuesday is tomorrow there."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, "Jack", JACK, house="kitsilano"))
    call = play.rings_next()
    play.picks_up(call)
    play.concludes(call, "call_later", next_date=date(2026, 11, 24))
    assert newest(play).opens_at == datetime(2026, 11, 24, 7, tzinfo=UTC)


def newest(play: Play) -> FollowUp:
    with play.tools.sessions() as session:
        return session.scalars(select(FollowUp).order_by(FollowUp.id.desc())).first() or play.case()


def test_a_refusal_leaves_the_customer_in_peace_everywhere(play: Play) -> None:
    call = talked(play)
    with play.scene() as session:
        other = follow_up(session, session.merge(play.customer()), step="day-3").id
    play.concludes(call, "refused")
    assert (play.case(other).state, play.case(other).reason) == (FollowUpState.WITHDRAWN, "refused")
    with play.scene() as session:
        assert session.scalars(select(Suppression.channel)).all() == ["all"]


@pytest.mark.parametrize(("more", "wait"), [({}, timedelta(minutes=10)), ({"next_date": THURSDAY}, timedelta(days=2))])
def test_a_wrong_number_is_never_rung_for_this_customer_again(
    play: Play, more: dict[str, Any], wait: timedelta
) -> None:
    call = talked(play, MEI, MEI_OFFICE)
    play.concludes(call, "wrong_number", **more)
    with play.scene() as session:
        dead = session.scalars(select(CustomerNumber.e164).where(CustomerNumber.dead_reason == "wrong_number"))
        assert dead.all() == [MEI]
    play.tell(call, "ended", Result.TALKED)
    play.clock.at += wait
    play.work()
    assert [c.to for c in play.carrier.calls] == [MEI, MEI_OFFICE]


def test_an_entry_during_the_talk_is_not_undone_by_its_end(play: Play) -> None:
    """Wing logs the machine while it still speaks; then the line goes down, and nothing more is owed."""
    call = play.rings()
    play.picks_up(call)
    play.concludes(call, "machine")
    planned = play.case().next_try_at
    play.clock.forward(minutes=45)
    play.tell(call, "ended", Result.TALKED)
    assert (play.attempt().state, play.attempt().result) == (AttemptState.ENDED, Result.MACHINE)
    assert (play.case().state, play.case().waits_for) == (FollowUpState.PLANNED, "after_machine_other_part")
    assert play.case().next_try_at == planned
    with play.scene() as session:
        assert [a.login for a in free_agents(session, play.now)] == ["wing"]


def test_after_the_last_try_a_machine_is_the_end(play: Play) -> None:
    case = play.opens()
    with play.scene() as session:
        session.merge(case).tries_allowed = 1
    call = play.rings_next()
    play.picks_up(call)
    play.concludes(call, "machine")
    assert (play.case().state, play.case().reason) == (FollowUpState.EXHAUSTED, "all_tries_used")
