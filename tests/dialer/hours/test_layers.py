"""What the fast rules allow is what a slow walk over the wall clock allows, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings

from dialer.hours.callee import Callee
from dialer.hours.judge import judge
from dialer.hours.opening import next_opening
from dialer.hours.policy import HoursPolicy
from runtime.zones import zone
from tests.dialer.hours.cast import callees, instants, policies, rings
from tests.dialer.hours.slow import slowly_allowed, slowly_next


@settings(max_examples=1500)
@given(callees(), policies(), instants(), rings())
def test_an_instant_is_allowed_exactly_when_no_layer_closes_before_the_phone_is_silent(
    callee: Callee, policy: HoursPolicy | None, now: datetime, ring: float
) -> None:
    verdict = judge(callee, policy, "care", now, ring)
    assert verdict.allowed is slowly_allowed(callee, policy, now, ring)


@settings(max_examples=300)
@given(callees(), policies(), instants(), rings())
def test_no_phone_rings_at_or_after_nine_in_the_evening_anywhere_its_owner_may_be(
    callee: Callee, policy: HoursPolicy | None, now: datetime, ring: float
) -> None:
    if not judge(callee, policy, "debt", now, ring).allowed:
        return
    last = now + timedelta(seconds=ring, microseconds=-1) if ring else now
    for name in callee.zones()[0]:
        assert last.astimezone(zone(name)).hour < 21


@settings(max_examples=600)
@given(callees(), policies(), instants())
def test_a_phone_may_ring_until_it_has_to_be_silent_and_not_a_microsecond_longer(
    callee: Callee, policy: HoursPolicy | None, now: datetime
) -> None:
    silent_by = judge(callee, policy, "care", now).silent_by
    assert (silent_by is not None) is slowly_allowed(callee, policy, now, 0)
    if silent_by is not None:
        ring = silent_by - now
        assert judge(callee, policy, "care", now, ring.total_seconds()).allowed
        assert slowly_allowed(callee, policy, now, ring.total_seconds())
        longer = (ring + timedelta(microseconds=1)).total_seconds()
        assert not judge(callee, policy, "care", now, longer).allowed
        assert not slowly_allowed(callee, policy, now, longer)
        assert not judge(callee, policy, "care", silent_by).allowed


@settings(max_examples=120)
@given(callees(), policies(), instants(), rings())
def test_the_next_opening_is_the_first_allowed_instant(
    callee: Callee, policy: HoursPolicy | None, after: datetime, ring: float
) -> None:
    found = next_opening(callee, policy, "care", after, ring, horizon_days=2)
    assert found == slowly_next(callee, policy, after, ring, days=2)


@settings(max_examples=300)
@given(callees(), policies(), instants(), rings())
def test_the_next_opening_is_allowed_and_the_microsecond_before_it_is_not(
    callee: Callee, policy: HoursPolicy | None, after: datetime, ring: float
) -> None:
    opening = next_opening(callee, policy, "care", after, ring)
    if opening is None:
        return
    assert opening.tzinfo is UTC
    assert judge(callee, policy, "care", opening, ring).allowed
    just_before = opening - timedelta(microseconds=1)
    assert opening == after or not judge(callee, policy, "care", just_before, ring).allowed
