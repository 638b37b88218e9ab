"""Recordings are drawn by lot, nobody picks, and each is judged line by line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.recordings.recording import Recording
from dialer.recordings.scores import CRITERIA, EACH, RecordingScore, ScoreWrong, draw, judge, quality_of_month
from tests.cast import TUESDAY_11, agent, customer, follow_up
from tests.dialer.counted import call
from tests.web.on_file import talk_on_file

NOVEMBER, ZONE = date(2026, 11, 1), "Asia/Hong_Kong"
GOOD = dict.fromkeys(CRITERIA, 2)


def talks(session: Session, who: Agent, count: int, at: datetime = TUESDAY_11, **changes: Any) -> list[Recording]:
    """So many conversations of this agent, kept."""
    due = follow_up(session, customer(session, f"{who.login}{at}{count}{changes}"), step=f"{who.login}/{at}/{changes}")
    made = [call(session, due, agent_id=who.id) for _ in range(count)]
    return [talk_on_file(session, one, at, **changes) for one in made]


def drawn(session: Session, who: Agent) -> set[int]:
    return set(session.scalars(select(RecordingScore.recording_id).where(RecordingScore.agent_id == who.id)))


def test_five_of_each_agent_are_drawn_and_drawing_again_adds_nothing(session: Session) -> None:
    wing, fai = agent(session, "wing"), agent(session, "fai")
    many, few = talks(session, wing, 9), talks(session, fai, 3)
    assert draw(session, NOVEMBER, ZONE, TUESDAY_11) == EACH + 3
    assert draw(session, NOVEMBER, ZONE, TUESDAY_11) == 0
    assert len(drawn(session, wing) & {one.id for one in many}) == EACH
    assert drawn(session, fai) == {one.id for one in few}


def test_what_is_missing_is_drawn_later_and_the_first_lots_stay(session: Session) -> None:
    wing = agent(session)
    first = {one.id for one in talks(session, wing, 2)}
    draw(session, NOVEMBER, ZONE, TUESDAY_11)
    talks(session, wing, 8, TUESDAY_11 + timedelta(hours=1))
    assert draw(session, NOVEMBER, ZONE, TUESDAY_11) == EACH - 2
    assert drawn(session, wing) > first


def test_the_same_lots_come_whoever_draws_and_whenever(session: Session) -> None:
    wing = agent(session)
    talks(session, wing, 30)
    with session.begin_nested() as once:
        draw(session, NOVEMBER, ZONE, TUESDAY_11)
        lots = drawn(session, wing)
        once.rollback()
    draw(session, NOVEMBER, ZONE, TUESDAY_11 + timedelta(days=3))
    assert drawn(session, wing) == lots
    assert lots != set(sorted(session.scalars(select(Recording.id)))[:EACH]), "not simply the first"


#: What is never drawn of November.
LEFT_OUT = [
    # too short to be judged
    {"seconds": 29},
    # erased on the customer's wish
    {"state": "gone", "sound": None},
    # October in Hong Kong: 23:59 there, and November in no place of ours
    {"at": datetime.fromisoformat("2026-10-31T15:59:00+00:00")},
    # December in Hong Kong, still November in UTC
    {"at": datetime.fromisoformat("2026-11-30T16:00:00+00:00")},
]


@pytest.mark.parametrize("changes", LEFT_OUT)
def test_what_cannot_be_judged_or_is_of_another_month_is_not_drawn(session: Session, changes: dict[str, Any]) -> None:
    talks(session, agent(session), 1, **changes)
    assert draw(session, NOVEMBER, ZONE, TUESDAY_11) == 0


def test_the_first_minute_of_the_month_counts(session: Session) -> None:
    talks(session, agent(session), 1, at=datetime.fromisoformat("2026-10-31T16:00:00+00:00"), seconds=30)
    assert draw(session, NOVEMBER, ZONE, TUESDAY_11) == 1


def test_one_that_was_erased_before_it_was_judged_is_replaced(session: Session) -> None:
    wing = agent(session)
    rita = agent(session, "rita", post="supervisor")
    talks(session, wing, EACH + 3)
    draw(session, NOVEMBER, ZONE, TUESDAY_11)
    gone, judged = sorted(drawn(session, wing))[:2]
    judge(session, judged, rita.id, GOOD, "", TUESDAY_11)
    for one in (gone, judged):
        recording = session.get_one(Recording, one)
        recording.state, recording.sound = "gone", None
    session.flush()
    assert draw(session, NOVEMBER, ZONE, TUESDAY_11) == 1, "what was judged has its place"


def test_a_score_goes_from_0_to_100_and_the_later_word_counts(session: Session) -> None:
    wing, rita = agent(session), agent(session, "rita", post="supervisor")
    talks(session, wing, 2)
    draw(session, NOVEMBER, ZONE, TUESDAY_11)
    one, another = sorted(drawn(session, wing))
    assert judge(session, one, rita.id, dict.fromkeys(CRITERIA, 0), "", TUESDAY_11).total == 0
    assert judge(session, one, rita.id, GOOD | {"hang_up": 0}, "hung up first", TUESDAY_11).total == 89
    assert judge(session, another, rita.id, GOOD, "", TUESDAY_11).total == 100
    quality = quality_of_month(session, NOVEMBER)[wing.id]
    assert (quality.drawn, quality.scored, quality.average) == (2, 2, 94.5)


#: What a score may not be.
WRONG = [
    # a line is left out
    dict.fromkeys(CRITERIA[1:], 2),
    # a line that nobody knows
    GOOD | {"smile": 2},
    # more than there is, and less than nothing
    GOOD | {"thanks": 3},
    GOOD | {"thanks": -1},
]


@pytest.mark.parametrize("points", WRONG)
def test_each_line_has_its_points(session: Session, points: dict[str, int]) -> None:
    wing, rita = agent(session), agent(session, "rita", post="supervisor")
    (recording,) = talks(session, wing, 1)
    draw(session, NOVEMBER, ZONE, TUESDAY_11)
    with pytest.raises(ScoreWrong, match="each line"):
        judge(session, recording.id, rita.id, points, "", TUESDAY_11)


def test_nobody_judges_their_own_talks_or_what_was_not_drawn(session: Session) -> None:
    wing = agent(session)
    (recording,) = talks(session, wing, 1)
    with pytest.raises(ScoreWrong, match="not drawn"):
        judge(session, recording.id, wing.id, GOOD, "", TUESDAY_11)
    draw(session, NOVEMBER, ZONE, TUESDAY_11)
    with pytest.raises(ScoreWrong, match="own talks"):
        judge(session, recording.id, wing.id, GOOD, "", TUESDAY_11)
