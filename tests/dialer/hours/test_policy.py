"""The shelf of named hours is the manuals' list."""

from __future__ import annotations

import pytest

from dialer.hours.policy import HoursPolicy, UnknownPolicy, named, shelf
from dialer.hours.windows import WindowsUnreadable, show


@pytest.mark.parametrize(
    ("name", "hours", "no_public_holidays"),
    [
        ("hospital", "10:00-12:00;15:00-17:00", True),
        ("clinic", "11:00-12:30;14:30-17:30;19:30-20:30", False),
        ("workshop", "09:00-12:00;13:30-18:00", False),
        ("greeting", "09:00-20:00", False),
        ("text", "09:00-20:30", False),
    ],
)
def test_a_department_has_the_hours_of_the_manual(name: str, hours: str, no_public_holidays: bool) -> None:
    policy = named(name)
    assert [show(day) for day in policy.week] == [hours] * 7
    assert (policy.name, policy.no_public_holidays, policy.workdays_only) == (name, no_public_holidays, False)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownPolicy, match=r"'hostel'; there are hospital, clinic, workshop, greeting, text, "):
        named("hostel")
    assert list(shelf())[:5] == ["hospital", "clinic", "workshop", "greeting", "text"]


def test_a_department_may_write_its_own() -> None:
    policy = HoursPolicy.from_settings("ward 7", {"hours": {"mon": "10:00-11:00"}, "workdays_only": True})
    assert policy.workdays_only
    assert show(policy.week[0]) == "10:00-11:00"
    with pytest.raises(WindowsUnreadable):
        HoursPolicy.from_settings("ward 8", {"hours": "mornings"})


def test_hours_that_are_changed_under_their_name_have_another_version() -> None:
    now, then = (HoursPolicy.from_settings("ward 7", {"hours": hours}) for hours in ("10:00-11:00", "10:00-11:30"))
    assert now.version != then.version
    assert now.version == HoursPolicy("renamed", now.week).version, "it says what they are, not how they are called"
    assert (
        len({now.version, *(HoursPolicy("x", now.week, *barred).version for barred in ((True,), (False, True)))}) == 3
    )


def test_the_version_of_the_same_hours_is_the_same_on_every_machine() -> None:
    assert HoursPolicy.from_settings("x", {"hours": "09:00-12:00;13:30-18:00"}).version == "7b5247d0afcfe3af"
