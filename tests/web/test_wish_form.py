"""Wished hours in a form: each day as it was typed, what cannot be read beside its day, and the whole in words."""

from __future__ import annotations

import pytest
from flask import Flask

from web.customers.wish_form import as_it_is, read_wish
from web.customers.wish_words import wish_in_words

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def form(**days: str) -> dict[str, str]:
    """Hours for the named days, `not` for a day that is barred; any time on the others."""
    filled = {}
    for name, hours in days.items():
        filled[f"on-{name}"] = "not" if hours == "not" else "hours"
        filled[f"hours-{name}"] = "" if hours == "not" else hours
    return filled


@pytest.mark.parametrize(
    ("filled", "wish"),
    [
        ({}, None),
        (form(sat="not", sun="not"), ", ".join(f"{day} 00:00-24:00" for day in WEEK[:5])),
        (form(**dict.fromkeys(WEEK, "not")), "closed"),
        (form(**dict.fromkeys(WEEK[1:], "not"), mon="18:00-20:00"), "mon 18:00-20:00"),
        # as people write: one digit, a dash, full width, a comma, several in any order
        (form(**dict.fromkeys(WEEK[1:], "not"), mon=" 9:00 – 12:00 "), "mon 09:00-12:00"),
        (form(**dict.fromkeys(WEEK[1:], "not"), mon="１８：００至２０：００"), "mon 18:00-20:00"),
        (form(**dict.fromkeys(WEEK[1:], "not"), mon="15:00-17:00、9:00-12:00"), "mon 09:00-12:00;15:00-17:00"),
        # what touches is one
        (form(**dict.fromkeys(WEEK[1:], "not"), mon="9:00-12:00; 12:00-14:00"), "mon 09:00-14:00"),
        # the whole day of each day is no wish
        (form(**dict.fromkeys(WEEK, "0:00-24:00")), None),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_in_one_notation(app: Flask, filled: dict[str, str], wish: str | None) -> None:
    with app.test_request_context():
        typed, found = read_wish(filled)
    assert not typed.wrong
    assert found == wish


@pytest.mark.parametrize(
    "hours", ["", "evenings", "20:00-18:00", "18:00", "8-12", "25:00-26:00", "18:00-18:00", "9:60-10:00"]
)
def test_what_cannot_be_read_stays_and_is_told_beside_its_day(app: Flask, hours: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        typed, _ = read_wish(form(tue=hours, wed="18:00-20:00"))
    assert [name for name, day in typed.days.items() if day.wrong] == ["tue"]
    assert (typed.days["tue"].hours, typed.days["wed"].hours) == (hours, "18:00-20:00")
    assert "cannot be read" in typed.days["tue"].wrong


@pytest.mark.parametrize("wish", [None, "closed", "mon 18:00-20:00", "tue 10:00-12:00;15:00-17:00, sun 00:00-24:00"])
def test_the_form_says_what_is_kept_and_sends_the_same_again(app: Flask, wish: str | None) -> None:
    shown = as_it_is(wish)
    sent = {f"on-{name}": day.choice for name, day in shown.days.items()}
    sent |= {f"hours-{name}": day.hours for name, day in shown.days.items()}
    with app.test_request_context():
        assert read_wish(sent)[1] == wish


@pytest.mark.parametrize(
    ("wish", "english", "chinese"),
    [
        (None, "at any time that is permitted", "规定时段内随时可以"),
        ("closed", "never", "任何时间都不要"),
        (
            ", ".join(f"{day} 18:00-20:00" for day in WEEK[:5]),
            "Mon to Fri 18:00–20:00; Sat, Sun not at all",
            "周一至周五18:00–20:00；周六、周日不打",
        ),
        (
            "mon 10:00-12:00;15:00-17:00, wed 00:00-24:00",
            "Mon 10:00–12:00, 15:00–17:00; Tue not at all; Wed at any time; Thu to Sun not at all",
            "周一10:00–12:00、15:00–17:00；周二不打；周三随时；周四至周日不打",
        ),
    ],
)
def test_a_wish_is_read_aloud(app: Flask, wish: str | None, english: str, chinese: str) -> None:
    for language, words in (("en", english), ("zh", chinese)):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert wish_in_words(wish) == words
