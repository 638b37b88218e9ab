"""The one judgement between a follow-up and a phone: may this call be placed, this text be sent, at this instant?

Asked when due rows are read, again by the worker in the transaction that commits *placing*, each time with fresh facts.
Plain rules: the facts come in, a verdict with its reason and evidence goes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

from dialer.caps.counting import Capped, strictest
from dialer.caps.house import ANSWER
from dialer.carrier import Service, Serving
from dialer.hours.callee import Callee
from dialer.hours.judge import Code
from dialer.hours.opening import next_opening
from dialer.judgement.facts import Facts, Reach
from dialer.judgement.grounds import Grounds, grounds_for

#: Judged where a customer has no number at all.
_NO_NUMBER = Reach("", "", "", "")
#: A complaint may be settled at any time: what waits for it is looked at again after this long.
COMPLAINT = timedelta(hours=1)
#: A campaign may be resumed at any time: its texts are looked at again after this long.
PAUSED = timedelta(minutes=5)


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
    #: Says what it stands on; most judgements are not kept, and nobody asks.
    stands_on: Callable[[], dict[str, Any]] = field(default=dict, compare=False)
    #: When an allowed call has to be silent, in UTC: the open stretch ends there, in one of the callee's zones.
    silent_by: datetime | None = None

    @cached_property
    def evidence(self) -> dict[str, Any]:
        """Everything it stands on, ready for JSON: to be kept beside what it was about."""
        return self.stands_on()


def may_call(facts: Facts, carrier: Serving, now: datetime, ring_seconds: float) -> Judgement:
    """Whether this follow-up's call may be placed at `now`, when the phone may ring for up to `ring_seconds`."""
    served = next((number for number in facts.numbers if carrier.serves(number.e164).voice), None)
    reach = served or next(iter(facts.numbers), _NO_NUMBER)
    grounds = grounds_for(facts, reach, "call", facts.follow_up.hours, now, ring_seconds)
    if facts.campaign_state != "running":
        return _refused(grounds, f"campaign_{facts.campaign_state}")
    if facts.call_suppressed:
        return _refused(grounds, "suppressed")
    if not facts.numbers:
        return _refused(grounds, "no_number")
    if served is None:
        return _refused(grounds, carrier.serves(reach.e164).reason or "no_voice_service")
    if facts.complaint_open:
        return Judgement(False, "complaint_open", served, now + COMPLAINT, partial(grounds.evidence, "complaint_open"))
    return _permitted(grounds)


def may_text(
    facts: Facts, number: str, carrier: Serving, now: datetime, answers_at: datetime | None = None
) -> Judgement:
    """Whether a text of this follow-up may go to this number at `now`. Texts have hours and caps of their own.

    `answers_at` is when the customer wrote what it answers: no cap stands in the way for `ANSWER` from then on.
    """
    alive = next((one for one in facts.numbers if one.e164 == number), None)
    grounds = grounds_for(facts, alive or replace(_NO_NUMBER, e164=number), "text", "text", now, 0)
    if facts.campaign_state == "stopped":
        return _refused(grounds, "campaign_stopped")
    if facts.text_suppressed:
        return _refused(grounds, "suppressed")
    if facts.campaign_state == "paused" and facts.follow_up.mode == "text":
        # The text after a missed call goes out: the call was made, and somebody wonders who it was.
        return Judgement(False, "campaign_paused", alive, now + PAUSED, partial(grounds.evidence, "campaign_paused"))
    if facts.complaint_open:
        # Hours later it would speak of a call that nobody remembers.
        return _refused(grounds, "complaint_open")
    unserved = _takes_no_text(grounds, alive, carrier.serves(number))
    return unserved or _permitted(grounds, capped=answers_at is None or now > answers_at + ANSWER)


def _takes_no_text(grounds: Grounds, alive: Reach | None, service: Service) -> Judgement | None:
    """The refusal where no text gets to this number; None where it does."""
    if alive is None:
        return _refused(grounds, "no_number")
    if alive.no_texts or not service.text:
        return _refused(grounds, "takes_no_texts" if alive.no_texts else service.reason or "no_text_service")
    return None


def _permitted(grounds: Grounds, *, capped: bool = True) -> Judgement:
    """Consent by the law of the callee's place; then caps and hours, the two layers that waiting can open."""
    if grounds.consent != "ok":
        # Waiting brings no consent, and with one the customer is planned anew.
        return _refused(grounds, grounds.consent)
    verdict = grounds.verdict
    cap = strictest(grounds.tallies) if capped else None
    if cap is not None:
        return _put_off(grounds, cap.code, cap.until, cap)
    if not verdict.allowed:
        return _put_off(grounds, verdict.code.value, verdict.instant)
    return Judgement(True, "ok", grounds.reach, None, partial(grounds.evidence, "ok"), verdict.silent_by)


def _refused(grounds: Grounds, code: str, cap: Capped | None = None) -> Judgement:
    """For good: waiting does not help."""
    return Judgement(False, code, stands_on=partial(grounds.evidence, code, cap))


def _put_off(grounds: Grounds, code: str, until: datetime | None, cap: Capped | None = None) -> Judgement:
    """Until the first opening from `until` on; where that is never, for good."""
    if until is None:
        return _refused(grounds, code, cap)
    opening = _opening(grounds, grounds.callee, until)
    code = _why_none_is_left(grounds, until, opening) or code
    return Judgement(False, code, grounds.reach, opening, partial(grounds.evidence, code, cap))


def _why_none_is_left(grounds: Grounds, after: datetime, opening: datetime | None) -> str:
    """`customer_wish` where the window holds an opening without the wish and none with it; else nothing."""
    callee, closes_at = grounds.callee, grounds.facts.follow_up.closes_at
    if callee.wishes is None or (opening is not None and opening < closes_at):
        return ""
    unasked = _opening(grounds, replace(callee, wishes=None), after)
    return Code.CUSTOMER_WISH.value if unasked is not None and unasked < closes_at else ""


def _opening(grounds: Grounds, callee: Callee, after: datetime) -> datetime | None:
    return next_opening(callee, grounds.policy, grounds.facts.follow_up.purpose, after, grounds.verdict.ring_seconds)
