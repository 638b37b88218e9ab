"""Every table that knows something of a customer: which rows are theirs, and what becomes of them when they are erased.

What stays is what the figures count (states, days, agents, marks) and what proves that nobody is called who does not
want to be. A test compares this list with the tables themselves: a new one that speaks of customers has to be named.
Sources: GDPR art. 15, 17 and 20; PIPL art. 45 and 47.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select, union

from campaigns.appointments import Appointment
from campaigns.audit import AuditEntry
from campaigns.consents import Consent
from campaigns.customers import Customer, CustomerNumber
from campaigns.events import Event
from campaigns.follow_ups import FollowUp, FollowUpChange
from campaigns.outcomes import Outcome
from campaigns.owners import OwnerChange
from campaigns.redress import Redress
from campaigns.suppressions import Suppression
from campaigns.to_plan import ToPlan
from campaigns.visit_cards import VisitCard
from campaigns.wishes import WishChange
from dialer.agents.presence import Preview
from dialer.agents.transfers import Transfer
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt, AttemptChange, CarrierEvent
from dialer.inbound.calls import InboundCall
from dialer.inbound.texts import InboundText
from dialer.judgement.refusals import Refusal
from dialer.recordings.recording import Listening, Recording
from dialer.recordings.scores import RecordingScore
from dialer.recordings.wishes import RecordingWish
from dialer.talks.drafts import Draft
from dialer.topics import Topic
from runtime.database import Base

Theirs = Callable[[int], ColumnElement[bool]]
#: Stands where something was, and the table wants a word.
GONE = "–"


@dataclass(frozen=True)
class Held:
    """One table."""

    table: type[Base]
    theirs: Theirs
    #: Column -> what it says afterwards.
    blanked: Mapping[str, Any] = field(default_factory=dict)
    #: Columns that say when it was over; where nobody knew, now.
    over: tuple[str, ...] = ()
    #: Its rows go.
    deleted: bool = False
    #: Why the rest of a row stays; empty where no row does.
    kept: str = ""
    #: Columns that open something of ours, or are the sound itself: in no export.
    secret: tuple[str, ...] = ()
    #: Of these rows only what is so is blanked now; the rest when it is over.
    only: ColumnElement[bool] | None = None


def _follow_ups(customer_id: int) -> Select[int]:
    return select(FollowUp.id).where(FollowUp.customer_id == customer_id)


def _attempts(customer_id: int) -> Select[int]:
    return select(Attempt.id).where(Attempt.customer_id == customer_id)


def _recordings(customer_id: int) -> Select[int]:
    return select(Recording.id).where(Recording.customer_id == customer_id)


def _of(column: Any) -> Theirs:
    return lambda customer_id: column == customer_id


def _of_follow_ups(column: Any) -> Theirs:
    return lambda customer_id: column.in_(_follow_ups(customer_id))


def _of_attempts(column: Any) -> Theirs:
    return lambda customer_id: column.in_(_attempts(customer_id))


def _of_recordings(column: Any) -> Theirs:
    return lambda customer_id: column.in_(_recordings(customer_id))


def _drafts(customer_id: int) -> ColumnElement[bool]:
    calls = _attempts(customer_id).with_only_columns(literal("call/") + cast(Attempt.id, String))
    more = (
        _follow_ups(customer_id).with_only_columns(literal(f"{kind}/") + cast(FollowUp.id, String))
        for kind in ("visit", "chat")
    )
    return Draft.about.in_(union(calls, *more))


def _suppressions(customer_id: int) -> ColumnElement[bool]:
    numbers = select(CustomerNumber.e164).where(CustomerNumber.customer_id == customer_id)
    return or_(Suppression.customer_id == customer_id, Suppression.e164.in_(numbers))


_OWN_ID = literal("#") + cast(Customer.id, String)
_KEY = literal("erased/")
_OVER = Attempt.state.in_([state for state in AttemptState if state.final])

TABLES: tuple[Held, ...] = (
    Held(
        Customer,
        _of(Customer.id),
        {"name": _OWN_ID, "surname": "", "title": "", "zone": None, "tier": "", "birthday": None}
        | {"lunar_birthday": None, "wished_hours": None, "details": {}},
        kept="the key in the source system, by which an import refuses the row; branch, days and own agent for figures",
    ),
    Held(CustomerNumber, _of(CustomerNumber.customer_id), deleted=True),
    Held(
        Event,
        _of(Event.customer_id),
        {"external_id": _KEY + cast(Event.id, String), "category": "", "subject": "", "by_whom": ""}
        | {"occurred_at": None, "details": {}},
        over=("withdrawn_at",),
        kept="that something happened on a day; it counts as withdrawn, and nothing is planned from it",
    ),
    Held(
        FollowUp,
        _of(FollowUp.customer_id),
        {"occurrence_key": _KEY + cast(FollowUp.id, String), "course": ""},
        kept="step, days, state and agent: the figures",
    ),
    Held(FollowUpChange, _of_follow_ups(FollowUpChange.follow_up_id), kept="states and instants: the figures"),
    Held(Refusal, _of_follow_ups(Refusal.follow_up_id), {"evidence": {}}, kept="reasons by code: the figures"),
    Held(
        Attempt,
        _of(Attempt.customer_id),
        {"e164": "", "extension": "", "body": "", "evidence": {}},
        kept="instants, results and agents: the figures; the carrier's id, by which its bill is checked",
        secret=("token",),
        only=_OVER,
    ),
    Held(AttemptChange, _of_attempts(AttemptChange.attempt_id), kept="states and instants: the figures"),
    Held(CarrierEvent, _of_attempts(CarrierEvent.attempt_id), kept="nothing personal: stages and codes"),
    Held(Topic, _of_follow_ups(Topic.follow_up_id), kept="which call was about which step: the figures"),
    Held(Transfer, _of_attempts(Transfer.attempt_id), {"note": ""}, kept="who handed on to whom, and when"),
    Held(Preview, _of(Preview.customer_id), deleted=True),
    Held(Draft, _drafts, deleted=True),
    Held(
        Outcome,
        _of(Outcome.customer_id),
        {"notes": "", "questions": [], "red_flag": "", "attitude": ""},
        kept="disposition, days, agent and marks of surveys, which name nobody: the figures",
    ),
    Held(
        Redress,
        lambda one: Redress.outcome_id.in_(select(Outcome.id).where(Outcome.customer_id == one)),
        {"handling": GONE},
        kept="that it was handled, by whom, and the verdict: the figures",
    ),
    Held(Appointment, _of(Appointment.customer_id), {"subject": "", "with_whom": ""}, kept="days: the figures"),
    Held(VisitCard, _of(VisitCard.customer_id), kept="a serial number is not given twice"),
    Held(
        InboundText,
        _of(InboundText.customer_id),
        {"e164": "", "body": ""},
        over=("read_at",),
        kept="that a text came, and when: the figures",
    ),
    Held(
        InboundCall,
        _of(InboundCall.customer_id),
        {"e164": ""},
        kept="that a call came, and when: the figures",
        secret=("token",),
    ),
    Held(
        Recording,
        _of(Recording.customer_id),
        kept="that there was one; the sound is erased here at once and at the carrier within moments",
        secret=("sound",),
    ),
    Held(Listening, _of_recordings(Listening.recording_id), kept="who listened: the audit log of the sound"),
    Held(RecordingScore, _of_recordings(RecordingScore.recording_id), {"remark": ""}, kept="an agent's marks"),
    Held(RecordingWish, _of(RecordingWish.customer_id), kept="the proof: what they said about recording, and when"),
    Held(Consent, _of(Consent.customer_id), {"proof": GONE}, kept="the proof: what was agreed and withdrawn, and when"),
    Held(Suppression, _suppressions, kept="nobody calls or texts them; a number that said stop stays known for it"),
    Held(WishChange, _of(WishChange.customer_id), deleted=True),
    Held(OwnerChange, _of(OwnerChange.customer_id), deleted=True),
    Held(ToPlan, _of(ToPlan.customer_id), deleted=True),
    Held(
        AuditEntry,
        _of(AuditEntry.customer_id),
        kept="who looked at their data or took it out, also this once; nothing else is in it, and it is never changed",
    ),
)
