"""Twilio's codes and our decisions, the whole table."""

from __future__ import annotations

import pytest

from dialer import carrier
from dialer.carrier import (
    AccountBlocked,
    Blocked,
    CarrierError,
    FateUnknown,
    Forbidden,
    NumberForbidden,
    NumberRefused,
    Strained,
    TakesNoTexts,
    TryLater,
    Unclear,
    Undeliverable,
    Unsubscribed,
)
from dialer.troubles import WIDE
from dialer.twilio.errors import decision, undelivered


@pytest.mark.parametrize(
    ("status", "code", "decided"),
    [
        # the number is bad: never again
        (400, 21211, NumberRefused),
        (400, 21214, NumberRefused),
        (400, 21217, NumberRefused),
        (400, 13223, NumberRefused),
        (400, 13224, NumberRefused),
        (400, 30005, NumberRefused),
        # a landline: no texts, but it rings
        (400, 21614, TakesNoTexts),
        (400, 30006, TakesNoTexts),
        # the person said STOP
        (400, 21610, Unsubscribed),
        # the country is closed to the account
        (400, 21215, Forbidden),
        (400, 21408, Forbidden),
        (400, 13225, Forbidden),
        (400, 13227, Forbidden),
        (400, 32205, Forbidden),
        # one number on Twilio's list
        (400, 21216, NumberForbidden),
        # our line
        (400, 21210, Blocked),
        (400, 21212, Blocked),
        (400, 21606, Blocked),
        (400, 21601, Blocked),
        # our account
        (401, 20003, AccountBlocked),
        (404, 20404, AccountBlocked),
        (400, 30002, AccountBlocked),
        # not processed
        (429, 20429, TryLater),
        (400, 21611, TryLater),
        (400, 22005, TryLater),
        # at growing intervals
        (503, 20503, Strained),
        (400, 30001, Strained),
        (400, 30003, Strained),
        (400, 30008, Strained),
        # the same words would be filtered again
        (400, 30004, Undeliverable),
        (400, 30007, Undeliverable),
        # it may have dialled already
        (500, 20500, FateUnknown),
        (500, 20001, FateUnknown),
        (502, 502, FateUnknown),
        (503, None, FateUnknown),
        (504, None, FateUnknown),
        (408, None, FateUnknown),
        # a 429 of a machine in front of Twilio's
        (429, 429, TryLater),
        (401, 401, AccountBlocked),
        (404, None, AccountBlocked),
        # nobody told us: a person has to look
        (400, 21617, Unclear),
        (400, 21612, Unclear),
        (400, 99999, Unclear),
        (307, None, Unclear),
    ],
)
def test_each_code_is_one_decision(status: int, code: int | None, decided: type[CarrierError]) -> None:
    assert type(decision(status, code)) is decided


def test_where_twilio_sends_no_code_the_status_is_named() -> None:
    assert [decision(502, 502).code, decision(401, None).code, decision(400, 21211).code] == [
        "http_502",
        "http_401",
        "21211",
    ]


@pytest.mark.parametrize(
    ("code", "decided"),
    [
        ("30003", Strained),
        ("30005", NumberRefused),
        ("30006", TakesNoTexts),
        ("30007", Undeliverable),
        ("21610", Unsubscribed),
        ("30002", AccountBlocked),
        # what decides nothing is only kept
        ("30999", None),
        ("", None),
        ("sip_486", None),
        ("polled", None),
    ],
)
def test_a_text_that_did_not_arrive_is_judged_by_the_same_table(code: str, decided: type[CarrierError] | None) -> None:
    assert undelivered(code) is decided


def test_whatever_a_person_has_to_mend_has_a_width() -> None:
    """A new kind of refusal by the account is not forgotten where troubles are counted."""
    mended_by_a_person = {
        found
        for found in vars(carrier).values()
        if isinstance(found, type) and issubclass(found, CarrierError) and "a person has to" in (found.__doc__ or "")
    }
    assert mended_by_a_person == set(WIDE)


def test_a_decision_can_be_shown_to_a_person() -> None:
    assert str(Forbidden("21215")).startswith("The account may not call or text this country")
    assert "Permission" in str(decision(400, 21215, "Permission to call is missing"))
