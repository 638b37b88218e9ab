"""Texts call people by their surname and 先生/女士/小姐; where either is unknown, by their whole name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.playbooks.shelf import shelf
from dialer.texting.messages import step_words
from dialer.texting.texts import missed_call_words
from tests.cast import branch, customer

HARPER = {"name": "Tom Harper", "surname": "Harper"}


@pytest.mark.parametrize(
    ("who", "addressed"),
    [
        ({"language": "zh", "title": "ms"}, "陈女士您好"),
        ({"language": "zh", "title": "mr"}, "陈先生您好"),
        ({"language": "zh", "title": "miss"}, "陈小姐您好"),
        # nobody is addressed wrongly
        ({"language": "zh", "title": ""}, "陈美玲您好"),
        ({"language": "zh", "surname": ""}, "陈美玲您好"),
        ({"language": "zh", "title": "", "surname": ""}, "陈美玲您好"),
        ({"language": "en", "title": "mr", **HARPER}, "Hello Mr Harper, "),
        ({"language": "en", "title": "ms", **HARPER}, "Hello Ms Harper, "),
        ({"language": "en", "title": "miss", **HARPER}, "Hello Miss Harper, "),
        ({"language": "en", "title": "", **HARPER}, "Hello Tom Harper, "),
        ({"language": "en", "title": "mr", **HARPER, "surname": ""}, "Hello Tom Harper, "),
    ],
)
def test_in_the_text_after_a_missed_call_and_in_a_playbooks_own(
    session: Session, who: dict[str, Any], addressed: str
) -> None:
    person, house = customer(session, who.pop("name", "陈美玲"), **who), branch(session)
    greets = next(step for step in shelf()["holiday-greeting"].steps if step.id == "text")
    reminds = shelf()["treatment-care"].find("day-3")
    assert reminds is not None
    assert addressed in missed_call_words(person, house, again=True)
    assert addressed in missed_call_words(person, house, again=False)
    assert addressed in step_words(greets, person, house, date(2026, 12, 22))
    assert addressed in step_words(reminds, person, house, date(2026, 12, 22))


@pytest.mark.parametrize("playbook", sorted(p.id for p in shelf().values() if any(s.text for s in p.steps)))
def test_every_text_that_ships_addresses_the_customer_in_both_languages(playbook: str) -> None:
    for step in shelf()[playbook].steps:
        if step.text is not None:
            assert "{address}" in step.text.zh
            assert "{address}" in step.text.en
