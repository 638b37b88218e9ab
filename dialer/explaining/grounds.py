"""The grounds of a judgement, read from the evidence that was stored with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from campaigns.numbers.masking import mask
from dialer.explaining.voice import Voice

_SPAN = re.compile(r"(\d+) ?([a-z]+)")
_NUMBER = re.compile(r"\+\d{7,15}")
#: Told in sentences of their own, or elsewhere.
_TOLD = frozenset(
    {
        *("code", "instant", "ring_seconds", "country", "subdivision", "purpose", "policy", "law", "zones_known"),
        *("zones", "calendar_estimated", "cap", "source", "calls_24h", "companions", "confidence", "channel"),
        *("policy_version", "law_version", "caps", "consent", "calendar"),
    }
)


class Ground(NamedTuple):
    """One thing that a judgement stands on."""

    #: What it is about: clock, hours, law, ring, caps, consent, edition or more.
    about: str
    said: str
    #: Only where everything is shown: what changes nothing, and versions.
    minor: bool = False


def grounds(evidence: Mapping[str, Any], voice: Voice) -> str:
    """Local time and how the zone is known, the day's hours, the law with its source, and caps; as far as it tells."""
    return voice.together(*(one.said for one in found(evidence, voice) if not one.minor))


def found(evidence: Mapping[str, Any], voice: Voice) -> list[Ground]:
    """The same, one by one; rows of an older form lack what was not kept then."""
    # What a later judgement stands on besides is shown as it is, and not hidden.
    more = {key: value for key, value in evidence.items() if key not in _TOLD and value not in (None, "", [], {})}
    rest = (Ground("more", f"{key}: {value}") for key, value in more.items())
    told = (
        *_hours(evidence, voice),
        *_cap(evidence, voice),
        *_counted(evidence, voice),
        *_consent(evidence, voice),
        *rest,
        *_editions(evidence, voice),
    )
    return [one._replace(said=masked(one.said)) for one in told]


def table(several: Iterable[Ground], voice: Voice) -> list[tuple[str, tuple[str, ...]]]:
    """The same as rows of a table: what each is about in words, and all that is said of it."""
    rows: dict[str, list[str]] = {}
    for one in several:
        rows.setdefault(one.about, []).append(one.said)
    return [(voice.say("about", about), tuple(said)) for about, said in rows.items()]


def masked(text: str) -> str:
    """The text with every E.164 number in it masked."""
    return _NUMBER.sub(lambda found: mask(found[0]), text)


def _hours(evidence: Mapping[str, Any], voice: Voice) -> Iterator[Ground]:
    if "zones_known" not in evidence:
        return
    for one in evidence["zones"]:
        when = datetime.fromisoformat(one["local_time"])
        hours = ", ".join(one["open_that_day"]) or voice.say("ground", "closed")
        yield Ground("clock", voice.say("ground", "zone", when=f"{when:%Y-%m-%d %H:%M:%S}", zone=one["zone"]))
        yield Ground("hours", voice.say("ground", "open", hours=hours))
    yield Ground("clock", voice.say("ground", "known", how=voice.say("ground", evidence["zones_known"])))
    if evidence["policy"]:
        yield Ground("hours", voice.say("ground", "policy", name=evidence["policy"]))
    for row in evidence["law"]:
        sure = voice.say("confidence", row["confidence"]) if row.get("confidence") else ""
        yield Ground("law", voice.say("ground", "law", row=row["row"], source=voice.together(row["source"], sure)))
    if evidence["ring_seconds"]:
        yield Ground("ring", voice.say("ground", "ring", seconds=f"{evidence['ring_seconds']:g}"))
    if evidence["calendar_estimated"]:
        yield Ground("hours", voice.say("ground", "estimate"))


def _cap(evidence: Mapping[str, Any], voice: Voice) -> Iterator[Ground]:
    if "cap" in evidence:
        source = evidence.get("source", "")
        yield Ground("caps", voice.say("ground", "cap", what=voice.reason(evidence["cap"]), source=source))
    elif "source" in evidence:
        yield Ground("law", voice.say("ground", "source", source=evidence["source"]))
    if "calls_24h" in evidence:
        yield Ground("caps", voice.say("ground", "calls", count=evidence["calls_24h"]))


def _counted(evidence: Mapping[str, Any], voice: Voice) -> Iterator[Ground]:
    """Each cap with what counts under it, and pauses that hold; a cap under which nothing counts is minor."""
    for row in evidence.get("caps", {}).get("counted", ()):
        count = max((row[of] for of in ("customer", "number", "both") if of in row), default=0)
        which = "counted" if "limit" in row else "paused"
        if which == "paused" and not count:
            continue
        said = {"row": _row(row["row"], voice), "count": count, "span": _span(row["span"], voice)}
        yield Ground("caps", voice.say("ground", which, limit=row.get("limit"), **said), minor=count == 0)


def _row(name: str, voice: Voice) -> str:
    """A house's own cap by what it is on, a law's row by its name in the table."""
    kinds = (kind for kind in ("texts", "asking", "number") if name.startswith("house") and kind in name)
    own = next(kinds, "calls") if name.startswith("house") else ""
    return voice.say("own_cap", own) if own else name


def _span(written: str, voice: Voice) -> str:
    """A span as rows write it (24h, 1 day, 30 days, 1 month, ever), in words."""
    found = _SPAN.fullmatch(written)
    if found is None:
        return voice.say("span", "ever")
    number, unit = found.groups()
    whole = f"1{unit}" if f"{number}{unit}" in ("1day", "1week", "1month") else unit.removesuffix("s")
    return voice.say("span", whole, number=number)


def _consent(evidence: Mapping[str, Any], voice: Voice) -> Iterator[Ground]:
    consent = evidence.get("consent")
    if not isinstance(consent, Mapping):
        return
    standing, purpose = voice.say("standing", consent["standing"]), voice.say("purpose", consent["purpose"])
    asked_by, unsaid = consent.get("asked_by"), consent["standing"] == "unsaid"
    minor = unsaid and not asked_by
    yield Ground("consent", voice.say("ground", "consent", purpose=purpose, standing=standing), minor)
    if asked_by:
        yield Ground("consent", voice.say("ground", "asked_by", source=asked_by))


def _editions(evidence: Mapping[str, Any], voice: Voice) -> Iterator[Ground]:
    """Which edition of each table was asked; what is changed later has another."""
    caps, consent, calendar = (evidence.get(key) or {} for key in ("caps", "consent", "calendar"))
    known = {
        "policy": evidence.get("policy_version"),
        "law": evidence.get("law_version"),
        "house_caps": caps.get("house"),
        "law_caps": caps.get("law"),
        "consent_law": consent.get("law") if isinstance(consent, Mapping) else None,
        "china": calendar.get("china"),
        "zones": calendar.get("zones"),
    }
    for name, edition in known.items():
        if edition:
            yield Ground("edition", f"{voice.say('edition', name)} {edition}", minor=True)
