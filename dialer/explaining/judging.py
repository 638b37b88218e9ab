"""Judging a follow-up as a worker would, for whoever asks why; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.agents.callers import Turns
from dialer.carrier import Serving
from dialer.explaining.voice import Voice
from dialer.judgement.facts import Facts, facts
from dialer.judgement.may_place import Judgement, may_call, may_text
from dialer.tools import Tools, bound
from runtime.once import once

#: Refused by the clock alone: the sentence says the time and the hours.
_BY_THE_CLOCK = ("outside_window", "ceiling_21")


@dataclass(frozen=True)
class Asked:
    """The instant that is asked about, and what else a worker judges with."""

    now: datetime
    carrier: Serving
    #: As `dialer.tools.bound` says.
    ring_seconds: float
    turns: Turns


def asked_at(now: datetime, carrier: Serving, under_way: timedelta, turns: Turns) -> Asked:
    """What a worker would judge with at this instant; `under_way` is how long a request to the carrier may take."""
    return Asked(now, carrier, bound(Tools.ring_seconds, under_way), turns)


def judge(session: Session, case: FollowUp, asked: Asked) -> Judgement:
    """The verdict for a call or a text; of a visit nothing is judged, and nobody asks."""
    known = _of_all_theirs(session, case, asked.now)[case.id]
    if case.mode != "text":
        return may_call(known, asked.carrier, asked.now, asked.ring_seconds)
    if not known.numbers:
        return Judgement(False, "no_number")
    return may_text(known, known.numbers[0].e164, asked.carrier, asked.now)


def _of_all_theirs(session: Session, case: FollowUp, now: datetime) -> dict[int, Facts]:
    """The facts of everything that is open for this customer: whoever asks about one asks about the others too."""

    def ask() -> dict[int, Facts]:
        still = [state for state in FollowUpState if not state.final]
        others = select(FollowUp).where(FollowUp.customer_id == case.customer_id, FollowUp.state.in_(still))
        return facts(session, list({case, *session.scalars(others)}), now)

    return once(session, f"facts of {case.customer_id} for {case.id if case.state.final else 'all'} at {now}", ask)


def because(judgement: Judgement, voice: Voice) -> str:
    """Why it was refused, as a clause: the clock and the hours where they refuse, else the reason in words."""
    zones = judgement.evidence.get("zones", [])
    refusing = next((one for one in zones if one.get("code") == judgement.code), None)
    if judgement.code not in _BY_THE_CLOCK or refusing is None:
        return voice.reason(judgement.code)
    there = {"time": f"{datetime.fromisoformat(refusing['local_time']):%H:%M}", "zone": refusing["zone"]}
    if judgement.code == "ceiling_21":
        return voice.say("because", "ceiling", **there)
    hours = ", ".join(refusing["open_that_day"])
    return voice.say("because", "hours" if hours else "closed", hours=hours, **there)
