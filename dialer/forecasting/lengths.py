"""Lengths: how long a message is heard, and how many minutes a carrier counts, which rounds each call up."""

from __future__ import annotations

import math

#: Read out at a calm pace: Chinese signs a second, English words a minute.
_SIGNS, _WORDS = 3.5, 150.0
#: Seconds for which a key is waited for after a greeting.
_KEY = 4.0


def seconds_of(words: str, language: str) -> float:
    """How long a greeting takes from the answer to the end of the call; `language` is zh or en."""
    if language == "zh":
        return sum(sign.isalnum() for sign in words) / _SIGNS + _KEY
    return len(words.split()) * 60 / _WORDS + _KEY


def minutes_of_greeting(seconds: float) -> float:
    """All calls with it are alike: whole minutes."""
    return float(max(1, math.ceil(seconds / 60)))


def minutes_of_talk(mean: float) -> float:
    """Of talks of this mean length in seconds; they spread as an exponential does (UCI bank calls: CV 1.00).

    The mean of ceil(X) for an exponential X with mean m minutes is 1 / (1 - exp(-1 / m)).
    """
    return 1 / (1 - math.exp(-60 / mean))
