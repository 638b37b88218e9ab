"""Playbooks: every file on the shelf can be used, and a file that cannot says all of why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from campaigns.playbooks.model import Days, Playbook, Step, Words
from campaigns.playbooks.sentence import sentence
from campaigns.playbooks.shelf import SHELF, PlaybookWrong, read_playbook, shelf
from dialer.hours.policy import named

FILES = sorted(SHELF.glob("*.toml"))
WORDS = {"en": "Hello {address}.", "zh": "{address}您好。"}
STEP: dict[str, Any] = {
    "id": "day-1",
    "why": WORDS,
    "anchor": {"kind": "treatment", "category": "laser"},
    "days": {"first": 1, "last": 1},
    "priority": 10,
    "tries": 3,
    "script": WORDS,
}
BOOK: dict[str, Any] = {"id": "a-book", "name": WORDS, "purpose": "care", "hours": "clinic", "steps": [STEP]}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_file_of_the_shelf_can_be_used(file: Path) -> None:
    book = read_playbook(file)
    assert named(book.hours).name == book.hours
    for step in book.steps:
        for language in ("en", "zh"):
            assert "{address}" in step.script.in_language(language)
            assert "{house}" in step.script.in_language(language)
            assert sentence(step, language)


def test_the_shelf_knows_its_books_by_their_ids() -> None:
    assert set(shelf()) == {f.stem for f in FILES} == {book.id for book in shelf().values()}


def test_the_workshop_asks_its_ten_ratings() -> None:
    assert len(shelf()["service-next-day"].survey) == 10


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        # a key that there is not, most likely misspelt
        ({"hour": "clinic"}, "hour"),
        # words in one language only, or empty
        ({"name": {"en": "Only English"}}, "name.zh"),
        ({"name": {"en": "", "zh": "回访"}}, "name.en"),
        # a purpose that no law knows
        ({"purpose": "selling"}, "purpose"),
        # nothing to do
        ({"steps": []}, "steps"),
        # twice the same name
        ({"steps": [STEP, STEP]}, "two steps are called 'day-1'"),
        ({"survey": [{"id": "bill", "ask": WORDS}] * 2}, "two questions are called 'bill'"),
        # a window that ends before it begins
        ({"steps": [STEP | {"days": {"first": 5, "last": 3}}]}, "ends .day 3. before it begins .day 5."),
        # no tries, too many, no priority
        ({"steps": [STEP | {"tries": 0}]}, "tries"),
        ({"steps": [STEP | {"tries": 11}]}, "tries"),
        ({"steps": [STEP | {"priority": 0}]}, "priority"),
        # a mode that there is not
        ({"steps": [STEP | {"mode": "fax"}]}, "mode"),
        # an id that would not do in an address
        ({"id": "A Book"}, "id"),
    ],
)
def test_what_a_playbook_may_not_say(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError, match=where):
        Playbook.model_validate(BOOK | changes)


def test_a_playbook_does_not_change_while_it_is_used() -> None:
    with pytest.raises(ValidationError):
        Playbook.model_validate(BOOK).hours = "hospital"


def test_a_step_is_found_by_its_id() -> None:
    book = Playbook.model_validate(BOOK)
    assert book.step("day-1") is book.steps[0]
    with pytest.raises(KeyError, match="a-book has no step 'day-2'"):
        book.step("day-2")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        # no TOML, and nothing at all
        ("id = ", ["bad.toml"]),
        ("", ["bad.toml: id: ", "bad.toml: name: ", "bad.toml: purpose: ", "bad.toml: steps: "]),
        # everything that is wrong, at once
        (
            'id = "bad"\npurpose = "selling"\nhour = "x"',
            ["bad.toml: purpose: ", "bad.toml: hour: ", "bad.toml: hours: "],
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_all_of_why(tmp_path: Path, content: str, says: list[str]) -> None:
    (tmp_path / "bad.toml").write_text(content)
    with pytest.raises(PlaybookWrong) as wrong:
        read_playbook(tmp_path / "bad.toml")
    assert all(line in str(wrong.value) for line in says)


def test_a_file_that_is_missing_or_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    for name in ("missing.toml", "bytes.toml"):
        with pytest.raises(PlaybookWrong, match=name):
            read_playbook(tmp_path / name)


def test_a_file_is_named_as_its_playbook(tmp_path: Path) -> None:
    copy = tmp_path / "another-name.toml"
    copy.write_text((SHELF / "skin-laser.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(PlaybookWrong, match=r"another-name\.toml: id: expected 'another-name'"):
        read_playbook(copy)


@pytest.mark.parametrize(("language", "words"), [("zh", "您好"), ("zh-TW", "您好"), ("en", "Hello"), ("de", "Hello")])
def test_words_in_a_language(language: str, words: str) -> None:
    assert Words(en="Hello", zh="您好").in_language(language) == words


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        # one day after
        (
            {},
            "1 day after the laser treatment, service calls, at most 3 times.",
            "激光治疗后第1天由客服致电，最多拨打3次。",
        ),
        # a window of days, by a nurse
        (
            {"days": Days(first=3, last=5), "role": "nurse"},
            "3 to 5 days after the laser treatment, a nurse calls, at most 3 times.",
            "激光治疗后第3至5天由护士致电，最多拨打3次。",
        ),
        # before the anchor, counted backwards
        (
            {"days": Days(first=-2, last=-2)},
            "2 days before the laser treatment, service calls, at most 3 times.",
            "激光治疗前第2天由客服致电，最多拨打3次。",
        ),
        # on the day; a recorded voice
        (
            {"days": Days(first=0, last=0), "mode": "greeting"},
            "On the day of the laser treatment, a recorded greeting is played, at most 3 calls.",
            "激光治疗当天播放语音问候，最多拨打3次。",
        ),
    ],
)
def test_a_step_read_aloud(changes: dict[str, Any], en: str, zh: str) -> None:
    step = Step.model_validate(STEP).model_copy(update=changes)
    assert (sentence(step, "en"), sentence(step, "zh")) == (en, zh)
