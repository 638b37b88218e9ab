"""陈美玲, of whom something is held in every table, with a word in each field that is nobody else's business."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from campaigns.appointments import Appointment
from campaigns.consents import Consent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.owners import OwnerChange
from campaigns.redress import Redress
from campaigns.suppressions import Suppression
from campaigns.to_plan import plan_again
from campaigns.visit_cards import VisitCard
from campaigns.wishes import WishChange
from dialer.agents.presence import Preview
from dialer.agents.transfers import Transfer
from dialer.attempt_life import Result
from dialer.attempts import AttemptChange, CarrierEvent, write_attempt
from dialer.inbound.calls import InboundCall
from dialer.inbound.texts import InboundText
from dialer.judgement.refusals import Refusal
from dialer.recordings.recording import Listening, Recording
from dialer.recordings.scores import RecordingScore
from dialer.recordings.wishes import RecordingWish
from dialer.talks.drafts import Draft
from dialer.topics import Topic
from migrations.tables import metadata
from tests.cast import MEI, MEI_OFFICE, TUESDAY_11, agent, customer, event, follow_up

#: Stands in every field of hers where people write.
PRIVATE = "不可外传"
BEFORE = TUESDAY_11 - timedelta(days=2)
LINE = "+85221234567"


def everything(session: Session) -> Customer:
    """All of it; one call is due, one was made and logged, a text waits to go out."""
    wing, fai = agent(session), agent(session, "fai")
    mei = customer(
        session,
        f"陈{PRIVATE}",
        MEI,
        MEI_OFFICE,
        external_id="C-1",
        birthday=date(1988, 8, 8),
        lunar_birthday="06-26",
        wished_hours="mon 18:00-20:00",
        tier="gold",
        owner="wing",
        details={"address": PRIVATE},
    )
    what = event(session, mei, BEFORE.date(), subject=PRIVATE, by_whom=PRIVATE, details={"text": PRIVATE})
    called = follow_up(session, mei, BEFORE, step="day-1", state="done", closed_at=BEFORE, event_id=what.id)
    due = follow_up(session, mei, step="day-3", event_id=what.id)
    _called(session, mei, called.id, wing.id, fai.id)
    _came_in(session, mei)
    write_attempt(session, due, channel="text", e164=MEI, line=LINE, mode="ahead", state="planned", body=PRIVATE)
    row: dict[str, Any] = {"customer_id": mei.id, "at": BEFORE}
    session.add_all(
        [
            WishChange(**row, wished_hours="mon 18:00-20:00", by="wing"),
            OwnerChange(**row, owner="wing", by="rita"),
            RecordingWish(**row, allowed=True, by="wing"),
            Consent(customer_id=mei.id, purpose="marketing", given_at=BEFORE, proof=PRIVATE, source="desk"),
            Suppression(e164=MEI_OFFICE, channel="text", reason="opt_out", since=BEFORE),
            VisitCard(customer_id=mei.id, district="021", serial=1, opened_at=BEFORE),
            Refusal(follow_up_id=due.id, at=BEFORE, code="hours", evidence={"number": PRIVATE}),
            Draft(agent_id=wing.id, about=f"chat/{due.id}", fields={"notes": PRIVATE}, at=BEFORE),
            Preview(agent_id=fai.id, follow_up_id=due.id, customer_id=mei.id, offered_at=BEFORE, lapses_at=BEFORE),
        ]
    )
    ahead = {"starts_at": TUESDAY_11 + timedelta(days=1), "booked_by": wing.id, "booked_at": BEFORE}
    session.add(Appointment(customer_id=mei.id, subject=PRIVATE, with_whom=PRIVATE, **ahead))
    session.flush()
    plan_again(session, [mei.id], BEFORE)
    return mei


def _called(session: Session, mei: Customer, about: int, by: int, to: int) -> None:
    row = {"channel": "call", "e164": MEI, "line": LINE, "mode": "agent", "agent_id": by, "carrier_id": "CA1"}
    lead = session.get_one(FollowUp, about)
    call = write_attempt(session, lead, state="ended", result=Result.TALKED, evidence={"where": PRIVATE}, **row)
    assert call is not None
    outcome = Outcome(
        follow_up_id=about,
        attempt_id=call,
        customer_id=mei.id,
        agent_id=by,
        disposition="dissatisfied",
        attitude="upset",
        questions=[{"asked": PRIVATE, "answered": PRIVATE}],
        red_flag=PRIVATE,
        notes=PRIVATE,
        ratings={"work-correct": 2},
        contact_on=BEFORE.date(),
        logged_at=BEFORE,
    )
    record = Recording(customer_id=mei.id, attempt_id=call, call_id="CA1", state="kept", wanted_at=BEFORE)
    record.notice_at, record.sound = BEFORE, b"sound"
    session.add_all([outcome, record])
    session.flush()
    scored = {"agent_id": by, "month": BEFORE.date().replace(day=1), "drawn_at": BEFORE}
    session.add_all(
        [
            Redress(outcome_id=outcome.id, handling=PRIVATE, by=by, at=BEFORE),
            Listening(recording_id=record.id, by="rita", at=BEFORE),
            RecordingScore(recording_id=record.id, remark=PRIVATE, **scored),
            Topic(attempt_id=call, follow_up_id=about),
            AttemptChange(attempt_id=call, at=BEFORE, from_state="placed", to_state="ended", reason="talked"),
            CarrierEvent(dedupe_key="1", attempt_id=call, carrier_id="CA1", kind="ended:talked", received_at=BEFORE),
            Transfer(
                attempt_id=call,
                from_agent_id=by,
                to_agent_id=to,
                note=PRIVATE,
                state="done",
                wanted_at=BEFORE,
                deadline_at=BEFORE,
                ended_at=BEFORE,
            ),
        ]
    )


def _came_in(session: Session, mei: Customer) -> None:
    wrote = {"e164": MEI, "line": LINE, "body": PRIVATE, "meaning": "message", "received_at": BEFORE}
    session.add_all(
        [
            InboundText(carrier_id="SM1", customer_id=mei.id, **wrote),
            # Before we knew whose number it is.
            InboundText(carrier_id="SM2", **wrote),
            InboundCall(carrier_id="CA2", e164=MEI, line=LINE, customer_id=mei.id, heard="agent", came_at=BEFORE),
        ]
    )


_ASKED = """select '{0}' where exists (select from "{0}" as held where held::text like :words)"""


def found(session: Session, words: str) -> list[str]:
    """Every table of the database in which these words stand, in whichever column."""
    asked = " union all ".join(_ASKED.format(table.name) for table in metadata.sorted_tables)
    return sorted(session.scalars(text(asked), {"words": f"%{words}%"}))
