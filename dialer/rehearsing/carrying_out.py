"""Carrying a rehearsal out. Only a worker calls `rehearse`; a tick hands it the ids, and nothing rings twice.

::

    wanted ──judged──> placing ──accepted──> placed ──picked up──> answered ──> ended
       └──────> refused <──┘                    └──────────────────────────────> ended

A rehearsal whose fate is unknown stays *placing*: what the carrier tells moves it on; else it ends as lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from campaigns.branches import Branch
from dialer.calls.record import Report
from dialer.carrier import (
    CallWanted,
    CarrierError,
    FateUnknown,
    NumberRefused,
    Strained,
    TakesNoTexts,
    TextWanted,
    TryLater,
)
from dialer.hours.callee import Callee
from dialer.hours.judge import judge
from dialer.pacing import pace_of_calls, pace_of_texts
from dialer.rehearsals import OPEN, Rehearsal
from dialer.tools import BATCH, Tools

#: A wish that no worker took up by then is void: nobody sits beside the telephone any more.
STALE = timedelta(minutes=3)
#: No message is longer; a call that goes on is ended.
LONGEST = timedelta(minutes=5)
_REFUSALS: tuple[tuple[type[CarrierError], str], ...] = (
    (Strained, "carrier_strained"),
    (TryLater, "carrier_busy"),
    (NumberRefused, "bad_number"),
    (TakesNoTexts, "takes_no_texts"),
)


def to_rehearse(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Wishes, as the paces of the account and of the line allow, and overdue rehearsals; ids for a worker."""
    due = or_(Rehearsal.deadline_at.is_(None), Rehearsal.deadline_at <= now)
    # As the index says it, word for word: of rehearsals that are over nothing is read.
    waiting = select(Rehearsal).where(text(OPEN), due).order_by(Rehearsal.id).limit(BATCH)
    if session.scalar(waiting.with_only_columns(Rehearsal.id)) is None:
        return []
    paces = {"call": pace_of_calls(tools, session, now), "text": pace_of_texts(tools, session, now)}
    account = paces["call"].account
    ids = []
    for one in session.scalars(waiting.with_for_update(skip_locked=True)).all():
        if one.state == "wanted":
            if one.wanted_at <= now - STALE:
                close(one, "refused", "nobody_took_it_up", now)
                continue
            if not paces[one.channel].has(one.line) or (one.channel == "call" and account.tokens < 1):
                continue
            paces[one.channel].take(one.line)
            account.tokens -= one.channel == "call"
        one.deadline_at = now + tools.soon(60)
        ids.append(one.id)
    return ids


def rehearse(tools: Tools, rehearsal_id: int) -> None:
    """Ring, or text; of one that is overdue ask the carrier what became of it. Done twice, it rings once."""
    with tools.sessions.begin() as session:
        one = session.get(Rehearsal, rehearsal_id, with_for_update=True)
        if one is None or one.state in ("ended", "refused"):
            return
        wanted = _intend(tools, session, one) if one.state == "wanted" else None
        overdue = one.state != "refused" and wanted is None
        channel, carrier_id = one.channel, one.carrier_id
    if wanted is not None:
        _ask(tools, rehearsal_id, wanted)
    elif overdue:
        _look_up(tools, rehearsal_id, channel, carrier_id)


def _intend(tools: Tools, session: Session, one: Rehearsal) -> CallWanted | TextWanted | None:
    """Commit *placing*, or close it with the reason."""
    now = tools.now()
    why = _why_not(tools, session, one, now)
    if why:
        close(one, "refused", why, now)
        return None
    one.state, one.deadline_at = "placing", now + tools.soon(tools.ring_seconds) + tools.real(tools.carrier_timeout)
    if one.channel == "text":
        return TextWanted(one.token, one.phone, one.line, one.words, rehearsal=True)
    return CallWanted(one.token, one.phone, one.line, tools.ring_seconds, rehearsal=True)


def _why_not(tools: Tools, session: Session, one: Rehearsal, now: datetime) -> str:
    """The reason code of what stands against it; empty where nothing does.

    Law and the 21:00 ceiling bind on the clock of the telephone.
    """
    number = one.phone.startswith("+")
    service = tools.carrier.serves(one.phone) if number else None
    if service is not None and not (service.voice if one.channel == "call" else service.text):
        return service.reason or f"no_{'voice' if one.channel == 'call' else 'text'}_service"
    callee = _callee(session, one)
    verdict = judge(callee, None, "care", now, tools.ring_bound if one.channel == "call" else 0)
    return "" if verdict.allowed else verdict.code.value


def _callee(session: Session, one: Rehearsal) -> Callee:
    """Where the telephone is: by its number; an address, or a number that tells no zone, is where the house is."""
    by_number = Callee(one.phone)
    house = session.scalar(select(Branch).where(Branch.line == one.line).order_by(Branch.name).limit(1))
    if house is None or by_number.zones()[0]:
        return by_number
    return Callee(one.phone, country=house.region, zone=house.zone)


def _ask(tools: Tools, rehearsal_id: int, wanted: CallWanted | TextWanted) -> None:
    """With no transaction open; no usable answer is never asked again."""
    carrier_id, refusal = None, None
    try:
        carrier_id = tools.carrier.text(wanted) if isinstance(wanted, TextWanted) else tools.carrier.call(wanted)
    except CarrierError as found:
        refusal = found
    with tools.sessions.begin() as session:
        one = session.get_one(Rehearsal, rehearsal_id, with_for_update=True)
        one.carrier_id = one.carrier_id or carrier_id
        if one.state == "placing" and carrier_id:
            one.state, one.deadline_at = "placed", tools.now() + tools.soon(60)
        elif one.state == "placing" and refusal is not None and not isinstance(refusal, FateUnknown):
            code = next((code for kind, code in _REFUSALS if isinstance(refusal, kind)), f"carrier_{refusal.code}")
            close(one, "refused", code, tools.now())


def _look_up(tools: Tools, rehearsal_id: int, channel: str, carrier_id: str | None) -> None:
    """What the carrier knows of it; a call that goes on for longer than any message is ended there."""
    try:
        view = tools.carrier.look_up(carrier_id, channel) if carrier_id else None
        if view is not None and view.stage != "ended" and channel == "call":
            tools.carrier.stop(view.carrier_id)
            return  # Its end is told, or asked about when the next deadline comes.
    except CarrierError:
        return
    with tools.sessions.begin() as session:
        one = session.get_one(Rehearsal, rehearsal_id, with_for_update=True)
        if one.state not in ("ended", "refused"):
            known = "lost" if view is None else view.result if view.stage == "ended" else "sent"
            close(one, "ended", known, tools.now())


def rehearsal_of(session: Session, token: str) -> Rehearsal | None:
    """The one that a carrier's message is about, locked."""
    return session.scalar(select(Rehearsal).where(Rehearsal.token == token).with_for_update())


def told_of(one: Rehearsal, report: Report, now: datetime) -> None:
    """What the carrier tells of it; of one that is over, nothing counts."""
    if one.state in ("ended", "refused"):
        return
    one.carrier_id = one.carrier_id or report.carrier_id or None
    if report.stage == "ended" and report.result is not None:
        close(one, "ended", report.result.value, now)
    elif report.stage == "answered":
        one.state, one.deadline_at = "answered", now + LONGEST
    elif one.state == "placing":
        one.state = "placed"


def close(one: Rehearsal, state: str, why: str, now: datetime) -> None:
    """It is over, for this reason."""
    one.state, one.reason, one.ended_at, one.deadline_at = state, why, now, None
