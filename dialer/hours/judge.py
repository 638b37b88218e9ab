"""The judgement: may this phone ring at this instant, and on what grounds.

Asked twice for every call, when due rows are read and again by the worker before it asks the carrier: only the instant
of dialling is regulated, and between the two a window may have closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from dialer.hours.callee import Callee, ZonesKnown
from dialer.hours.law import Purpose, law_version
from dialer.hours.plan import Code, DayPlan, Plans, plans
from dialer.hours.policy import HoursPolicy
from dialer.hours.spans import around
from runtime.zones import zone

__all__ = ["Callee", "Code", "Finding", "Verdict", "judge"]


class Finding(NamedTuple):
    """What one zone says."""

    zone: str
    #: The instant on that zone's clock.
    local: datetime
    code: Code
    plan: DayPlan


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one instant, with everything it stands on."""

    allowed: bool
    code: Code
    #: In UTC.
    instant: datetime
    ring_seconds: float
    zones_known: ZonesKnown
    #: One for each zone the callee may be in; none if nobody knows where they are.
    findings: tuple[Finding, ...]
    plans: Plans

    @property
    def silent_by(self) -> datetime | None:
        """When the open stretch ends, in UTC: the first end in any zone the callee may be in; None where refused."""
        if not self.allowed:
            return None
        return min(span.end for found in self.findings if (span := around(found.plan.open, self.instant)))

    @property
    def evidence(self) -> dict[str, Any]:
        """Everything the verdict stands on, ready for JSON: to be kept with the attempt, and changed by nobody."""
        under = self.plans
        return {
            "code": self.code.value,
            "instant": self.instant.isoformat(),
            "ring_seconds": self.ring_seconds,
            "country": under.country,
            "subdivision": under.subdivision,
            "purpose": under.purpose.value,
            "policy": under.policy.name if under.policy else None,
            "policy_version": under.policy.version if under.policy else None,
            "law": under.law,
            "law_version": law_version(),
            "zones_known": self.zones_known.value,
            "zones": [_zone_evidence(finding, self.instant) for finding in self.findings],
            "calendar_estimated": any(finding.plan.estimated for finding in self.findings),
        }


def judge(callee: Callee, policy: HoursPolicy | None, purpose: str, now: datetime, ring_seconds: float = 0) -> Verdict:
    """Whether a call may be placed at `now` when the phone may ring for up to `ring_seconds`.

    Allowed if `now` lies inside every layer, in every zone the callee may be in, and the phone falls silent at the end
    of the open stretch at the latest: `now + ring_seconds <= end`. Without a policy only the law and the ceiling bind.
    Raises ValueError for a naive `now`, a negative ring time, or a purpose that is none of `Purpose`.
    """
    instant, ring = in_utc(now), ring_time(ring_seconds)
    under = plans(*callee.place(), Purpose(purpose), policy, callee.wishes)
    zones, known = callee.zones()
    findings = tuple(_find(name, instant, instant + ring, under) for name in zones)
    code = _together(findings)
    return Verdict(code is Code.OK, code, instant, ring_seconds, known, findings, under)


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError if it is naive."""
    if instant.utcoffset() is None:
        raise ValueError(f"{instant!r} has no zone; hours are judged for aware instants only")
    return instant.astimezone(UTC)


def ring_time(seconds: float) -> timedelta:
    """How long the phone may ring. Raises ValueError if negative."""
    if seconds < 0:
        raise ValueError(f"a phone cannot ring for {seconds} seconds")
    return timedelta(seconds=seconds)


def _find(zone_name: str, instant: datetime, silent_at: datetime, under: Plans) -> Finding:
    local = instant.astimezone(zone(zone_name))
    plan = under.on(zone_name, local.date())
    return Finding(zone_name, local, plan.code_at(instant, silent_at), plan)


def _together(findings: tuple[Finding, ...]) -> Code:
    """All zones must be open; where they refuse for different reasons, or only some do, they disagree."""
    codes = {finding.code for finding in findings}
    if not codes:
        return Code.NO_ZONE
    return codes.pop() if len(codes) == 1 else Code.ZONE_DISAGREE


def _zone_evidence(finding: Finding, instant: datetime) -> dict[str, Any]:
    plan = finding.plan
    return {
        "zone": finding.zone,
        "local_time": finding.local.isoformat(),
        "code": finding.code.value,
        "window": plan.hours_around(instant),
        "open_that_day": [*plan.hours],
    }
