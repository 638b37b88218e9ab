"""The grounds of a judgement, read from the evidence that was stored with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaigns.numbers.masking import mask
from dialer.explaining.voice import Voice

_NUMBER = re.compile(r"\+\d{7,15}")
#: Told in sentences of their own, or elsewhere.
_TOLD = frozenset(
    {
        *("code", "instant", "ring_seconds", "country", "subdivision", "purpose", "policy", "law", "zones_known"),
        *("zones", "calendar_estimated", "cap", "source", "calls_24h", "companions"),
    }
)


def grounds(evidence: Mapping[str, Any], voice: Voice) -> str:
    """Local time and how the zone is known, the day's hours, the law with its source, and caps; as far as it tells."""
    parts = [*_hours(evidence, voice), *_cap(evidence, voice)]
    # What a later judgement stands on besides is shown as it is, and not hidden.
    more = {key: value for key, value in evidence.items() if key not in _TOLD and value not in (None, "", [], {})}
    return masked(voice.together(*parts, *(f"{key}: {value}" for key, value in more.items())))


def masked(text: str) -> str:
    """The text with every E.164 number in it masked."""
    return _NUMBER.sub(lambda found: mask(found[0]), text)


def _hours(evidence: Mapping[str, Any], voice: Voice) -> list[str]:
    if "zones_known" not in evidence:
        return []
    parts = []
    for one in evidence["zones"]:
        when = datetime.fromisoformat(one["local_time"])
        hours = ", ".join(one["open_that_day"]) or voice.say("ground", "closed")
        parts.append(voice.say("ground", "zone", when=f"{when:%Y-%m-%d %H:%M:%S}", zone=one["zone"]))
        parts.append(voice.say("ground", "open", hours=hours))
    parts.append(voice.say("ground", "known", how=voice.say("ground", evidence["zones_known"])))
    if evidence["policy"]:
        parts.append(voice.say("ground", "policy", name=evidence["policy"]))
    parts += [voice.say("ground", "law", row=row["row"], source=row["source"]) for row in evidence["law"]]
    if evidence["ring_seconds"]:
        parts.append(voice.say("ground", "ring", seconds=f"{evidence['ring_seconds']:g}"))
    return [*parts, voice.say("ground", "estimate")] if evidence["calendar_estimated"] else parts


def _cap(evidence: Mapping[str, Any], voice: Voice) -> list[str]:
    parts = []
    if "cap" in evidence:
        source = evidence.get("source", "")
        parts.append(voice.say("ground", "cap", what=voice.reason(evidence["cap"]), source=source))
    elif "source" in evidence:
        parts.append(voice.say("ground", "source", source=evidence["source"]))
    if "calls_24h" in evidence:
        parts.append(voice.say("ground", "calls", count=evidence["calls_24h"]))
    return parts
