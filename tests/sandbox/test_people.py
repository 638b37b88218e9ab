"""Who answers, who does not, and that it is the same in every run."""

from __future__ import annotations

from collections import Counter

import pytest

from sandbox.people import habits
from sandbox.people.person import BadPerson, Person, person
from sandbox.people.town import Town

NUMBERS = [f"+8529{n:07d}" for n in range(4000)]
NOBODY_SPECIAL = Person()


def shares(nth: int) -> dict[str, float]:
    fates = Counter(habits.turn(1, number, NOBODY_SPECIAL, nth).answer for number in NUMBERS)
    return {fate: 100 * count / len(NUMBERS) for fate, count in fates.items()}


@pytest.mark.parametrize(
    ("answer", "share"),
    [("answer", 55), ("no-answer", 25), ("busy", 8), ("machine", 7), ("hang-up", 3), ("unreachable", 2)],
)
def test_people_nobody_described_behave_like_people(answer: str, share: float) -> None:
    assert shares(0)[answer] == pytest.approx(share, abs=2.5)


def test_who_is_tried_again_answers_more_often() -> None:
    first, second, third = (shares(nth)["answer"] for nth in range(3))
    assert first + 4 < second < third - 4


def test_a_dead_number_is_dead_on_every_call() -> None:
    dead = [number for number in NUMBERS if habits.is_dead(1, number)]
    turns = [habits.turn(1, number, NOBODY_SPECIAL, nth) for number in dead for nth in range(5)]
    assert {turn.answer for turn in turns} == {"unreachable"}


def test_everybody_rings_and_talks_within_reason() -> None:
    turns = [habits.turn(1, number, NOBODY_SPECIAL, 0) for number in NUMBERS]
    assert all(40 <= turn.talk_s <= 150 for turn in turns if turn.talk_s is not None)
    assert all(4 <= turn.ring_s <= 18 for turn in turns if turn.answer == "answer")


def test_the_same_seed_gives_the_same_people_whatever_else_was_called() -> None:
    one, other, stranger = Town(5), Town(5), Town(6)
    some = NUMBERS[:50]
    forwards = {number: one.next_call(number) for number in some}
    backwards = {number: other.next_call(number) for number in reversed(some)}
    assert forwards == backwards != {number: stranger.next_call(number) for number in some}


def test_some_who_missed_us_ring_or_write_back_and_nobody_else_does() -> None:
    def share(missed: bool) -> tuple[float, float]:
        steps = [habits.after_text(1, number, NOBODY_SPECIAL, 0, missed) for number in NUMBERS]
        calls = sum(step.calls_back_after_s is not None for step in steps)
        writes = sum(step.reply is not None for step in steps)
        return 100 * calls / len(steps), 100 * writes / len(steps)

    assert share(missed=True) == pytest.approx((6, 4), abs=1.2)
    assert share(missed=False) == (0, 0)


def test_an_agent_answers_after_two_seconds_and_stays() -> None:
    turn = Town(1).next_call("client:agent-1")
    assert (turn.answer, turn.ring_s, turn.talk_s) == ("answer", 2.0, None)


@pytest.mark.parametrize(
    "told",
    [{"kind": "cat"}, {"answers": []}, {"answers": ["perhaps"]}, {"ring_s": "soon"}, {"age": 70}],
)
def test_a_description_that_makes_no_sense_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(BadPerson):
        person(told)


def test_null_means_never_where_leaving_it_out_means_perhaps() -> None:
    never = person({"sms_reply": None, "calls_back_after_s": None})
    steps = [habits.after_text(1, number, never, 0, True) for number in NUMBERS]
    assert all(step.reply is None and step.calls_back_after_s is None for step in steps)
