"""The intent: attempts are judged once more, with fresh facts, and *placing* is committed before the carrier is asked.

A topic that may not be talked about any more is left out; where it is the lead, the whole call is given back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, ids_of, move
from dialer.carrier import CallWanted, TextWanted
from dialer.judgement.facts import Facts, facts
from dialer.judgement.may_place import Judgement, may_call, may_text
from dialer.judgement.waiting import give_back, put_off
from dialer.texting.texts import put_text_off
from dialer.tools import AT_ONCE, Tools
from dialer.topics import ABOUT_THESE, Held, drop, lock_customers, locked_together
from runtime.logs import bound

#: Real seconds from the carrier's answer until it is written down; after them it is asked what became of the attempt.
WRITTEN_DOWN = 5


@dataclass(frozen=True)
class Intent:
    """What the carrier is to be asked for one attempt, and how long that is permitted."""

    #: What each line of the log about it says.
    ids: dict[str, int]
    wanted: CallWanted | TextWanted
    permitted_at: datetime
    #: The end of the permitted stretch.
    silent_by: datetime | None

    @property
    def attempt_id(self) -> int:
        """Which attempt it is."""
        return self.ids["attempt_id"]

    def stale(self, tools: Tools) -> bool:
        """The judgement is too old by now, or what is asked for could be heard after its hours."""
        now = tools.now()
        ring = timedelta(seconds=0 if isinstance(self.wanted, TextWanted) else tools.ring_bound)
        too_late = self.silent_by is not None and now + ring > self.silent_by
        return too_late or now > self.permitted_at + tools.real(AT_ONCE)


def intend(tools: Tools, attempt_ids: Sequence[int]) -> tuple[list[Intent], list[int]]:
    """Commit *placing* for those of these attempts that are claimed and permitted; the others go back with the reason.

    Back come the intents, and the ids of those whose turn comes when these were asked: a second text to one person is
    judged when the first one counts. One that cannot be read stands in the way of all: the error is raised, and
    nothing was written.
    """
    with tools.sessions.begin() as session:
        _await_halts(session, attempt_ids)
        claimed = [one for one in locked_together(session, attempt_ids) if one.attempt.state is AttemptState.CLAIMED]
        held, later = _one_to_each(claimed)
        now = tools.now()
        known = facts(session, [topic for one in held for topic in one.topics], now)
        intents = [_intent(tools, session, one, known, now) for one in held]
    return [intent for intent in intents if intent is not None], [one.attempt.id for one in later]


def _one_to_each(claimed: Iterable[Held]) -> tuple[list[Held], list[Held]]:
    """The first to each person and each number, and the rest."""
    first: list[Held] = []
    rest: list[Held] = []
    met: set[int | str] = set()
    for one in claimed:
        whose: set[int | str] = {one.attempt.e164, *one.customers}
        (rest if met & whose else first).append(one)
        met |= whose
    return first, rest


def _intent(tools: Tools, session: Session, held: Held, known: dict[int, Facts], now: datetime) -> Intent | None:
    """Write *placing*, or give the attempt back with the reason; None when there is nothing to ask the carrier."""
    attempt = held.attempt
    ids = ids_of(attempt)
    with bound(job="place", **ids):
        judgement = _judge(tools, attempt, known[held.lead.id], now)
        if not judgement.allowed:
            _release(session, held, judgement, now)
            return None
        grounds = _leave_out(tools, session, held, known, now)
        _write(tools, session, held, {held.lead.id: judgement} | grounds, now)
        return Intent(ids, _wanted(attempt), now, attempt.silent_by)


_CAMPAIGNS = (
    select(Campaign.id)
    .where(Campaign.id.in_(select(FollowUp.campaign_id).where(FollowUp.id.in_(ABOUT_THESE))))
    .order_by(Campaign.id)
    .with_for_update(read=True)
)


def _await_halts(session: Session, attempt_ids: Sequence[int]) -> None:
    """A halt or a suppression takes these rows for update: either it sees our *placing*, or we see it."""
    session.execute(_CAMPAIGNS, {"ids": list(attempt_ids)})
    lock_customers(session, attempt_ids, read=True)


def _judge(tools: Tools, attempt: Attempt, known: Facts, now: datetime) -> Judgement:
    if attempt.channel == "text":
        return may_text(known, attempt.e164, tools.carrier, now, attempt.answers_at)
    judgement = may_call(known, tools.carrier, now, tools.ring_bound)
    if judgement.allowed and judgement.number is not None and judgement.number.e164 != attempt.e164:
        return Judgement(False, "number_changed", judgement.number, now)
    return judgement


def _leave_out(
    tools: Tools, session: Session, held: Held, known: dict[int, Facts], now: datetime
) -> dict[int, Judgement]:
    """Companions that became forbidden since the claim are not talked about; the grounds of the others, by id."""
    stay = {}
    for companion in held.companions:
        judgement = _judge(tools, held.attempt, known[companion.id], now)
        if judgement.allowed and companion.state is FollowUpState.UNDERWAY:
            stay[companion.id] = judgement
            continue
        drop(session, held.attempt.id, companion, judgement.code, now)
        if companion.state is FollowUpState.PLANNED:
            put_off(session, companion, judgement, now)
    return stay


def _write(tools: Tools, session: Session, held: Held, grounds: dict[int, Judgement], now: datetime) -> None:
    """From here on the phone may ring: the try counts for everything that the call is about."""
    attempt = held.attempt
    move(session, attempt, AttemptState.PLACING, "permitted", now)
    attempt.placing_at = now
    beside = {str(one): judgement.evidence for one, judgement in grounds.items() if one != held.lead.id}
    attempt.evidence = grounds[held.lead.id].evidence | ({"companions": beside} if beside else {})
    attempt.silent_by = min((one.silent_by for one in grounds.values() if one.silent_by), default=None)
    attempt.deadline_at = now + tools.real(AT_ONCE + tools.carrier_timeout + WRITTEN_DOWN)
    for topic in held.topics if attempt.channel == "call" else ():
        topic.tries_made += topic.id in grounds


def _wanted(attempt: Attempt) -> CallWanted | TextWanted:
    if attempt.channel == "text":
        return TextWanted(attempt.token, attempt.e164, attempt.line, attempt.body)
    return CallWanted(
        token=attempt.token,
        to=attempt.e164,
        line=attempt.line,
        ring_seconds=attempt.ring_seconds,
        extension=attempt.extension,
        detect_machine=attempt.mode == "greeting",
    )


def _release(session: Session, held: Held, judgement: Judgement, now: datetime) -> None:
    """Not permitted after all: nothing was sent; the lead or the text waits, or ends by the reason.

    The companions had no part in the reason: they are due as they were, and one of them leads the next call.
    """
    if held.attempt.channel == "text":
        put_text_off(session, held.attempt, judgement, now)
        return
    for companion in held.companions:
        drop(session, held.attempt.id, companion, "call_released", now)
    give_back(session, held, judgement.code, now, now)
    if held.lead.state is FollowUpState.PLANNED:
        put_off(session, held.lead, judgement, now)
