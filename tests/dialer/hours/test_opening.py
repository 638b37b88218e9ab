"""The next opening, day by day; that it is the first one is shown in test_layers."""

from __future__ import annotations

from datetime import datetime

import pytest

from dialer.hours.callee import Callee, Wishes
from dialer.hours.opening import next_opening
from dialer.hours.policy import HoursPolicy, named
from dialer.hours.windows import parse_week
from tests.dialer.hours.cast import AUSTRALIA, IDAHO, LORD_HOWE, MIAMI, PARIS, RUSSIA, TOLL_FREE, WANG

HOSPITAL = named("hospital")
NEVER = HoursPolicy("never", parse_week("closed"))


@pytest.mark.parametrize(
    ("callee", "policy", "after", "opening"),
    [
        # already open: that very instant
        (WANG, HOSPITAL, "2026-11-24T10:30:00.5+08:00", "2026-11-24T10:30:00.5+08:00"),
        # too late to ring for a minute: after lunch
        (WANG, HOSPITAL, "2026-11-24T11:59:01+08:00", "2026-11-24T15:00+08:00"),
        (WANG, HOSPITAL, "2026-11-24T17:00+08:00", "2026-11-25T10:00+08:00"),
        # over the whole of the October break
        (WANG, HOSPITAL, "2026-09-30T17:00+08:00", "2026-10-08T10:00+08:00"),
        # Friday evening in Paris: Monday
        (PARIS, None, "2026-11-20T20:00+01:00", "2026-11-23T10:00+01:00"),
        # over a night on which clocks change
        (MIAMI, None, "2026-03-07T20:00-05:00", "2026-03-08T08:00-04:00"),
        (LORD_HOWE, None, "2026-10-03T17:00+10:30", "2026-10-05T09:00+11:00"),
        # all zones of the number: the last to open decides
        (IDAHO, None, "2026-07-15T08:00-06:00", "2026-07-15T09:00-06:00"),
        (AUSTRALIA, None, "2026-01-14T09:00+11:00", "2026-01-14T02:30+00:00"),
        (RUSSIA, None, "2026-07-15T00:00+00:00", "2026-07-15T06:00+00:00"),
    ],
)
def test_the_phone_may_ring_next(callee: Callee, policy: HoursPolicy | None, after: str, opening: str) -> None:
    found = next_opening(callee, policy, "marketing", datetime.fromisoformat(after), 60)
    assert found == datetime.fromisoformat(opening)


@pytest.mark.parametrize(
    ("callee", "policy", "ring"),
    [
        # nobody knows where they are
        (TOLL_FREE, None, 60),
        # no hours at all
        (WANG, NEVER, 60),
        # a phone that rings for longer than any window
        (WANG, HOSPITAL, 7201),
        # the department calls in the morning, the customer wants the evening
        (Callee(WANG.e164, "CN", wishes=Wishes(parse_week("18:00-20:00"))), HOSPITAL, 60),
    ],
)
def test_sometimes_there_is_none(callee: Callee, policy: HoursPolicy | None, ring: float) -> None:
    assert next_opening(callee, policy, "care", datetime.fromisoformat("2026-11-24T08:00+08:00"), ring) is None


def test_an_opening_behind_the_horizon_is_none() -> None:
    after = datetime.fromisoformat("2026-09-30T17:00+08:00")
    assert next_opening(WANG, HOSPITAL, "care", after, 60, horizon_days=7) is None
    assert next_opening(WANG, HOSPITAL, "care", after, 60, horizon_days=8) is not None


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        next_opening(WANG, HOSPITAL, "care", datetime.fromisoformat("2026-11-24T08:00"))
