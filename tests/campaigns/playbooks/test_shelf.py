"""Every file on the shelf can be used, and can be read aloud in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from campaigns.playbooks.reading import read_playbook
from campaigns.playbooks.sentence import policies, sentence
from campaigns.playbooks.shelf import SHELF, shelf
from dialer.hours.policy import named

FILES = sorted(SHELF.glob("*.toml"))
#: A name of ours that no words were found for.
NAME_ITSELF = re.compile(r"“[^”]*”")
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
#: Latin letters that are written so in Chinese.
AT_HOME = {"VIP", "FUT", "FUE"}


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_file_of_the_shelf_can_be_used(file: Path) -> None:
    book = read_playbook(file)
    assert named(book.hours).name == book.hours
    for step in book.steps:
        for words in (step.script, step.text):
            for language in ("en", "zh") if words else ():
                assert words is not None
                assert "{address}" in words.in_language(language)
                assert "{house}" in words.in_language(language)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_file_of_the_shelf_is_read_aloud_in_each_language_without_a_word_of_the_other(file: Path) -> None:
    book = read_playbook(file)
    english, chinese = (
        [*(sentence(book, step, language) for step in book.steps), *policies(book, language)]
        for language in ("en", "zh")
    )
    assert [said for said in (*english, *chinese) if NAME_ITSELF.search(said)] == []
    assert [said for said in english if CHINESE.search(said)] == []
    assert [said for said in chinese if set(re.findall(r"[A-Za-z]+", said)) - AT_HOME] == []
    for said in (*english, *chinese):
        assert said[-1] in ".。"
        assert re.search(r"[,，;；、]{2}|  |None", said) is None


def test_every_word_is_in_its_own_language() -> None:
    tables = tomllib.loads((SHELF.parent / "sentences" / "words.toml").read_text("utf-8"))
    for table in tables.values():
        for name, word in table.items():
            assert not CHINESE.search(word["en"]), name
            assert not set(re.findall(r"[A-Za-z]+", word["zh"])) - AT_HOME, name


def test_the_shelf_knows_its_books_by_their_ids() -> None:
    assert set(shelf()) == {f.stem for f in FILES} == {book.id for book in shelf().values()}


def test_the_workshop_asks_its_ten_ratings() -> None:
    assert len(shelf()["service-next-day"].survey) == 10
