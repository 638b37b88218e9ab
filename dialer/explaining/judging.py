"""Judging a follow-up as a worker would, for whoever asks why; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import OPEN
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
    """The verdict for a call or a text that is still open; of a visit nothing is judged, and nobody asks."""
    return _verdict(_of_all_theirs(session, case.customer_id, asked.now)[case.id], asked)


def judge_at(session: Session, case: FollowUp, asked: Asked, at: datetime) -> Judgement:
    """The same at another instant, as far as anything is known of it."""
    return _verdict(facts(session, [case], at)[case.id], replace(asked, now=at))


def _of_all_theirs(session: Session, customer_id: int, now: datetime) -> dict[int, Facts]:
    """The facts of everything that is open for this customer: whoever asks about one asks about the others too."""

    def ask() -> dict[int, Facts]:
        theirs = select(FollowUp).where(FollowUp.customer_id == customer_id, FollowUp.state.in_(OPEN))
        return facts(session, session.scalars(theirs).all(), now)

    return once(session, f"facts of {customer_id} at {now}", ask)


def _verdict(known: Facts, asked: Asked) -> Judgement:
    if known.follow_up.mode != "text":
        return may_call(known, asked.carrier, asked.now, asked.ring_seconds)
    if not known.numbers:
        return Judgement(False, "no_number")
    return may_text(known, known.numbers[0].e164, asked.carrier, asked.now)


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
