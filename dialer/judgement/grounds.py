"""Grounds: all that one judgement stands on, looked up once, and told as the evidence that is stored with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from campaigns.calendars.china import official_days
from campaigns.consents import Standing, permitted
from dialer.caps.counting import Capped, Tally, tallies, today_in
from dialer.caps.house import house_caps, house_rows
from dialer.caps.law import law_caps, rows_for
from dialer.caps.rows import BOTH, CUSTOMER, NUMBER
from dialer.hours.callee import Callee
from dialer.hours.judge import Verdict, judge
from dialer.hours.policy import HoursPolicy, named
from dialer.judgement.consent_law import OptIn, law_version, opt_in
from dialer.judgement.facts import Facts, Reach
from runtime.zones import PINNED

#: Where a withdrawal is written, where no law asks for a grant.
_THEIR_WORD = "the customer's own word"


class Grounds(NamedTuple):
    """One contact at one instant: whom, how, and what each layer says."""

    facts: Facts
    #: The number it would go to; the first on file, or one that is gone, where none can be used.
    reach: Reach
    #: call or text.
    channel: str
    callee: Callee
    policy: HoursPolicy
    verdict: Verdict
    #: The house's caps and the law's.
    tallies: tuple[Tally, ...]
    #: The law that asks for a grant; None where none does.
    opt_in: OptIn | None
    #: `ok`, or why there is no consent.
    consent: str

    def evidence(self, code: str, cap: Capped | None = None) -> dict[str, Any]:
        """Everything, ready for JSON; `code` is what was judged in the end, `cap` what stood in the way."""
        found = self.verdict.evidence | {
            "code": code,
            "channel": self.channel,
            "caps": {
                "house": house_caps().version,
                "law": law_caps().version,
                "counted": [one.evidence for one in self.tallies],
            },
            "consent": self._consent(),
            "calendar": {"china": official_days().edition, "zones": PINNED},
        }
        if cap is not None:
            found |= {"cap": cap.code, "source": cap.source}
        elif code == self.consent != "ok":
            law = self.opt_in
            found |= {"source": law.source, "confidence": law.confidence} if law else {"source": _THEIR_WORD}
        return found

    def _consent(self) -> dict[str, Any]:
        purpose = self.facts.follow_up.purpose
        standing = self.facts.consents.get(purpose, Standing.UNSAID)
        asked_by = self.opt_in.source if self.opt_in else None
        return {"purpose": purpose, "standing": standing.value, "asked_by": asked_by, "law": law_version()}


def grounds_for(facts: Facts, reach: Reach, channel: str, hours: str, now: datetime, ring_seconds: float) -> Grounds:
    """The grounds of a contact at `now` under the hours of this name. Raises UnknownPolicy."""
    callee, policy, purpose = facts.callee(reach), named(hours), facts.follow_up.purpose
    verdict = judge(callee, policy, purpose, now, ring_seconds)
    country, subdivision = verdict.plans.country, verdict.plans.subdivision
    law = opt_in(country, purpose, now)
    counted = tallies(
        (*rows_for(country, subdivision, purpose, channel), *house_rows(purpose, channel)),
        # A contact with this customer on this number stands in both lists, and is one.
        {CUSTOMER: facts.past, NUMBER: reach.past, BOTH: list({*facts.past, *reach.past})},
        {finding.zone: finding.local.date() for finding in verdict.findings} or today_in((), now),
        now,
        agent_reserved=facts.follow_up.mode == "agent",
    )
    consent = permitted(purpose, facts.consents, opt_in=law is not None)
    return Grounds(facts, reach, channel, callee, policy, verdict, counted, law, consent)
