"""May this phone ring, may this text go out: the verdict with its reason, and when to ask again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.branches import Branch
from campaigns.consents import Standing
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.caps.history import Contact, Past
from dialer.judgement.consent_law import law_version
from dialer.judgement.facts import Facts, Reach
from dialer.judgement.may_place import may_call, may_text
from tests.cast import JACK, MEI, MEI_OFFICE, MING, TUESDAY_11
from tests.dialer.fake_carrier import FakeCarrier
from tests.stopped_clock import StoppedClock

CARRIER = FakeCarrier(StoppedClock())
RING = 45.0
LUNCH = TUESDAY_11 + timedelta(hours=1, minutes=30)


def calls(*at: datetime) -> tuple[Past, ...]:
    return tuple(Past(one, Contact.ATTEMPT) for one in at)


def texts(*at: datetime) -> tuple[Past, ...]:
    return tuple(Past(one, Contact.TEXT) for one in at)


def reach(e164: str = MEI, country: str = "HK", *called: datetime, past: tuple[Past, ...] = ()) -> Reach:
    return Reach(e164, "", country, "", calls(*called) + past)


#: Western Florida.
TWO_ZONES = reach("+18502530001", "US")
FACTS = Facts(
    follow_up=FollowUp(hours="clinic", purpose="care"),
    customer=Customer(zone="Asia/Hong_Kong"),
    branch=Branch(name="harbour"),
    numbers=(reach(),),
    call_suppressed=False,
    text_suppressed=False,
    campaign_state="running",
)


def at(hour: int, minute: int = 0, second: int = 0, day: int = 24) -> datetime:
    """This time in Hong Kong, in November 2026."""
    return TUESDAY_11.replace(day=day) + timedelta(hours=hour - 11, minutes=minute, seconds=second)


SELLS = FollowUp(hours="clinic", purpose="marketing")
GREETS = FollowUp(hours="clinic", purpose="care", mode="greeting")
ABANDONED = Past(at(10, day=22), Contact.ABANDONED)
NEXT_MONTH = ("house_cap_asking_month", TUESDAY_11.replace(month=12, day=1))


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
        ({"past": calls(at(10, 55))}, at(11), "house_cap_apart", at(11, 5)),
        # three calls to the customer today: tomorrow at the same time, clinic hours permitting
        ({"past": calls(at(8), at(9), at(10))}, at(11), "house_cap_24h", at(11, day=25)),
        # three calls to the number, for whomever
        ({"numbers": (reach(MEI, "HK", at(8), at(9), at(10)),)}, at(11), "house_cap_24h", at(11, day=25)),
        # whoever sells calls twice a day and eight times a month; the patient is called for care
        ({"past": calls(at(8), at(9)), "follow_up": SELLS}, at(11), "house_cap_asking_day", at(11, day=25)),
        ({"past": calls(*(at(9, day=d) for d in range(2, 10))), "follow_up": SELLS}, at(11), *NEXT_MONTH),
        ({"past": calls(*(at(9, day=d) for d in range(2, 10)))}, at(11), "ok", None),
        # nobody of ours was there two days ago: a recorded greeting waits a third, an agent calls
        ({"past": (ABANDONED,), "follow_up": GREETS}, at(11), "abandoned_72h", at(11, day=25)),
        (
            {"past": (ABANDONED,), "follow_up": FollowUp(hours="clinic", purpose="care", mode="agent")},
            at(11),
            "ok",
            None,
        ),
        # two calls to the customer on this number are two calls, not four
        ({"past": calls(at(8), at(9)), "numbers": (reach(MEI, "HK", at(8), at(9)),)}, at(11), "ok", None),
        # the customer's two calls and a family member's one: both caps are looked at by themselves
        ({"past": calls(at(8)), "numbers": (reach(MEI, "HK", at(7), at(8)),)}, at(11), "ok", None),
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


def test_an_allowed_call_says_when_it_has_to_be_silent() -> None:
    assert may_call(FACTS, CARRIER, at(11), RING).silent_by == at(12, 30)
    assert may_call(FACTS, CARRIER, LUNCH, RING).silent_by is None
    assert may_call(replace(FACTS, past=calls(at(10, 55))), CARRIER, at(11), RING).silent_by is None


def test_an_allowed_call_keeps_what_was_counted_of_the_customer_and_of_the_number() -> None:
    """A family telephone: one call to Mei today, two more to her father on it, and one in October."""
    family = reach(MEI, "HK", at(8), at(9), at(10), at(9, day=1) - timedelta(days=1))
    evidence = may_call(replace(FACTS, past=calls(at(8)), numbers=(family,)), CARRIER, at(10, 10), RING).evidence
    counted = {row["row"]: row for row in evidence["caps"]["counted"]}
    assert counted["house-24h"] == {"row": "house-24h", "span": "24h", "limit": 3, "customer": 1, "number": 3}
    assert counted["house-month"] == {"row": "house-month", "span": "1 month", "limit": 30, "customer": 1}
    assert counted["house-month-number"]["number"] == 3
    assert counted["everywhere-opt-out"] == {"row": "everywhere-opt-out", "span": "ever", "after": "opt_out", "both": 0}


def test_a_call_to_the_customer_on_the_number_is_one_call_to_the_law() -> None:
    """Layla did not answer: one unanswered call on the day, and the law of Dubai allows no second."""
    number = reach("+971501234567", "AE", at(9))
    layla = replace(FACTS, numbers=(number,), past=calls(at(9)), customer=Customer(zone="Asia/Dubai"))
    verdict = may_call(layla, CARRIER, at(17), RING)
    assert (verdict.code, verdict.evidence["source"]) == ("cap_1_per_day", "Cabinet Resolution 56/2024")
    assert [row["both"] for row in verdict.evidence["caps"]["counted"] if row["row"] == "AE-day"] == [1]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"campaign_state": "stopped"},
        {"call_suppressed": True, "text_suppressed": True},
        {"numbers": ()},
        {"past": calls(at(10, 55)) + texts(at(9), at(10))},
        {"consents": {"care": Standing.WITHDRAWN}},
        {"customer": Customer(zone="Mars/Olympus")},
    ],
)
def test_every_judgement_keeps_its_grounds_whatever_it_says(changes: dict[str, Any]) -> None:
    known = replace(FACTS, **changes)
    for verdict in (may_call(known, CARRIER, at(11), RING), may_text(known, MEI, CARRIER, at(11))):
        evidence = json.loads(json.dumps(verdict.evidence))
        assert evidence["code"] == verdict.code
        assert evidence["law"][0]["source"]
        assert {"zones_known", "zones", "policy", "policy_version", "law_version"} <= set(evidence)
        assert evidence["caps"]["counted"]
        assert evidence["consent"] == {
            "purpose": "care",
            "standing": known.consents.get("care", Standing.UNSAID),
            "asked_by": None,
            "law": law_version(),
        }


def test_a_cap_that_stood_in_the_way_is_named_beside_the_reason() -> None:
    capped = may_call(replace(FACTS, past=calls(at(10, 55))), CARRIER, at(11), RING).evidence
    assert (capped["code"], capped["cap"], capped["source"]) == ("house_cap_apart", "house_cap_apart", "our own cap")
    assert "cap" not in may_call(FACTS, CARRIER, LUNCH, RING).evidence


def test_the_law_that_asks_for_consent_is_named_where_it_was_given_too() -> None:
    whom: dict[str, Any] = {
        "numbers": (reach("+4915112345678", "DE"),),
        "follow_up": FollowUp(hours="workshop", purpose="marketing"),
    }
    refused = may_call(replace(FACTS, **whom), CARRIER, at(11), RING)
    given = may_call(replace(FACTS, **whom, consents={"marketing": Standing.GIVEN}), CARRIER, at(11), RING)
    assert (refused.code, given.code) == ("no_consent", "ok")
    assert refused.evidence["consent"]["asked_by"] == given.evidence["consent"]["asked_by"]
    assert refused.evidence["source"] == refused.evidence["consent"]["asked_by"]


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
        # a text is no call: caps on calls do not hold it back
        ({"past": calls(at(8), at(9), at(10), at(10, 59))}, at(11), "ok", None),
        # two texts to the customer, or to the number by whomever: tomorrow at the same time
        ({"past": texts(at(9), at(10))}, at(11), "house_texts_24h", at(9, day=25)),
        ({"numbers": (reach(past=texts(at(9), at(10))),)}, at(11), "house_texts_24h", at(9, day=25)),
        # one to the customer on another number, one to the number for somebody else
        ({"past": texts(at(9)), "numbers": (reach(past=texts(at(10))),)}, at(11), "ok", None),
        # the day after is over when texts are: on the morning after that
        ({"past": texts(at(20, day=23), at(20, 28, day=23))}, at(20, 29, day=23), "house_texts_24h", at(20, day=24)),
        ({"past": texts(at(20, 31, day=23), at(20, 45, day=23))}, at(10), "house_texts_24h", at(9, day=25)),
    ],
)
def test_a_text(changes: dict[str, Any], now: datetime, code: str, again_at: datetime | None) -> None:
    verdict = may_text(replace(FACTS, **changes), MEI, CARRIER, now)
    assert (verdict.code, verdict.allowed, verdict.again_at) == (code, code == "ok", again_at)


def test_a_number_without_texts_is_not_texted() -> None:
    nowhere = replace(FACTS, numbers=(reach("+97150123456"),))
    assert may_text(nowhere, "+97150123456", CARRIER, at(11)).code == "no_text_service"
