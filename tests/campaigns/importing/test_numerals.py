"""Small numbers, however they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from campaigns.importing.numerals import number, written_plainly


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("30", "30"),
        ("1,200", "1200"),
        ("2.50", "2.5"),
        ("1/2", "0.5"),
        ("1/3", "0.3333"),
        ("半", "0.5"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("廿二", "22"),
        ("卅", "30"),
        ("三十一", "31"),
        ("一百零五", "105"),
        ("一百二十", "120"),
    ],
)
def test_digits_and_characters_say_the_same(written: str, says: str) -> None:
    value = number(written)
    assert value is not None
    assert written_plainly(value) == says


@pytest.mark.parametrize("written", ["", "三四", "1/0", "十十", "1-2", "若干", "半半", "2盒"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert number(written) is None


def test_round_numbers_are_not_written_with_an_exponent() -> None:
    assert written_plainly(Decimal("3E+2")) == "300"
