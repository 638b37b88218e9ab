"""The hours that a playbook names have to be there."""

from __future__ import annotations

import pytest

from campaigns.playbooks.reading import PlaybookWrong
from campaigns.playbooks.shelf import SHELF, shelf
from dialer.hours.of_playbook import usable_playbook

LASER = (SHELF / "skin-laser.toml").read_text("utf-8")


def test_a_playbook_with_hours_that_there_are_can_be_used() -> None:
    assert usable_playbook(LASER, "skin-laser.toml") == shelf()["skin-laser"]


def test_unknown_hours_are_named_with_their_line() -> None:
    wrong_file = LASER.replace('hours = "clinic"', 'hours = "garage"')
    line = wrong_file.splitlines().index('hours = "garage"') + 1
    with pytest.raises(
        PlaybookWrong, match=rf"^skin-laser\.toml:{line}: hours: expected one of .*clinic.*found 'garage'$"
    ):
        usable_playbook(wrong_file, "skin-laser.toml")
