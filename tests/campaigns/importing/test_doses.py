"""How much was bought and how much is used up in a day: what runs out is counted from both."""

from __future__ import annotations

import pytest

from campaigns.importing.doses import quantity, units_a_day
from campaigns.importing.reasons import CellRefused


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("30", "30"),
        ("30.0", "30"),
        ("1,200", "1200"),
        ("30粒", "30"),
        ("三十片", "30"),
        ("60 tablets", "60"),
        ("共90粒", "90"),
        ("10支（冷藏）", "10"),
        # boxes count where it is said how many are in one
        ("2盒×30粒", "60"),
        ("30粒*2盒", "60"),
        ("30粒/盒×2盒", "60"),
        ("2盒x30粒/盒", "60"),
        ("2 boxes x 30 tablets", "60"),
        ("2×30", "60"),
        ("两片半", "2.5"),
    ],
)
def test_a_quantity_is_a_number_of_single_units(written: str, units: str) -> None:
    assert quantity(written) == units


@pytest.mark.parametrize(
    "written",
    [
        # nobody knows how many are in it
        "2盒",
        "一瓶",
        "3 boxes",
        "30粒/盒",
        "30粒×2片",
        "2盒30粒",
        "若干",
        "1-2片",
        "-30",
        "0",
        "99999",
        "2片/日",
    ],
)
def test_a_quantity_that_could_be_anything_is_refused(written: str) -> None:
    with pytest.raises(CellRefused, match="2盒×30粒"):
        quantity(written)


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ("2", "2"),
        ("2片", "2"),
        ("2片/日", "2"),
        ("2 片 / 天", "2"),
        ("每日2片", "2"),
        ("一日一片", "1"),
        ("半片", "0.5"),
        ("每天半片", "0.5"),
        ("½片", "0.5"),
        ("1/2片", "0.5"),
        ("1.5片/日", "1.5"),
        ("一片半", "1.5"),
        ("2 tablets a day", "2"),
        ("1 capsule daily", "1"),
        # so many times, so many each time
        ("每日3次，每次2片", "6"),
        ("一日三次，一次两片", "6"),
        ("口服 一次2片 一日3次", "6"),
        ("3次/日 2片/次", "6"),
        ("2片/次，3次/日", "6"),
        ("早晚各1片", "2"),
        ("每日早中晚各半片", "1.5"),
        ("1片 bid", "2"),
        ("1 tablet twice a day", "2"),
        ("2 tablets 3 times daily", "6"),
    ],
)
def test_a_dose_is_a_number_of_units_a_day(written: str, units: str) -> None:
    assert units_a_day(written) == units


@pytest.mark.parametrize(
    "written",
    [
        "遵医嘱",
        # how often, and not how much; how much, and not how often
        "每日3次",
        "每次2片",
        "2片/次",
        "1-2片/日",
        "每周1片",
        "1盒/日",
        "0",
        "0.001片",
    ],
)
def test_a_dose_that_could_be_anything_is_refused(written: str) -> None:
    with pytest.raises(CellRefused, match="每日3次每次2片"):
        units_a_day(written)
