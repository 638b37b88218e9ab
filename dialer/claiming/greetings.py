"""Greetings are claimed many at a time: judged one by one in memory, and written together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp, move, move_together
from campaigns.lifecycle import FollowUpState
from campaigns.playbooks.editions import held
from dialer.attempts import write_attempts
from dialer.claiming.claim import Claim, MayCall, begin
from dialer.claiming.due import due_greetings, looked_at
from dialer.judgement.facts import Facts, facts
from dialer.texting.greetings import greeting_words, says_too_much
from dialer.tools import BATCH, Tools


def claim_greetings(tools: Tools, session: Session, now: datetime) -> list[int]:
    """Claim as many greetings as pacing and the lines that are not kept for care allow; the new attempts' ids."""
    # What is taken and put off is written when it is known, and not before each question.
    with session.no_autoflush:
        claim = begin(tools, session, now)
        if not claim.room.calls:
            return []
        books = held(session)
        # Mostly all that are due may be called, and who reads no more than that holds no more.
        asked = min(claim.room.calls, BATCH)
        due = due_greetings(claim.room, books, asked)
        _claim(claim, due)
        more = min(looked_at(claim.room.calls), BATCH - asked)
        if len(due) == asked and more:
            session.flush()
            _claim(claim, due_greetings(claim.room, books, more))
        return claim.attempts


def _claim(claim: Claim, due: Sequence[FollowUp]) -> None:
    """Claim those of these greetings that may be said now, as far as there is room."""
    left, found, times = list(due), [], 1
    # The facts of as many as may be called; and of ever more at a time where some may not, for then many may not.
    while left and claim.room.calls:
        most = claim.room.calls * times
        some, left, times = left[:most], left[most:], times * 2
        known = facts(claim.room.session, some, claim.room.now)
        found += list(filter(None, (_greeting(claim, known[one.id]) for one in some if claim.fits(known[one.id]))))
    _write(claim, found)


def _greeting(claim: Claim, known: Facts) -> MayCall | None:
    """One greeting that may be said now, with room taken for it."""
    session, follow_up = claim.room.session, known.follow_up
    if says_too_much(session, follow_up, known.customer):
        move(session, follow_up, FollowUpState.EXHAUSTED, "text_not_private", claim.room.now)
        return None
    one = claim.permitted(known)
    if one is not None:
        claim.room.take(one.line, follow_up.purpose)
    return one


def _write(claim: Claim, found: list[MayCall]) -> None:
    """Those whose customer and number are free are under way; the others wait, and leave their room."""
    session = claim.room.session
    # Of what is claimed by the hundred the grounds are written once, by whoever judges last: see `dialer.calls.intent`.
    written = write_attempts(session, [claim.row(one) | {"body": _words(session, one.known)} for one in found])
    claimed = [one.known.follow_up for one in found if one.known.follow_up.id in written]
    move_together(session, claimed, FollowUpState.UNDERWAY, "claimed", claim.room.now)
    claim.attempts.extend(written[follow_up.id] for follow_up in claimed)
    for one in found:
        if one.known.follow_up.id not in written:
            claim.busy(one)
            claim.room.give_back(one.line, one.known.follow_up.purpose)


def _words(session: Session, known: Facts) -> str:
    return greeting_words(session, known.follow_up, known.customer, known.branch)
