"""One instant, one person, one department: allowed or refused, and what refused."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from dialer.hours.callee import Wishes
from dialer.hours.judge import Callee, Verdict, judge
from dialer.hours.law import law_version
from dialer.hours.policy import HoursPolicy, named
from dialer.hours.windows import WHOLE_WEEK, parse_week
from tests.dialer.hours.cast import (
    AUSTRALIA,
    HONG_KONG,
    IDAHO,
    MIAMI,
    NEW_ORLEANS,
    PARIS,
    SPAIN,
    TOLL_FREE,
    TORONTO,
    WANG,
    ZHAO_IN_NEW_YORK,
)

HOSPITAL, GREETING = named("hospital"), named("greeting")
ON_WORKDAYS = HoursPolicy("office", parse_week("10:00-12:00"), workdays_only=True)
EVENINGS_ONLY = Wishes(parse_week("18:00-20:00"))
NEVER_ON_TUESDAYS = Wishes(barred_weekdays=frozenset({1}))


def at(callee: Callee, policy: HoursPolicy | None, instant: str, ring: float = 0) -> Verdict:
    return judge(callee, policy, "care", datetime.fromisoformat(instant), ring)


def wanting(wishes: Wishes) -> Callee:
    return Callee(WANG.e164, "CN", wishes=wishes)


@pytest.mark.parametrize(
    ("callee", "policy", "instant", "code"),
    [
        # half-open: the first moment of a window is in, the last is out
        (WANG, HOSPITAL, "2026-11-24T10:00:00+08:00", "ok"),
        (WANG, HOSPITAL, "2026-11-24T09:59:59.999999+08:00", "outside_window"),
        (WANG, HOSPITAL, "2026-11-24T11:59:59.999999+08:00", "ok"),
        (WANG, HOSPITAL, "2026-11-24T12:00:00+08:00", "outside_window"),
        # public holidays, the Saturday inside the break and a make-up Sunday
        (WANG, HOSPITAL, "2026-10-01T10:30+08:00", "public_holiday"),
        (WANG, HOSPITAL, "2026-10-03T10:30+08:00", "public_holiday"),
        (WANG, HOSPITAL, "2026-09-20T10:30+08:00", "ok"),
        (WANG, ON_WORKDAYS, "2026-09-20T10:30+08:00", "ok"),
        (WANG, ON_WORKDAYS, "2026-10-17T10:30+08:00", "not_workday"),
        (WANG, GREETING, "2026-02-17T09:30+08:00", "ok"),
        # the holiday set is the callee's: 1 October is nothing in Florida
        (MIAMI, HOSPITAL, "2026-10-01T10:30-04:00", "ok"),
        (MIAMI, HOSPITAL, "2026-07-03T10:30-04:00", "public_holiday"),
        # the law's own days
        (NEW_ORLEANS, None, "2026-02-17T10:00-06:00", "law_day_closed"),
        (PARIS, None, "2026-11-22T11:00+01:00", "law_day_closed"),
        (PARIS, None, "2026-11-24T13:30+01:00", "outside_window"),
        # 21:00, though the law is open until 21:30 in Canada and until 22:00 in Hong Kong
        (TORONTO, None, "2026-11-24T20:59:59.999-05:00", "ok"),
        (TORONTO, None, "2026-11-24T21:00-05:00", "ceiling_21"),
        (HONG_KONG, None, "2026-11-24T21:30+08:00", "ceiling_21"),
        (HONG_KONG, HoursPolicy("all day"), "2026-11-24T21:30+08:00", "ceiling_21"),
        (HONG_KONG, GREETING, "2026-11-24T21:30+08:00", "outside_window"),
        # a zone on file wins over the number
        (ZHAO_IN_NEW_YORK, None, "2026-11-24T21:30+08:00", "outside_window"),
        (ZHAO_IN_NEW_YORK, None, "2026-11-24T22:00+08:00", "ok"),
        # several zones must all be open
        (IDAHO, None, "2026-07-15T08:30-06:00", "zone_disagree"),
        (IDAHO, None, "2026-07-15T09:00-06:00", "ok"),
        (AUSTRALIA, None, "2026-01-14T12:00+11:00", "zone_disagree"),
        (AUSTRALIA, None, "2026-01-14T13:30+11:00", "ok"),
        # both closed for the same reason is no disagreement
        (SPAIN, None, "2026-11-21T11:00+01:00", "law_day_closed"),
        # nobody knows where they are
        (TOLL_FREE, None, "2026-07-15T18:00+00:00", "no_zone"),
        (Callee("+447700900123", "GB"), None, "2026-11-24T10:00+00:00", "no_zone"),
        (Callee("+8613800138000", "CN", zone="Asia/Bejing"), None, "2026-11-24T10:00+08:00", "no_zone"),
        # what the customer asked for narrows the rest and widens nothing
        (wanting(EVENINGS_ONLY), None, "2026-11-24T10:30+08:00", "customer_wish"),
        (wanting(EVENINGS_ONLY), None, "2026-11-24T19:00+08:00", "ok"),
        (wanting(EVENINGS_ONLY), HOSPITAL, "2026-11-24T19:00+08:00", "outside_window"),
        (wanting(NEVER_ON_TUESDAYS), HOSPITAL, "2026-11-24T10:30+08:00", "customer_wish"),
        (wanting(NEVER_ON_TUESDAYS), HOSPITAL, "2026-11-25T10:30+08:00", "ok"),
        (wanting(Wishes(WHOLE_WEEK)), None, "2026-11-24T22:00+08:00", "outside_window"),
        # country and state come from the number where they are not on file
        (Callee("+13055550123"), None, "2026-11-24T20:30-05:00", "outside_window"),
        (Callee("+13055550123", "US", "NY"), None, "2026-11-24T20:30-05:00", "ok"),
    ],
)
def test_a_call_at_this_instant_is_judged(callee: Callee, policy: HoursPolicy | None, instant: str, code: str) -> None:
    verdict = at(callee, policy, instant)
    assert verdict.code == code
    assert verdict.allowed is (code == "ok")


@pytest.mark.parametrize(
    ("instant", "ring", "code"),
    [
        # it may fall silent exactly when the window ends
        ("2026-11-24T11:59:00+08:00", 60, "ok"),
        ("2026-11-24T11:59:00.000001+08:00", 60, "ring_overrun"),
        ("2026-11-24T11:59:31+08:00", 30, "ring_overrun"),
        ("2026-11-24T11:59:30+08:00", 30, "ok"),
        ("2026-11-24T11:59:59+08:00", 0.5, "ok"),
        # a call that begins too late is outside, however short
        ("2026-11-24T12:00:00+08:00", 60, "outside_window"),
        # longer than the whole window
        ("2026-11-24T10:00:00+08:00", 7201, "ring_overrun"),
    ],
)
def test_the_phone_must_be_silent_when_the_window_ends(instant: str, ring: float, code: str) -> None:
    assert at(WANG, HOSPITAL, instant, ring).code == code


def test_a_phone_may_ring_on_from_one_window_into_the_next() -> None:
    policy = HoursPolicy("two shifts", parse_week("10:00-12:00;12:00-14:00"))
    assert at(WANG, policy, "2026-11-24T11:59:50+08:00", 60).allowed


def test_windows_may_differ_by_day_of_the_week() -> None:
    policy = HoursPolicy("weekend", parse_week({"sat": "10:00-12:00"}))
    assert at(WANG, policy, "2026-11-21T10:30+08:00").allowed
    assert at(WANG, policy, "2026-11-24T10:30+08:00").code == "outside_window"


def test_the_same_instant_is_judged_the_same_in_whatever_zone_it_is_written() -> None:
    instant = datetime.fromisoformat("2026-11-24T02:30+00:00")
    elsewhere = instant.astimezone(timezone(timedelta(hours=-9)))
    assert judge(WANG, HOSPITAL, "care", instant) == judge(WANG, HOSPITAL, "care", elsewhere)


@pytest.mark.parametrize(
    ("callee", "instant", "ends"),
    [
        # the window's end; the next window of the day has no say
        (WANG, "2026-11-24T10:30+08:00", "2026-11-24T12:00+08:00"),
        (WANG, "2026-11-24T15:00+08:00", "2026-11-24T17:00+08:00"),
        # the first end of several zones: Boise closes at noon before northern Idaho does
        (IDAHO, "2026-07-15T11:30-06:00", "2026-07-15T12:00-06:00"),
        # refused: nothing is open
        (WANG, "2026-11-24T12:00+08:00", None),
    ],
)
def test_an_allowed_verdict_says_when_the_phone_has_to_be_silent(
    callee: Callee, instant: str, ends: str | None
) -> None:
    assert at(callee, HOSPITAL, instant).silent_by == (datetime.fromisoformat(ends) if ends else None)


def test_without_a_department_the_phone_has_to_be_silent_at_nine() -> None:
    assert at(HONG_KONG, None, "2026-11-24T20:30+08:00").silent_by == datetime.fromisoformat("2026-11-24T21:00+08:00")


def test_an_instant_without_a_zone_a_negative_ring_and_an_unknown_purpose_are_refused() -> None:
    instant = datetime.fromisoformat("2026-11-24T02:30+00:00")
    with pytest.raises(ValueError, match="no zone"):
        judge(WANG, HOSPITAL, "care", instant.replace(tzinfo=None))
    with pytest.raises(ValueError, match="cannot ring"):
        judge(WANG, HOSPITAL, "care", instant, -1)
    with pytest.raises(ValueError, match="poetry"):
        judge(WANG, HOSPITAL, "poetry", instant)


def test_the_evidence_can_be_kept_as_json_and_names_what_decided() -> None:
    evidence = at(MIAMI, HOSPITAL, "2026-11-24T10:30-05:00", 30).evidence
    assert json.loads(json.dumps(evidence)) == {
        "code": "ok",
        "instant": "2026-11-24T15:30:00+00:00",
        "ring_seconds": 30,
        "country": "US",
        "subdivision": "FL",
        "purpose": "care",
        "policy": "hospital",
        "policy_version": HOSPITAL.version,
        "law_version": law_version(),
        "law": [
            {"row": "US", "source": "47 CFR 64.1200(c)(1); 16 CFR 310.4(c)", "confidence": "high"},
            {"row": "US-FL", "source": "Fla. Stat. 501.616(6)", "confidence": "high"},
        ],
        "zones_known": "from_number",
        "zones": [
            {
                "zone": "America/New_York",
                "local_time": "2026-11-24T10:30:00-05:00",
                "code": "ok",
                "window": "10:00-12:00",
                "open_that_day": ["10:00-12:00", "15:00-17:00"],
            }
        ],
        "calendar_estimated": False,
    }


def test_the_evidence_says_when_the_calendar_is_an_estimate() -> None:
    assert at(WANG, HOSPITAL, "2027-03-01T10:30+08:00").evidence["calendar_estimated"]
    assert at(TOLL_FREE, None, "2027-03-01T10:30+08:00").evidence["zones"] == []
