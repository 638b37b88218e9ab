"""Numbers of the whole world, with nothing on file but the number: no layer is open that a slow walk finds closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from dialer.hours.callee import Callee
from dialer.hours.judge import judge
from dialer.hours.opening import next_opening
from dialer.hours.policy import HoursPolicy
from tests.dialer.hours.cast import instants, policies, rings
from tests.dialer.hours.slow import slowly_allowed, slowly_next

_KINDS = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)


@cache
def examples() -> tuple[str, ...]:
    """A mobile and a fixed line of every country, and one of every area of North America."""
    found = [
        phonenumbers.example_number_for_type(region, kind)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
        for kind in _KINDS
    ]
    written = {phonenumbers.format_number(number, PhoneNumberFormat.E164) for number in found if number}
    return tuple(sorted(written | {f"+1{area}2530001" for area in range(201, 990)}))


def anybody() -> st.SearchStrategy[Callee]:
    """The owner of a number whose last digits are anything."""

    def owner(example: str, end: int) -> Callee:
        e164 = f"{example[:-3]}{end:03}"
        return Callee(e164, *Callee(e164).place())

    return st.builds(owner, st.sampled_from(examples()), st.integers(0, 999))


@settings(max_examples=1500)
@given(anybody(), policies(), instants(), rings())
def test_an_instant_is_allowed_exactly_when_no_layer_closes_before_the_phone_is_silent(
    callee: Callee, policy: HoursPolicy | None, now: datetime, ring: float
) -> None:
    verdict = judge(callee, policy, "care", now, ring)
    assert verdict.allowed is slowly_allowed(callee, policy, now, ring)
    if verdict.silent_by is not None:
        assert not slowly_allowed(callee, policy, verdict.silent_by, 0)
        assert slowly_allowed(callee, policy, now, (verdict.silent_by - now).total_seconds())


@settings(max_examples=80)
@given(anybody(), policies(), instants(), rings())
def test_the_next_opening_is_the_first_allowed_instant(
    callee: Callee, policy: HoursPolicy | None, after: datetime, ring: float
) -> None:
    """And the microsecond before it is refused, unless it is the instant that was asked for."""
    opening = next_opening(callee, policy, "care", after, ring, horizon_days=2)
    assert opening == slowly_next(callee, policy, after, ring, days=2)
    assert opening in (None, after) or not judge(callee, policy, "care", opening - timedelta(0, 0, 1), ring).allowed
