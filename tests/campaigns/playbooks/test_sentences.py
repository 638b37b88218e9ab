"""Playbooks are read aloud as people talk: every kind of rule in both languages, word for word (said/*.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from campaigns.playbooks.sentence import policies, sentence
from tests.campaigns.playbooks.books import STEP, SURGERY, book

SAID = Path(__file__).parent / "said"


def rows(name: str) -> list[Any]:
    """The rows of one table, each named by its place and its English."""
    table = tomllib.loads((SAID / f"{name}.toml").read_text("utf-8"))["row"]
    return [pytest.param(row, id=f"{name}-{number}") for number, row in enumerate(table, 1)]


STEPS = [row for name in ("anchors", "windows", "recurrences", "conditions", "deeds") for row in rows(name)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("row", STEPS)
def test_a_step_is_one_sentence(row: dict[str, Any], language: str) -> None:
    playbook = book(row.get("step"), row.get("anchor"))
    assert sentence(playbook, playbook.steps[0], language) == row[language]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("row", rows("policies"))
def test_each_policy_is_one_sentence(row: dict[str, Any], language: str) -> None:
    assert policies(book(**row["head"]), language) == row[language]


def test_a_playbook_without_policies_says_none() -> None:
    assert policies(book(), "en") == policies(book(), "zh") == []


def test_an_earlier_step_is_named_by_its_number() -> None:
    later = {**STEP, "id": "week-1", "anchor": "done", "due": "1 to 7 days after"}
    same_day = {**later, "id": "same-day", "due": "on the day"}
    playbook = book(anchors={"it": SURGERY, "done": {"done": "day-1"}}, steps=[STEP, later, same_day])
    assert [sentence(playbook, step, "en") for step in playbook.steps[1:]] == [
        "Within 7 days after the customer was reached in step 1, service calls, at most 3 times.",
        "On the day on which the customer was reached in step 1, service calls, at most 3 times.",
    ]
    assert [sentence(playbook, step, "zh") for step in playbook.steps[1:]] == [
        "第1步联系到客户后第1至7天由客服致电，最多拨打3次。",
        "第1步联系到客户当天由客服致电，最多拨打3次。",
    ]


@pytest.mark.parametrize(("language", "begins"), [("zh-TW", "手术后"), ("de", "The day"), ("", "The day")])
def test_who_speaks_another_language_hears_the_nearer_one(language: str, begins: str) -> None:
    playbook = book()
    assert sentence(playbook, playbook.steps[0], language).startswith(begins)
