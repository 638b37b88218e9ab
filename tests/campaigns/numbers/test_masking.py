"""A number that is shown gives nobody away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.numbers.masking import mask


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+85291234567", "+852 •••• •567"),
        ("+8613800138000", "+86 ••• •••• •000"),
        ("+12125550123", "+1 •••-•••-•123"),
        # short national numbers show fewer digits
        ("+6831234", "+683 ••••"),
        ("+6771234567", "+677 •••••67"),
        # where no number is: the kind, a letter and the host
        ("sip:wing@pbx.example.com:5061", "sip:w••••@pbx.example.com:5061"),
        ("client:wing_lam", "client:w••••"),
        # what is no number
        ("13800138000", "••••00"),
        ("王芳", "••••"),
        ("", "••••"),
    ],
)
def test_only_the_country_and_the_last_digits_are_left(number: str, shown: str) -> None:
    assert mask(number) == shown


@given(st.integers(10**6, 10**13).map(lambda digits: f"+{digits}"))
def test_no_more_than_three_digits_follow_the_country_code(number: str) -> None:
    shown = mask(number)
    code, _, national = shown.partition(" ") if shown.startswith("+") else ("", "", shown)
    assert len(code) <= 4
    assert sum(sign.isdigit() for sign in national) <= 3
