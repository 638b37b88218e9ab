"""One test walks each playbook of the table from its anchor to its outcome."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.calendars.public_holidays import is_public_holiday, is_workday
from campaigns.events import Event
from campaigns.playbooks.shelf import SHELF, shelf
from dialer.attempts import Attempt
from dialer.learned import OURS
from tests.dialer.play import Play
from tests.walks.stories import STORIES
from tests.walks.story import CLOCK, Story
from tests.walks.walk import walk

#: From the manuals, by hand: nobody is called by this department outside these hours of his own clock.
HOURS = {
    "hospital": "10:00-12:00 15:00-17:00",
    "clinic": "11:00-12:30 14:30-17:30 19:30-20:30",
    "workshop": "09:00-12:00 13:30-18:00",
    "greeting": "09:00-20:00",
    "text": "09:00-20:30",
    "call-centre": "09:00-12:00 13:30-20:30",
    "office": "09:00-12:00 14:00-17:30",
    "utility": "08:00-20:30",
}
#: The clinic's customers live in Hong Kong, the others in mainland China.
PLACES = {"harbour": "HK", "bund": "CN"}


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_playbook_is_walked_from_its_anchor_to_its_outcome(play: Play, story: Story) -> None:
    left = walk(play, story)
    assert left == dict(story.leaves)
    assert [told for one in play.attempts() if (told := at_a_wrong_time(play, one, PLACES[story.house]))] == []
    assert [kind for kind in our_events(play) if kind.count("-closed") > 1] == []
    assert [sent.body for sent in play.carrier.texts if re.search(r"[{}]|^$", sent.body)] == []


def our_events(play: Play) -> list[str]:
    """The kinds of what we learned ourselves."""
    with play.tools.sessions() as session:
        return list(session.scalars(select(Event.kind).where(Event.source == OURS)))


def at_a_wrong_time(play: Play, one: Attempt, place: str) -> str:
    """What is wrong with the hour at which this call was placed, or this text sent; empty when it is right."""
    assert one.placing_at is not None
    there, about = one.placing_at.astimezone(CLOCK), play.case(one.follow_up_id)
    name = about.hours if one.channel == "call" else "text"
    open_ = [[time.fromisoformat(end) for end in span.split("-")] for span in HOURS[name].split()]
    closed = (name == "hospital" and is_public_holiday(place, "", there.date())) or (
        name == "office" and not is_workday(place, "", there.date())
    )
    late = there.time() >= time(21)
    inside = any(first <= there.time() < last for first, last in open_)
    return "" if inside and not closed and not late else f"{about.playbook}/{about.step} at {there}"


#: One talk, and what somebody could get wrong about it.
SHORT = next(story for story in STORIES if story.playbook == "specialist-outpatient")


@pytest.mark.parametrize(
    "wrong",
    [
        # a day too late; another hour; a longer window
        {"day": "2026-12-02"},
        {"at": "11:00"},
        {"by": "2026-12-02"},
        # somebody else's call
        {"role": "nurse"},
        # another step; no answer, though something is logged
        {"step": "day-10"},
        {"what": "missed"},
    ],
)
def test_a_walk_that_departs_from_its_story_fails(play: Play, wrong: dict[str, Any]) -> None:
    story = replace(SHORT, walk=(replace(SHORT.walk[0], **wrong),))
    with pytest.raises(AssertionError, match="instead of Line"):
        walk(play, story)


def test_a_call_that_does_not_come_is_missed(play: Play) -> None:
    with pytest.raises(AssertionError, match="nothing more came"):
        walk(play, replace(SHORT, walk=(*SHORT.walk, replace(SHORT.walk[0], day="2026-12-31"))))


def test_a_call_too_many_is_noticed(play: Play) -> None:
    with pytest.raises(AssertionError, match="instead of Line\\(what='nothing more'"):
        walk(play, replace(SHORT, walk=()))


def test_every_playbook_of_the_shelf_has_a_story() -> None:
    assert {story.playbook for story in STORIES} == {file.stem for file in SHELF.glob("*.toml")}


@pytest.mark.parametrize("playbook", sorted(shelf()))
def test_every_step_is_walked_by_some_story(playbook: str) -> None:
    walked = {line.step for story in STORIES if story.playbook == playbook for line in story.walk}
    assert {step.id for step in shelf()[playbook].steps} - walked == set()


def test_no_two_stories_have_one_name() -> None:
    names = [str(story) for story in STORIES]
    assert sorted(set(names)) == sorted(names)
