"""Placing: intent first, then the carrier, and never twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.place import place
from dialer.carrier import (
    AccountBlocked,
    Blocked,
    CallWanted,
    CarrierError,
    FateUnknown,
    Forbidden,
    NumberForbidden,
    NumberRefused,
    Strained,
    TextWanted,
    TryLater,
    Unclear,
    Unsubscribed,
)
from dialer.troubles import MENDING
from tests.cast import MEI, MEI_OFFICE, customer, follow_up, ready
from tests.dialer.play import Play


class PowerCut(BaseException):
    """The worker's machine loses power."""


def test_the_intent_is_committed_and_nothing_is_locked_while_the_carrier_is_asked(play: Play) -> None:
    seen: list[AttemptState] = []

    def look(wanted: CallWanted | TextWanted) -> None:
        with play.scene() as session:
            for table in (Customer, FollowUp):
                session.scalars(select(table).with_for_update(nowait=True)).one()
            attempt = session.scalars(select(Attempt).with_for_update(nowait=True)).one()
            assert attempt.token == wanted.token
            seen.append(attempt.state)

    play.carrier.meanwhile = look
    play.rings()
    assert seen == [AttemptState.PLACING]


def test_the_look_above_would_notice_a_lock(play: Play) -> None:
    play.opens()
    with play.scene() as holder:
        holder.scalars(select(FollowUp).with_for_update()).one()
        with pytest.raises(OperationalError, match="could not obtain lock"), play.scene() as session:
            session.scalars(select(FollowUp).with_for_update(nowait=True)).one()


def test_no_transaction_is_open_while_the_carrier_is_asked(play: Play) -> None:
    seen: list[int] = []
    idle = "select count(*) from pg_stat_activity where state ^@ 'idle in transaction' and datname = current_database()"

    def look(_: CallWanted | TextWanted) -> None:
        with play.scene() as session:
            seen.append(session.execute(text(idle)).scalar_one())

    play.carrier.meanwhile = look
    play.rings()
    assert seen == [0]


def test_what_the_carrier_gets_is_the_attempts_own(play: Play) -> None:
    call = play.rings()
    (wanted,) = play.carrier.calls
    assert (wanted.token, wanted.to, wanted.line) == (call.token, MEI, "+85221234567")
    assert wanted.ring_seconds == 25
    assert not wanted.detect_machine
    assert (call.state, call.carrier_id, call.reason) == (AttemptState.PLACED, "CA" + "1".zfill(32), "accepted")
    assert call.evidence["policy"] == "clinic"
    assert play.case().tries_made == 1


def test_a_second_job_for_the_same_attempt_does_nothing(play: Play) -> None:
    call = play.rings()
    place(play.tools, call.id)
    assert len(play.carrier.calls) == 1
    assert play.case().tries_made == 1


def test_a_job_for_an_attempt_that_is_gone_does_nothing(play: Play) -> None:
    place(play.tools, 4711)
    assert play.carrier.calls == []


@pytest.mark.parametrize(
    ("refusal", "attempt", "result", "case", "reason", "tries"),
    [
        # the number is bad: the only one, so that the follow-up is over; no phone rang, no try is counted
        (NumberRefused("21211"), "refused", "bad_number", "exhausted", "bad_number", 0),
        # the person told the carrier to stop
        (Unsubscribed("21610"), "refused", "blocked", "withdrawn", "opt_out", 0),
        # a person has to change a setting first
        (Blocked("21210"), "refused", "blocked", "planned", "carrier_21210", 0),
        (AccountBlocked("20003"), "refused", "blocked", "planned", "carrier_20003", 0),
        (Forbidden("21215"), "refused", "blocked", "planned", "carrier_21215", 0),
        (Unclear("99999"), "refused", "blocked", "planned", "carrier_99999", 0),
        # the carrier keeps this one number from us, and it is the only one
        (NumberForbidden("21216"), "refused", "bad_number", "exhausted", "bad_number", 0),
        # out of order: given back too
        (Strained("20503"), "released", "not_placed", "planned", "carrier_strained", 0),
        # not processed: given back, and due again a little later
        (TryLater("20429"), "released", "not_placed", "planned", "carrier_busy", 0),
        # it may be ringing: waits for the reconciler, and counts
        (FateUnknown("20500"), "unknown", None, "underway", "claimed", 1),
    ],
)
def test_each_refusal_of_the_carrier_is_one_decision(
    play: Play, refusal: CarrierError, attempt: str, result: str | None, case: str, reason: str, tries: int
) -> None:
    play.carrier.refuses = refusal
    call = play.rings()
    assert (call.state, call.result) == (attempt, result)
    found = play.case()
    assert (found.state, found.reason, found.tries_made) == (case, reason, tries)


def test_a_busy_carrier_is_asked_again_half_a_minute_later(play: Play) -> None:
    play.carrier.refuses = TryLater("20429")
    play.rings()
    play.carrier.refuses = None
    play.clock.forward(seconds=29)
    assert play.work().place == []
    play.clock.forward(seconds=1)
    assert len(play.work().place) == 1
    assert play.case().tries_made == 1


def test_a_carrier_that_is_out_of_order_is_asked_at_growing_intervals(play: Play) -> None:
    play.carrier.refuses = Strained("20503")
    play.rings()
    gaps = []
    for _ in range(7):
        gaps.append((play.case().next_try_at - play.now).total_seconds() / 60)
        play.clock.at = play.case().next_try_at
        play.work()
    assert gaps == [0.5, 1, 2, 4, 8, 16, 30]
    assert len(play.carrier.calls) == 8


def test_a_bad_number_leaves_the_customers_other_number(play: Play) -> None:
    play.carrier.refuses = NumberRefused("21211")
    play.rings(MEI, MEI_OFFICE)
    play.carrier.refuses = None
    play.work()
    assert [c.to for c in play.carrier.calls] == [MEI, MEI_OFFICE]
    with play.scene() as session:
        dead = session.scalars(select(CustomerNumber.e164).where(CustomerNumber.dead_reason == "21211"))
        assert list(dead) == [MEI]


def test_who_unsubscribed_at_the_carrier_is_suppressed_here(play: Play) -> None:
    play.carrier.refuses = Unsubscribed("21610")
    with play.scene() as session:
        mei = customer(session)
        other = follow_up(session, mei, step="day-3", next_try_at=play.now.replace(hour=9)).id
        ready(session, play.now)
        follow_up(session, mei)
    play.work()
    assert play.case(other).state is FollowUpState.WITHDRAWN
    with play.scene() as session:
        assert session.scalars(select(Suppression.channel)).all() == ["all"]


def test_a_lost_answer_is_never_dialled_again(play: Play) -> None:
    """The carrier took the call and its answer was lost; the reconciler finds the call, and binds it."""
    play.carrier.loses = FateUnknown("ReadTimeout")
    call = play.rings()
    assert (call.state, call.carrier_id) == (AttemptState.UNKNOWN, None)
    play.clock.forward(seconds=60)
    play.work()
    assert len(play.carrier.calls) == 1
    assert (play.attempt().state, play.attempt().carrier_id) == (AttemptState.PLACED, "CA" + "1".zfill(32))


@pytest.mark.parametrize("reached", [True, False], ids=["after the carrier heard us", "before it did"])
def test_a_power_cut_between_intent_and_answer_never_dials_twice(play: Play, reached: bool) -> None:
    play.opens()
    (attempt_id,) = play.tick().place
    if reached:
        play.carrier.loses = PowerCut()
    else:
        play.carrier.refuses = PowerCut()
    with pytest.raises(PowerCut):
        place(play.tools, attempt_id)
    assert play.attempt().state is AttemptState.PLACING
    play.carrier.loses = play.carrier.refuses = None
    for _ in range(10):
        place(play.tools, attempt_id)
        play.clock.forward(seconds=41)
        play.work()
    assert len(play.carrier.calls) == 1
    assert play.attempt(attempt_id).state is (AttemptState.PLACED if reached else AttemptState.LOST)
    assert play.case().tries_made == 1


def test_a_webhook_that_overtakes_the_answer_wins(play: Play) -> None:
    def webhook(_: CallWanted | TextWanted) -> None:
        play.tell(play.attempt(), "ringing")

    play.carrier.meanwhile = webhook
    play.carrier.refuses = FateUnknown("ReadTimeout")
    call = play.rings()
    assert (call.state, call.carrier_id) == (AttemptState.RINGING, "CA-early")
    assert call.deadline_at is not None


def test_a_suppression_between_claim_and_place_is_heard(play: Play) -> None:
    play.opens()
    (attempt_id,) = play.tick().place
    play.leaves_in_peace("call")
    place(play.tools, attempt_id)
    assert play.carrier.calls == []
    assert (play.attempt().state, play.attempt().result) == (AttemptState.RELEASED, Result.NOT_PLACED)
    assert (play.case().state, play.case().reason, play.case().tries_made) == (FollowUpState.WITHDRAWN, "suppressed", 0)


def test_a_window_that_closes_between_claim_and_place_is_seen(play: Play) -> None:
    play.opens()
    (attempt_id,) = play.tick().place
    play.clock.forward(hours=1, minutes=30)  # 12:30, the clinic's lunch
    place(play.tools, attempt_id)
    assert play.carrier.calls == []
    assert play.case().waits_for == "outside_window"
    assert play.case().next_try_at == play.now.replace(hour=6, minute=30)  # 14:30 in Hong Kong
    assert [r.code for r in play.refusals()] == ["outside_window"]


def test_a_number_that_died_between_claim_and_place_is_replaced(play: Play) -> None:
    play.opens(MEI, MEI_OFFICE)
    (attempt_id,) = play.tick().place
    with play.scene() as session:
        session.scalars(select(CustomerNumber).where(CustomerNumber.e164 == MEI)).one().dead_reason = "moved"
    place(play.tools, attempt_id)
    assert play.carrier.calls == []
    play.work()
    assert [c.to for c in play.carrier.calls] == [MEI_OFFICE]


def test_what_our_account_does_not_allow_waits_an_hour_for_a_person_to_mend_it(play: Play) -> None:
    play.carrier.refuses = Blocked("21210")
    play.rings()
    assert (play.case().waits_for, play.case().next_try_at) == ("carrier_21210", play.now + MENDING)
    play.carrier.refuses = None
    play.clock.forward(hours=4)  # the clinic is open again
    play.work()
    assert (play.attempt().state, play.case().tries_made) == (AttemptState.PLACED, 1)
