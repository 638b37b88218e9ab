"""The one judgement between a follow-up and a phone: may this call be placed, this text be sent, at this instant?

Asked when due rows are read, again by the worker in the transaction that commits *placing*, each time with fresh facts.
Plain rules: the facts come in, a verdict with its reason and evidence goes out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from campaigns.consents import permitted
from dialer.caps.house import capped_until
from dialer.caps.law import Capped, rows_for, strictest
from dialer.carrier import Carrier
from dialer.consent_law import opt_in
from dialer.facts import Facts, Reach
from dialer.hours.callee import Callee
from dialer.hours.judge import Code, judge
from dialer.hours.opening import next_opening
from dialer.hours.policy import HoursPolicy, named


@dataclass(frozen=True)
class Judgement:
    """A verdict with everything it stands on."""

    allowed: bool
    #: `ok`, or the reason code of the first layer that refused.
    code: str
    #: The number it would go to.
    number: Reach | None = None
    #: The first instant worth asking again; None where waiting does not help.
    again_at: datetime | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def may_call(facts: Facts, carrier: Carrier, now: datetime, ring_seconds: float) -> Judgement:
    """Whether this follow-up's call may be placed at `now`, when the phone may ring for up to `ring_seconds`."""
    if facts.campaign_state != "running":
        return Judgement(False, f"campaign_{facts.campaign_state}")
    if facts.call_suppressed:
        return Judgement(False, "suppressed")
    if not facts.numbers:
        return Judgement(False, "no_number")
    served = [n for n in facts.numbers if carrier.serves(n.e164).voice]
    if not served:
        return Judgement(False, carrier.serves(facts.numbers[0].e164).reason or "no_voice_service")
    return _permitted(facts, served[0], now, ring_seconds, facts.follow_up.hours, capped=True)


def may_text(facts: Facts, number: str, carrier: Carrier, now: datetime) -> Judgement:
    """Whether the text after a missed call may go to this number at `now`. Texts have hours of their own."""
    if facts.campaign_state == "stopped":
        return Judgement(False, "campaign_stopped")
    if facts.text_suppressed:
        return Judgement(False, "suppressed")
    reach = next((n for n in facts.numbers if n.e164 == number), None)
    if reach is None:
        return Judgement(False, "no_number")
    if not carrier.serves(number).text:
        return Judgement(False, carrier.serves(number).reason or "no_text_service")
    return _permitted(facts, reach, now, 0, "text", capped=False)


def _permitted(
    facts: Facts, reach: Reach, now: datetime, ring_seconds: float, hours: str, *, capped: bool
) -> Judgement:
    """Consent by the law of the callee's place; then caps and hours, the two layers that waiting can open."""
    callee = facts.callee(reach)
    policy, purpose = named(hours), facts.follow_up.purpose
    refusal = _without_consent(facts, callee, now)
    if refusal is not None:
        return refusal
    if capped:
        cap = _capped(facts, reach, callee, now)
        if cap is not None:
            return _put_off_by_cap(cap, callee, reach, facts, ring_seconds)
    verdict = judge(callee, policy, purpose, now, ring_seconds)
    if verdict.allowed:
        return Judgement(True, "ok", reach, None, verdict.evidence)
    opening = next_opening(callee, policy, purpose, now, ring_seconds)
    code = _why_none_is_left(facts, callee, policy, now, ring_seconds, opening) or verdict.code
    return Judgement(False, code, reach, opening, verdict.evidence)


def _without_consent(facts: Facts, callee: Callee, now: datetime) -> Judgement | None:
    """Refused for good: waiting brings no consent, and with one the customer is planned anew."""
    purpose, (country, _) = facts.follow_up.purpose, callee.place()
    law = opt_in(country, purpose, now)
    code = permitted(purpose, facts.consents, opt_in=law is not None)
    if code == "ok":
        return None
    stands_on = {"source": law.source, "confidence": law.confidence} if law else {"source": "the customer's own word"}
    return Judgement(False, code, evidence={"purpose": purpose, "country": country, **stands_on})


def _why_none_is_left(
    facts: Facts,
    callee: Callee,
    policy: HoursPolicy,
    after: datetime,
    ring_seconds: float,
    opening: datetime | None,
) -> str:
    """`customer_wish` where the window holds an opening without the wish and none with it; else nothing."""
    closes_at = facts.follow_up.closes_at
    if callee.wishes is None or (opening is not None and opening < closes_at):
        return ""
    unasked = next_opening(replace(callee, wishes=None), policy, facts.follow_up.purpose, after, ring_seconds)
    return Code.CUSTOMER_WISH.value if unasked is not None and unasked < closes_at else ""


def _capped(facts: Facts, reach: Reach, callee: Callee, now: datetime) -> Capped | None:
    """The cap that holds the longest: the law's for the callee's place, or the house's own."""
    rows = rows_for(*callee.place(), facts.follow_up.purpose)
    # A call to this customer on this number stands in both lists, and is one call.
    past = list({*facts.past, *reach.past})
    reserved = facts.follow_up.mode == "agent"
    law = strictest(past, rows, callee.zones()[0], now, agent_reserved=reserved)
    waits = [capped_until(calls, now) for calls in (facts.called_at, reach.called_at)]
    house = max((at for at in waits if at is not None), default=None)
    if law is not None and (law.until is None or house is None or law.until >= house):
        return law
    return Capped("cap", house, "the house's own") if house is not None else None


def _put_off_by_cap(cap: Capped, callee: Callee, reach: Reach, facts: Facts, ring_seconds: float) -> Judgement:
    evidence = {"cap": cap.code, "source": cap.source, "calls_24h": len(reach.called_at)}
    if cap.until is None:
        return Judgement(False, cap.code, evidence=evidence)
    hours, purpose = named(facts.follow_up.hours), facts.follow_up.purpose
    opening = next_opening(callee, hours, purpose, cap.until, ring_seconds)
    code = _why_none_is_left(facts, callee, hours, cap.until, ring_seconds, opening) or cap.code
    return Judgement(False, code, reach, opening, evidence)
