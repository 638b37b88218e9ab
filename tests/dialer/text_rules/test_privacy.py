"""A phone lies open on a table: no text says what somebody was with us for."""

from __future__ import annotations

import pytest

from campaigns.playbooks.shelf import shelf
from dialer.text_rules.privacy import gives_away, private_word
from dialer.texting import texts
from tests.campaigns.playbooks.books import book

WORDS = [
    # Chinese words count wherever they stand, in both scripts.
    ("{address}您好，激光治疗后请注意防晒。", "激光"),
    ("您的療程將於明日進行。", "療程"),
    ("请按时服药。", "药"),
    ("做laser后请回电", "laser"),
    # Full-width letters are the same letters.
    ("Ｂｏｔｏｘ", "Botox"),
    # English: whatever the case, and the plural.
    ("How is the skin after your LASER session?", "LASER"),
    ("Your fillers are due.", "fillers"),
    ("Your HIV result is here.", "HIV"),
    ("time for your next injection.", "injection"),
    # Whole words only.
    ("Please be precise about the dosier.", None),
    ("Meet us at Laserson Street.", None),
    ("The therapist's archives", None),
    # What our own texts say.
    ("{house}: Hello {address}, we would like to ring you in a few minutes to ask how you are.", None),
    ("【{house}】{address}您好，提醒您{date}与我们有约。拒收请回复TD。", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "found"), WORDS)
def test_a_treatment_word_is_found_by_its_own_name(words: str, found: str | None) -> None:
    assert private_word(words) == found


@pytest.mark.parametrize("name", sorted(shelf()))
def test_no_text_and_no_greeting_that_ships_gives_anything_away(name: str) -> None:
    assert gives_away(shelf()[name]) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_after_a_missed_call_gives_nothing_away(language: str) -> None:
    assert private_word(texts._WORDS[language] + texts._AGAIN[language]) is None


def test_each_wording_is_named_with_its_way() -> None:
    said = {"en": "Hello {address}, how is it after your surgery?", "zh": "{address}您好，术后感觉如何？"}
    wrong = gives_away(book({"channels": ("text", "call"), "text": said}))
    assert [way for way, _ in wrong] == [("steps", 0, "text", "en"), ("steps", 0, "text", "zh")]
    assert ["surgery" in wrong[0][1], "术后" in wrong[1][1]] == [True, True]


def test_a_recorded_voice_is_held_to_it_and_an_agents_script_is_not() -> None:
    said = {"en": "Hello {address}, how is it after your surgery?", "zh": "{address}您好，近来可好？"}
    assert len(gives_away(book({"channels": ("greeting",), "script": said}))) == 1
    assert gives_away(book({"script": said})) == []
