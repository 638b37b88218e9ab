"""May this phone ring, may this text go out: the verdict with its reason, and when to ask again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.facts import Facts, Reach
from dialer.may_place import may_call, may_text
from tests.cast import JACK, MEI, MEI_OFFICE, MING, TUESDAY_11
from tests.dialer.fake_carrier import FakeCarrier
from tests.stopped_clock import StoppedClock

CARRIER = FakeCarrier(StoppedClock())
RING = 45.0
LUNCH = TUESDAY_11 + timedelta(hours=1, minutes=30)


def reach(e164: str = MEI, country: str = "HK", *called: datetime) -> Reach:
    return Reach(e164, "", country, "", called)


#: Western Florida.
TWO_ZONES = reach("+18502530001", "US")
FACTS = Facts(
    follow_up=FollowUp(hours="clinic", purpose="care"),
    customer=Customer(zone="Asia/Hong_Kong"),
    branch=Branch(name="harbour"),
    numbers=(reach(),),
    called_at=(),
    call_suppressed=False,
    text_suppressed=False,
    campaign_state="running",
)


def at(hour: int, minute: int = 0, second: int = 0, day: int = 24) -> datetime:
    """This time in Hong Kong, in November 2026."""
    return TUESDAY_11.replace(day=day) + timedelta(hours=hour - 11, minutes=minute, seconds=second)


@pytest.mark.parametrize(
    ("changes", "now", "code", "again_at"),
    [
        # everything is open
        ({}, at(11), "ok", None),
        # before the clinic opens, and in its lunch
        ({}, at(9), "outside_window", at(11)),
        ({}, LUNCH, "outside_window", at(14, 30)),
        # it would still ring at half past twelve
        ({}, at(12, 29, 16), "ring_overrun", at(14, 30)),
        # it falls silent at half past twelve exactly
        ({}, at(12, 29, 15), "ok", None),
        # at night: tomorrow
        ({}, at(21), "outside_window", at(11, day=25)),
        # nobody knows where the customer is: a person has to say
        ({"customer": Customer(zone=None), "numbers": (reach("+80012345678", ""),)}, at(11), "no_zone", None),
        # an area code of two zones, quarter past eleven in one and past ten in the other: when both are open
        ({"customer": Customer(zone=None), "numbers": (TWO_ZONES,)}, at(24, 15), "zone_disagree", at(25)),
        # the supervisor's hand, before everything else
        ({"campaign_state": "paused", "call_suppressed": True}, at(11), "campaign_paused", None),
        ({"campaign_state": "stopped"}, at(11), "campaign_stopped", None),
        # left in peace, at the best of times
        ({"call_suppressed": True}, at(11), "suppressed", None),
        # a wish not to be texted is none not to be called
        ({"text_suppressed": True}, at(11), "ok", None),
        # nothing to dial
        ({"numbers": ()}, at(11), "no_number", None),
        # no voice service there
        ({"numbers": (reach(MING, "CN"),)}, at(11), "no_voice_service", None),
        # just called: in ten minutes
        ({"called_at": (at(10, 55),)}, at(11), "cap", at(11, 5)),
        # three calls to the customer today: tomorrow at the same time, clinic hours permitting
        ({"called_at": (at(8), at(9), at(10))}, at(11), "cap", at(11, day=25)),
        # three calls to the number, for whomever
        ({"numbers": (reach(MEI, "HK", at(8), at(9), at(10)),)}, at(11), "cap", at(11, day=25)),
        # two calls to the customer on this number are two calls, not four
        ({"called_at": (at(8), at(9)), "numbers": (reach(MEI, "HK", at(8), at(9)),)}, at(11), "ok", None),
        # the customer's two calls and a family member's one: both caps are looked at by themselves
        ({"called_at": (at(8),), "numbers": (reach(MEI, "HK", at(7), at(8)),)}, at(11), "ok", None),
    ],
)
def test_a_call(changes: dict[str, Any], now: datetime, code: str, again_at: datetime | None) -> None:
    verdict = may_call(replace(FACTS, **changes), CARRIER, now, RING)
    assert (verdict.code, verdict.allowed) == (code, code == "ok")
    assert verdict.again_at == again_at


def test_the_first_number_that_the_carrier_serves_is_called() -> None:
    numbers = (reach(MING, "CN"), reach(MEI_OFFICE), reach(MEI))
    verdict = may_call(replace(FACTS, numbers=numbers), CARRIER, at(11), RING)
    assert verdict.number == reach(MEI_OFFICE)


def test_the_zone_on_file_wins_over_the_numbers() -> None:
    """Jack has kept his Vancouver number and lives in Hong Kong."""
    jack = replace(FACTS, numbers=(reach(JACK, "CA"),))
    assert may_call(jack, CARRIER, at(11, 30), RING).allowed
    assert not may_call(replace(jack, customer=Customer(zone=None)), CARRIER, at(13), RING).allowed


def test_a_verdict_keeps_what_it_stood_on() -> None:
    evidence = may_call(FACTS, CARRIER, at(11), RING).evidence
    assert (evidence["policy"], evidence["ring_seconds"]) == ("clinic", RING)
    assert evidence["zones"] == [
        {
            "zone": "Asia/Hong_Kong",
            "local_time": "2026-11-24T11:00:00+08:00",
            "code": "ok",
            "window": "11:00-12:30",
            "open_that_day": ["11:00-12:30", "14:30-17:30", "19:30-20:30"],
        }
    ]


@pytest.mark.parametrize(
    ("changes", "now", "code", "again_at"),
    [
        # texts have hours of their own: the clinic's lunch is none of theirs
        ({}, LUNCH, "ok", None),
        ({}, at(20, 29), "ok", None),
        ({}, at(20, 30), "outside_window", at(9, day=25)),
        ({}, at(8, 59), "outside_window", at(9)),
        # left in peace
        ({"text_suppressed": True}, at(11), "suppressed", None),
        # a wish not to be called is none not to be texted
        ({"call_suppressed": True}, at(11), "ok", None),
        # a paused campaign's missed call is still explained, a stopped one's is not
        ({"campaign_state": "paused"}, at(11), "ok", None),
        ({"campaign_state": "stopped"}, at(11), "campaign_stopped", None),
        # the number has died meanwhile
        ({"numbers": (reach(MEI_OFFICE),)}, at(11), "no_number", None),
        # a text is no call: caps do not hold it back
        ({"called_at": (at(8), at(9), at(10), at(10, 59))}, at(11), "ok", None),
    ],
)
def test_a_text(changes: dict[str, Any], now: datetime, code: str, again_at: datetime | None) -> None:
    verdict = may_text(replace(FACTS, **changes), MEI, CARRIER, now)
    assert (verdict.code, verdict.allowed, verdict.again_at) == (code, code == "ok", again_at)


def test_a_number_without_texts_is_not_texted() -> None:
    nowhere = replace(FACTS, numbers=(reach("+97150123456"),))
    assert may_text(nowhere, "+97150123456", CARRIER, at(11)).code == "no_text_service"
