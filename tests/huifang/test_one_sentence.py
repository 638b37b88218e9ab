"""Why somebody is called or not, in one sentence: every situation in the words of both languages, exactly."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dialer.explain import Asked, of_customer
from huifang.speaking import Language, voice_of
from runtime.database import Sessions
from tests.dialer.play import Play, begin
from tests.huifang import situations

TOLD = tomllib.loads(Path(__file__).with_name("one_sentence.toml").read_text(encoding="utf-8"))
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """An empty house on a Tuesday at eleven."""
    return begin(sessions)


def why(play: Play, language: Language) -> str:
    """The answer for the first customer of the test."""
    asked = Asked(play.now, play.carrier, play.tools.ring_bound, play.tools)
    with voice_of(language) as voice, play.tools.sessions() as session:
        return of_customer(session, session.merge(play.customer()), asked, voice)


@pytest.mark.parametrize("situation", list(TOLD))
def test_the_answer_is_one_sentence(play: Play, situation: str) -> None:
    getattr(situations, situation)(play)
    assert {language: why(play, language) for language in LANGUAGES} == TOLD[situation]


def test_what_is_nearest_to_a_telephone_is_told(play: Play) -> None:
    """A visit and a call of next week wait beside a call that is due."""
    situations.ready_now(play)
    situations.also(play, mode="visit", step="day-3")
    situations.also(play, step="day-7", priority=1, next_try_at=play.now + situations.DAY)
    assert why(play, "en") == "陈美玲 may be called now and waits for a free agent."


def test_an_answer_changes_nothing(play: Play) -> None:
    situations.ready_now(play)
    why(play, "en")
    assert (play.attempts(), play.refusals(), play.carrier.calls, play.history()) == ([], [], [], [])
