"""Limits of a text that a person writes: how long it may be, and what mainland China's networks do not carry.

Sources: Twilio error 21617 (1,600 characters); Twilio's SMS guidelines for China: at most 500 signs and 8 segments,
no addresses of pages, one way only. Guidelines, not legal advice; words that the operators have not approved as a
template may be refused even so.
"""

from __future__ import annotations

import re

from dialer.text_rules.segments import segments

LONGEST = 1600
#: Numbers of mainland China begin so: texts go there one way, and nothing comes back.
MAINLAND = "+86"
MAINLAND_LONGEST, MAINLAND_SEGMENTS = 500, 8
#: Chinese letters are word signs to `\\b`, and 看example.cn吗 would have no border.
_ADDRESS = re.compile(
    r"https?://|(?<![a-z0-9])www\.|[a-z0-9]\.(?:com|cn|net|org|io|hk|me|ly|link|shop|top)(?![a-z0-9])", re.IGNORECASE
)


def one_way(e164: str) -> bool:
    """Nobody can answer a text to this number."""
    return e164.startswith(MAINLAND)


def against(words: str, e164: str) -> str:
    """Reason code of why these words cannot go to this number; empty where they can."""
    if not words.strip():
        return "text_empty"
    if len(words) > LONGEST:
        return "text_too_long"
    if not one_way(e164):
        return ""
    if len(words) > MAINLAND_LONGEST or segments(words).count > MAINLAND_SEGMENTS:
        return "mainland_too_long"
    return "mainland_address" if _ADDRESS.search(words) else ""
