"""What the proof asks besides the ledger's questions: caps counted anew, queues, and silences; each can fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dialer.agents.presence import Leg
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from huifang.proof.caps import over_a_cap
from huifang.proof.rings import rang_unasked, waited_past_hours
from huifang.proof.silences import left_in_silence
from huifang.proof.witness import SeenCall
from tests.cast import MEI, MEI_OFFICE, TUESDAY_11, agent, campaign, customer, follow_up, greeting

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def called(session: Session, case: Any, after: timedelta, e164: str = MEI, **changes: Any) -> None:
    """So long after eleven on Tuesday this telephone was called, and nobody was there."""
    row: dict[str, Any] = {"channel": "call", "mode": "agent", "state": AttemptState.ENDED, "result": Result.NO_ANSWER}
    row |= {"follow_up_id": case.id, "customer_id": case.customer_id, "e164": e164, "line": "+85221234567"}
    session.add(Attempt(**row | {"placing_at": TUESDAY_11 + after, "carrier_id": f"CA{after}{e164}"} | changes))
    session.flush()


@pytest.mark.parametrize(
    ("after", "broken"),
    [
        # three in a day, ten minutes apart, are what the house allows itself
        ([0 * HOUR, 10 * MINUTE, 2 * HOUR], []),
        # a second before the ten minutes are over
        ([0 * HOUR, 10 * MINUTE - timedelta(seconds=1)], ["house_cap_apart"]),
        # the fourth within 24 hours; a second later the first one does not count any more
        ([0 * HOUR, 1 * HOUR, 2 * HOUR, 24 * HOUR - timedelta(seconds=1)], ["house_cap_24h"]),
        ([0 * HOUR, 1 * HOUR, 2 * HOUR, 24 * HOUR], []),
    ],
)
def test_calls_to_one_customer_are_counted_over_all_their_numbers(
    session: Session, after: list[timedelta], broken: list[str]
) -> None:
    case = follow_up(session, customer(session, "陈美玲", MEI, MEI_OFFICE))
    for n, one in enumerate(after):
        called(session, case, one, (MEI, MEI_OFFICE)[n % 2])
    assert [one.rsplit(": ", 1)[1] for one in over_a_cap(session)] == broken


def test_calls_to_one_number_are_counted_over_everybody_who_has_it(session: Session) -> None:
    mother, son = (follow_up(session, customer(session, name, MEI)) for name in ("Mother", "Son"))
    called(session, mother, 0 * HOUR)
    called(session, son, 5 * MINUTE)
    assert len(over_a_cap(session)) == 1


def test_calls_that_sell_are_counted_over_all_campaigns_by_the_customers_day(session: Session) -> None:
    whose, by = customer(session), agent(session)
    cases = [greeting(session, whose, campaign(session, by, name=str(n), launch_key=str(n))) for n in range(3)]
    for n, case in enumerate(cases):
        called(session, case, n * HOUR)
    assert ["house_cap_asking_day" in one for one in over_a_cap(session)] == [True]
    # Care is not held to it.
    called(session, follow_up(session, customer(session, "Ann", MEI_OFFICE)), 3 * HOUR, MEI_OFFICE)
    assert len(over_a_cap(session)) == 1


def test_what_no_phone_heard_does_not_count(session: Session) -> None:
    case = follow_up(session, customer(session))
    called(session, case, 0 * HOUR, state=AttemptState.REFUSED)
    called(session, case, 1 * MINUTE, state=AttemptState.RELEASED, e164=MEI_OFFICE)
    called(session, case, 2 * MINUTE)
    assert over_a_cap(session) == []


def test_a_text_that_answers_the_customers_own_is_no_contact_of_ours(session: Session) -> None:
    case = follow_up(session, customer(session))
    text = {"channel": "text", "mode": "reply"}
    for n in range(4):
        called(session, case, n * HOUR, answers_at=TUESDAY_11 - HOUR, **text)
    assert over_a_cap(session) == []
    for n in range(3):
        called(session, case, DAY + n * HOUR, answers_at=TUESDAY_11 - DAY, **text)
    assert ["house_texts_24h" in one for one in over_a_cap(session)] == [True]


SEEN = SeenCall("CAwaits", MEI, "+85221234567", True, None, None, queued_at=TUESDAY_11)


def test_nothing_waits_in_the_carriers_queue_after_its_hours(session: Session) -> None:
    called(session, follow_up(session, customer(session)), 0 * HOUR, carrier_id="CAwaits", silent_by=TUESDAY_11 + HOUR)
    waits = (replace(SEEN, left_queue_at=TUESDAY_11 + n * HOUR) for n in (1, 2))
    assert [len(waited_past_hours(session, [one])) for one in waits] == [0, 1]
    # Taken out of it in time, and never taken out of it.
    assert waited_past_hours(session, [replace(SEEN, ended_at=TUESDAY_11 + MINUTE)]) == []
    assert len(waited_past_hours(session, [SEEN])) == 1


def test_whoever_answers_is_not_left_in_silence(session: Session) -> None:
    called(session, follow_up(session, customer(session)), 0 * HOUR, carrier_id="CAwaits")
    quiet = [replace(SEEN, first_silence_s=s) for s in (2.0, 2.1)]
    assert [len(left_in_silence(session, [one])) for one in quiet] == [0, 1]
    # An agent may sit in his conference alone for hours; whoever rings us may not.
    alone = replace(SEEN, sid="CAleg", first_silence_s=3600.0)
    assert left_in_silence(session, [alone]) == []
    assert len(left_in_silence(session, [replace(alone, outbound=False)])) == 1


def test_a_leg_that_nobody_could_tell_us_of_is_known_by_its_telephone_once(session: Session) -> None:
    colleague = agent(session)
    leg = {"agent_id": colleague.id, "e164": colleague.phone, "line": "+85221234567", "wanted_at": TUESDAY_11}
    session.add(Leg(**leg, state="ended"))
    session.flush()
    rang = replace(SEEN, to=colleague.phone)
    assert rang_unasked(session, [replace(rang, sid="CAleg")]) == []
    assert len(rang_unasked(session, [replace(rang, sid="CAleg"), replace(rang, sid="CAother")])) == 1
    # A customer's telephone is known by the carrier's name for the call alone.
    assert len(rang_unasked(session, [SEEN])) == 1
