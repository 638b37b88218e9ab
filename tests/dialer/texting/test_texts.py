"""The text after a missed call: once, in its own hours, to nobody who asked for peace, with nothing of why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.calls.place import place
from dialer.carrier import (
    Blocked,
    FateUnknown,
    NumberRefused,
    TakesNoTexts,
    TryLater,
    Undeliverable,
    Unsubscribed,
)
from tests.cast import customer, follow_up, ready
from tests.dialer.play import Play


def missed(play: Play, **about: str) -> Attempt:
    """A call was missed; the text waits to be claimed."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session, **about), closes_at=play.now + timedelta(days=9))
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    return play.texts()[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh",
            "【海港诊所】陈女士您好，刚才给您致电未能接通。方便时请回电+852 2123 4567，我们也会再联系您。"
            "如不希望再被联系请回复TD。",
        ),
        (
            "en",
            "Harbour Clinic: Hello Ms 陈, we have just tried to call you. Please call us back on +852 2123 4567, "
            "or we will try again. Reply STOP to opt out.",
        ),
    ],
)
def test_it_names_the_caller_and_the_number_and_no_treatment(play: Play, language: str, words: str) -> None:
    missed(play, language=language)
    play.work()
    assert [t.body for t in play.carrier.texts] == [words]


def test_it_goes_out_at_once_and_only_once_for_all_tries(play: Play) -> None:
    missed(play)
    play.work()
    assert play.texts()[0].state is AttemptState.PLACED
    play.clock.forward(hours=4)
    play.tell(play.rings_next(), "ended", Result.BUSY)
    play.work()
    assert len(play.carrier.calls) == 2
    assert len(play.carrier.texts) == 1
    assert play.case().tries_made == 2  # a text is not a try


def test_it_waits_for_its_own_hours(play: Play) -> None:
    """The clinic rings until half past eight, and texts go until then; at 20:30 the next opening is nine."""
    play.clock.forward(hours=9, minutes=25)
    missed(play)
    play.clock.forward(minutes=5)
    assert play.tick().place == []
    text = play.texts()[0]
    assert (text.state, text.reason, text.due_at) == (
        AttemptState.PLANNED,
        "outside_window",
        play.now + timedelta(hours=12, minutes=30),
    )
    (refusal,) = (one for one in play.refusals() if one.channel == "text")
    assert (refusal.follow_up_id, refusal.code, refusal.again_at) == (play.case().id, "outside_window", text.due_at)
    assert refusal.evidence["policy"] == "text"
    play.clock.forward(hours=12, minutes=30)
    play.work()
    assert len(play.carrier.texts) == 1


def test_hours_that_close_between_claim_and_sending_are_seen(play: Play) -> None:
    play.clock.forward(hours=9, minutes=25)
    text = missed(play)
    assert play.tick().place == [text.id]
    play.clock.forward(minutes=5)
    place(play.tools, text.id)
    assert play.carrier.texts == []
    assert play.texts()[0].state is AttemptState.PLANNED
    assert [(one.channel, one.code) for one in play.refusals()] == [("text", "outside_window")]


def test_words_that_would_come_too_late_are_not_sent(play: Play) -> None:
    """Alabama closes on Saturday at eight and opens on Monday: `we have just tried to call you` is not true by then."""
    play.clock.at = datetime(2026, 11, 29, 1, 50, tzinfo=UTC)  # Saturday, 19:50
    with play.scene() as session:
        ready(session, play.now)
        ann = customer(session, "Ann", "+12052530001", zone="America/Chicago", day_zone="America/Chicago")
        ann.numbers[0].country, ann.numbers[0].subdivision = "US", "AL"
        follow_up(session, ann, play.now)
    call = play.rings_next()
    play.clock.forward(minutes=10)
    play.tell(call, "ended", Result.NO_ANSWER)
    play.work()
    assert play.carrier.texts == []
    assert [(t.state, t.reason) for t in play.texts()] == [(AttemptState.WITHDRAWN, "outside_window")]
    assert [(one.channel, one.code) for one in play.refusals()] == [("text", "outside_window")]


@pytest.mark.parametrize("channel", ["text", "all"])
def test_who_asked_for_peace_before_it_went_out_gets_none(play: Play, channel: str) -> None:
    missed(play)
    play.leaves_in_peace(channel)
    play.work()
    assert play.carrier.texts == []
    assert play.texts()[0].state is AttemptState.WITHDRAWN


def test_who_asked_for_peace_between_claim_and_sending_gets_none(play: Play) -> None:
    text = missed(play)
    play.tick()
    play.leaves_in_peace()
    place(play.tools, text.id)
    assert play.carrier.texts == []
    assert (play.texts()[0].state, play.texts()[0].reason) == (AttemptState.WITHDRAWN, "suppressed")


def test_who_wants_no_texts_is_still_called(play: Play) -> None:
    missed(play)
    play.leaves_in_peace("text")
    play.clock.forward(hours=4)
    play.work()
    assert (len(play.carrier.calls), play.carrier.texts) == (2, [])


def test_an_exhausted_customers_text_is_kept_from_them_when_they_opted_out(play: Play) -> None:
    """The last try: the follow-up is over, but its text still waited."""
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), tries_allowed=1)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    play.leaves_in_peace()
    play.work()
    assert play.carrier.texts == []


@pytest.mark.parametrize(
    ("refusal", "state", "result"),
    [
        # no texts to this number, or nobody has it
        (TakesNoTexts("21614"), "refused", "bad_number"),
        (NumberRefused("21211"), "refused", "bad_number"),
        # they told the carrier
        (Unsubscribed("21610"), "refused", "blocked"),
        # our settings, which somebody may mend
        (Blocked("21606"), "planned", None),
        # the same words would be filtered again
        (Undeliverable("30007"), "refused", "undelivered"),
        # surely not taken: it waits again
        (TryLater("20429"), "planned", None),
        # it may have gone out: never sent again
        (FateUnknown("20500"), "unknown", None),
    ],
)
def test_each_refusal_of_the_carrier(play: Play, refusal: Exception, state: str, result: str | None) -> None:
    missed(play)
    play.carrier.refuses = refusal
    play.work()
    assert (play.texts()[0].state, play.texts()[0].result) == (state, result)
    assert play.case().tries_made == 1


def test_a_receipt_ends_it(play: Play) -> None:
    missed(play)
    play.work()
    play.tell(play.texts()[0], "ended", Result.DELIVERED)
    assert (play.texts()[0].state, play.texts()[0].result) == (AttemptState.ENDED, Result.DELIVERED)


def test_without_a_receipt_it_ends_as_sent_and_the_carrier_is_not_asked_all_the_time(play: Play) -> None:
    missed(play)
    play.work()
    asked = 0
    for _ in range(12):
        play.clock.forward(minutes=5)
        asked += len(play.work().reconcile)
    text = play.texts()[0]
    assert (text.state, text.result, text.reason) == (AttemptState.ENDED, Result.SENT, "no_receipt")
    assert asked == 1


def test_a_lease_that_runs_out_gives_the_text_back(play: Play) -> None:
    missed(play)
    play.tick()
    play.clock.forward(seconds=70)
    play.work()
    assert len(play.carrier.texts) == 1


def test_two_jobs_for_one_text_send_it_once(play: Play) -> None:
    text = missed(play)
    play.work()
    place(play.tools, text.id)
    assert len(play.carrier.texts) == 1


def test_a_text_after_the_last_try_promises_no_other(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session), tries_allowed=1)
    play.tell(play.rings_next(), "ended", Result.NO_ANSWER)
    (last,) = play.texts()
    assert "再联系" not in last.body
    assert "+852" in last.body


def test_a_text_before_another_try_says_so(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)
    (first,) = play.texts()
    assert "我们也会再联系您" in first.body


def test_a_machine_that_the_agent_heard_is_followed_by_a_text_like_any_missed_call(play: Play) -> None:
    call = play.rings()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    assert play.texts() == []
    play.concludes(call, "machine")
    assert [t.reason for t in play.texts()] == ["after_machine"]
