"""Twilio's error codes as one of our few decisions. Source: Twilio's error dictionary, condensed by what to do."""

from __future__ import annotations

from dialer.carrier import Blocked, CarrierError, FateUnknown, NumberRefused, TryLater, Unsubscribed

#: The number is bad: never tried again.
NUMBER = frozenset({21211, 21214, 21217, 21612, 21614, 13223, 13224, 30005, 30006})
UNSUBSCRIBED = frozenset({21610})
#: 429 and 20503 are documented as not processed; a full queue took nothing in either.
LATER = frozenset({20429, 20503, 21611, 22005, 10004})


def decision(status: int, code: int | None, message: str) -> CarrierError:
    """The error to raise for one refusal; a 5xx other than 20503 may already have dialled."""
    word = str(code or f"http_{status}")
    if code in NUMBER:
        return NumberRefused(word, message)
    if code in UNSUBSCRIBED:
        return Unsubscribed(word, message)
    if code in LATER or status == 429:
        return TryLater(word, message)
    if status >= 500:
        return FateUnknown(word, message)
    return Blocked(word, message)
