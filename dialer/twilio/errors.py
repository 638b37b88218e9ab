"""Twilio's error codes as our few decisions. Source: Twilio's error dictionary, condensed by what to do.

Where a code is not in the table its HTTP status decides: it may have dialled (5xx), or a person has to look (4xx).
"""

from __future__ import annotations

from collections.abc import Iterable

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

_CODES: dict[type[CarrierError], Iterable[int]] = {
    # Impossible, not in service or not served at all; 30005 says of a text that nobody knows the handset.
    NumberRefused: (21211, 21214, 21217, 13223, 13224, 30005),
    # A landline, or a carrier that takes no texts: its telephone rings all the same.
    TakesNoTexts: (21614, 30006),
    Unsubscribed: (21610,),
    # Refused on the way: by its words, or by a filter before the handset.
    Undeliverable: (30004, 30007),
    # Geographic permissions of the account.
    Forbidden: (21215, 21408, 13225, 13227, 32205),
    # Twilio's own list of numbers that it calls for nobody, or not for this account.
    NumberForbidden: (21216,),
    # The caller id is not ours, not verified, or cannot text.
    Blocked: (21210, 21212, 21601, 21606),
    # Credentials, a wrong account, a suspended or closed one.
    AccountBlocked: (20003, 20404, 20005, 30002, 90010, 10001),
    # Documented as not processed; a full queue, or the account's own limit of live calls, took nothing in either.
    TryLater: (20429, 21611, 22005, 10004),
    Strained: (20503, 30001, 30003, 30008),
    FateUnknown: (20500,),
}
DECISIONS = {code: decided for decided, codes in _CODES.items() for code in codes}

_STATUSES: dict[int, type[CarrierError]] = {401: AccountBlocked, 403: AccountBlocked, 404: AccountBlocked}
#: The request may have been taken in before the answer was given up.
_TIMED_OUT = 408


def decision(status: int, code: int | None, message: str = "") -> CarrierError:
    """The error to raise for a request that was answered with this HTTP status, not 2xx, and this code of Twilio's."""
    # Where Twilio sends no code of its own, the SDK repeats the status.
    word = f"http_{status}" if code in (None, status) else str(code)
    return _decided(status, code)(word, message)


def undelivered(code: str) -> type[CarrierError] | None:
    """What the code of a text that did not arrive decides; None where it decides nothing."""
    return DECISIONS.get(int(code)) if code.isdecimal() else None


def _decided(status: int, code: int | None) -> type[CarrierError]:
    known = DECISIONS.get(code or 0)
    if known is not None:
        return known
    if status == 429:
        return TryLater
    if status >= 500 or status == _TIMED_OUT:
        return FateUnknown
    return _STATUSES.get(status, Unclear)
