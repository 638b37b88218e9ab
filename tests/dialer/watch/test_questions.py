"""Questions whose answer is none: each of them finds what it is there for, and nothing in a day as it should be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from campaigns.suppressions import Suppression
from dialer.attempt_life import Result
from dialer.watch.questions import QUESTIONS, Violation, look
from dialer.watch.watching import watch
from tests.dialer.play import Play

#: What somebody has to do by hand to break each of them.
BREAKS = {
    "1_placed_without_judgement": "update attempt set evidence = '{}'",
    "2_two_calls_at_once_to_a_number": "{again}",
    "2_two_calls_at_once_to_a_customer": "{again}; update attempt set e164 = '+85290000000' where token = 'again'",
    "3_nobody_asks_what_became_of_it": "update attempt set deadline_at = deadline_at - interval '3 hours'",
    "3_under_way_in_no_call": "update attempt set state = 'ended', ended_at = placing_at",
    "4_called_although_suppressed": "{suppressed}",
    "5_more_than_three_calls_in_24_hours": "{again}; {again2}; {again3}",
    "6_an_agent_in_two_conversations": "update attempt set bridged_at = placing_at; {again}",
    "8_something_final_was_changed": "update attempt_change set from_state = 'ended'",
}
_COLUMNS = """follow_up_id, customer_id, channel, direction, e164, line, extension, mode, agent_id, body, ring_seconds,
    reason, claimed_at, placing_at, placed_at, bridged_at, machine, evidence"""


def again(token: str) -> str:
    """The same call once more; only its state keeps the constraints from seeing it."""
    copied = f"insert into attempt (token, state, {_COLUMNS}) select '{token}', 'ended', {_COLUMNS} from attempt"
    return f"{copied} order by id limit 1"


@pytest.mark.parametrize("invariant", [one.invariant for one in QUESTIONS])
def test_each_question_finds_what_it_asks_for(invariant: str, play: Play) -> None:
    call = play.rings()
    with play.scene() as session:
        assert {name: ids for name, ids in look(session, play.now).items() if ids} == {}
    suppressed = (
        "insert into suppression (customer_id, channel, reason, since) "
        "select customer_id, 'all', 'asked', placing_at - interval '1 second' from attempt"
    )
    made = {"{again}": again("again"), "{again2}": again("2"), "{again3}": again("3"), "{suppressed}": suppressed}
    for statement in BREAKS[invariant].split("; "):
        with play.scene() as session:
            session.execute(text(made.get(statement, statement).replace(":", r"\:")))
    with play.scene() as session:
        assert look(session, play.now)[invariant] != []
        assert call.id in look(session, play.now)[invariant] or invariant.startswith(("3", "2", "5", "6"))


def test_a_worker_asks_every_five_minutes_and_writes_the_answers_down(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.BUSY)
    watch(play.tools)
    with play.scene() as session:
        assert {(one.invariant, one.rows) for one in session.query(Violation)} == {(q.invariant, 0) for q in QUESTIONS}
        session.add(Suppression(customer_id=1, channel="all", reason="asked", since=play.now - timedelta(hours=2)))
    watch(play.tools)
    with play.scene() as session:
        assert session.get_one(Violation, "4_called_although_suppressed").rows == 0, "it was asked a moment ago"
    play.clock.forward(minutes=6)
    watch(play.tools)
    with play.scene() as session:
        found = session.get_one(Violation, "4_called_although_suppressed")
        assert (found.rows, found.first_id) == (1, play.attempt().id)
