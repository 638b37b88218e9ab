"""What a house may use: hours that there are, and texts that give nothing away."""

from __future__ import annotations

import pytest

from campaigns.playbooks.reading import PlaybookWrong
from campaigns.playbooks.shelf import SHELF, shelf
from dialer.usable import usable_playbook

UNREACHED = (SHELF / "unreached.toml").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(shelf()))
def test_whatever_ships_can_be_used(name: str) -> None:
    assert usable_playbook((SHELF / f"{name}.toml").read_text("utf-8"), f"{name}.toml") == shelf()[name]


def test_a_treatment_word_in_a_text_is_refused_with_its_line_and_what_to_do() -> None:
    wrong_file = UNREACHED.replace("we could not reach you by phone", "how are you after your laser treatment")
    line = next(n for n, text in enumerate(wrong_file.splitlines(), 1) if "laser treatment" in text)
    with pytest.raises(PlaybookWrong) as wrong:
        usable_playbook(wrong_file, "unreached.toml")
    assert str(wrong.value).startswith(f"unreached.toml:{line}: steps.0.text.en: expected no medical or treatment word")
    assert "found 'laser'" in str(wrong.value)
    assert "say {house}" in str(wrong.value)


def test_hours_that_are_not_there_are_refused_as_before() -> None:
    wrong_file = UNREACHED.replace('hours = "clinic"', 'hours = "garage"')
    with pytest.raises(PlaybookWrong, match="found 'garage'"):
        usable_playbook(wrong_file, "unreached.toml")
