"""Tallies: what happened is added up once, in whatever order it is committed, and never grows less."""

from __future__ import annotations

from sqlalchemy import delete, text

from dialer.attempt_life import Result
from dialer.attempts import Attempt, AttemptChange
from dialer.calls.heard import write_down
from dialer.calls.record import Report
from dialer.judgement.refusals import Refusal
from dialer.watch.tallies import count, tallies
from tests.dialer.play import Play


def counted(play: Play) -> dict[str, float]:
    """Everything that is final by now; the first of two runs notes how far that is."""
    for _ in range(2):
        with play.scene() as session:
            count(session, play.now)
    with play.scene() as session:
        return {"/".join(filter(None, key)): value for key, value in tallies(session).items()}


def test_a_call_is_counted_from_its_claim_to_its_end(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ringing")
    play.tell(call, "ended", Result.NO_ANSWER)
    found = counted(play)
    assert {name: found[name] for name in ("calls_claimed", "calls_placed", "calls_ended/no_answer")} == {
        "calls_claimed": 1,
        "calls_placed": 1,
        "calls_ended/no_answer": 1,
    }
    assert "calls_answered" not in found
    assert (found["webhooks_heard/ringing"], found["webhooks_heard/ended"]) == (1, 1)


def test_a_call_whose_answer_nobody_told_was_answered_all_the_same(play: Play) -> None:
    call = play.rings()
    play.tell(call, "ended", Result.TALKED)
    assert counted(play)["calls_answered"] == 1


def test_what_was_counted_is_not_counted_again_nor_taken_back_when_it_is_erased(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.BUSY)
    before = counted(play)
    assert counted(play) == before
    with play.scene() as session:
        session.execute(delete(Attempt))
        session.execute(delete(Refusal))
    assert counted(play) == before


def test_a_smaller_number_that_is_committed_later_is_not_missed(play: Play) -> None:
    """The first transaction takes its numbers, the second overtakes it."""
    call = play.rings()
    counted(play)
    before = counted(play).get("calls_lost", 0)

    def change() -> AttemptChange:
        return AttemptChange(attempt_id=call.id, at=play.now, from_state="x", to_state="lost", reason="")

    with play.tools.sessions() as slow:
        slow.add(change())
        slow.flush()
        with play.scene() as quick:
            quick.add(change())
        assert counted(play).get("calls_lost", 0) == before
        slow.commit()
    assert counted(play)["calls_lost"] == before + 2


def test_a_transaction_that_hangs_is_not_waited_for_for_ever(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.BUSY)
    with play.tools.sessions() as hanging:
        hanging.execute(text("select pg_current_xact_id()"))
        assert counted(play) == {}
        with play.scene() as session:
            session.execute(text("update tally_mark set noted_at = noted_at - interval '301 seconds'"))
        assert counted(play)["calls_placed"] == 1


def test_refusals_are_counted_by_reason_and_what_had_to_be_asked_as_reconciled(play: Play) -> None:
    call = play.rings()
    play.carrier.tells(call.carrier_id or "", "ended", "busy")
    play.clock.forward(minutes=20)
    play.work()
    with play.scene() as session:
        session.add(
            Refusal(follow_up_id=call.follow_up_id, channel="call", at=play.now, code="cap", again_at=None, evidence={})
        )
    found = counted(play)
    assert found["refused/call|cap"] == 1
    assert found["reconciled/call"] == 1
    assert found.get("webhooks_heard/ended", 0) == 0, "we asked: nobody told us"


def test_the_lag_runs_from_hearing_to_acting(play: Play) -> None:
    call = play.rings()
    with play.scene() as session:
        write_down(session, Report("one", call.carrier_id or "", "ringing"), play.now)
    play.clock.forward(seconds=3)
    play.hears()
    found = counted(play)
    assert (found["webhook_lag/sum"], found["webhook_lag/count"]) == (3.0, 1)
    assert (found.get("webhook_lag/1", 0), found["webhook_lag/5"], found["webhook_lag/120"]) == (0, 1, 1)
