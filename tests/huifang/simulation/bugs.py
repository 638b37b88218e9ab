"""Bugs to be planted: each function breaks one thing in the product, or takes one constraint off its database."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer import dispatch
from dialer.agents.presence import Presence
from dialer.calls import answer as answering
from dialer.calls import refused as refusing
from dialer.calls.answer import Join
from dialer.carrier import CarrierError, FateUnknown, TryLater
from dialer.hours import judge as hours
from dialer.judgement.facts import Facts, facts
from dialer.signs import ON_HOLD, SIGNS
from dialer.talks import conclude as concluding
from dialer.tools import Tools
from huifang.simulation.chosen import NETWORK, OURS
from huifang.simulation.stage import Stage
from workers.deeds import DEEDS

Plant = Callable[[pytest.MonkeyPatch], None]


def the_day_is_judged_and_not_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the time, it is taken for noon in Hong Kong; and nobody looks at the clock once more before he asks."""

    def at_noon(callee: Any, policy: Any, purpose: str, now: datetime, ring_seconds: float = 0) -> hours.Verdict:
        return hours.judge(callee, policy, purpose, now.replace(hour=4, minute=0), ring_seconds)

    monkeypatch.setattr("dialer.judgement.grounds.judge", at_noon)
    monkeypatch.setattr("dialer.calls.intent.Intent.stale", lambda intent, tools: False)


def whose_fate_is_unknown_is_dialled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is taken for a no."""

    def blindly(tools: Tools, attempt_id: int, refusal: CarrierError) -> None:
        lost = isinstance(refusal, FateUnknown)
        refusing.refused(tools, attempt_id, TryLater(refusal.code) if lost else refusal)

    monkeypatch.setattr("dialer.calls.place.refused", blindly)


def nobody_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the carrier did not tell stays unknown; and it often does not."""
    monkeypatch.setitem(NETWORK, "drop-webhook", 0.3)
    monkeypatch.setitem(DEEDS, "reconcile", lambda tools, attempt_id: None)


def nothing_follows_from_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call ends, and its follow-up is forgotten."""
    monkeypatch.setattr("dialer.calls.record.follow_through", lambda session, held, now: None)


def suppressions_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is known to want peace, once their call is claimed; and many do."""
    monkeypatch.setitem(OURS, "opt-outs", 0.8)
    monkeypatch.setattr("huifang.simulation.mischief.WORST", (0.0, 0.5))

    def of_nobody(session: Session, follow_ups: Sequence[FollowUp], now: datetime) -> dict[int, Facts]:
        known = facts(session, follow_ups, now)
        return {n: replace(one, call_suppressed=False, text_suppressed=False) for n, one in known.items()}

    monkeypatch.setattr("dialer.calls.intent.facts", of_nobody)


def caps_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """No cap ever stands in the way."""
    monkeypatch.setattr("dialer.judgement.may_place.strictest", lambda counted: None)


def the_customer_is_put_where_nobody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The voices do not meet, and nothing is said."""

    def nowhere(session: Session, attempt_id: int, carrier_id: str, now: datetime) -> Any:
        heard = answering.answer(session, attempt_id, carrier_id, now)
        return replace(heard, conference="nowhere") if isinstance(heard, Join) else heard

    monkeypatch.setattr("webhooks.calls.answer", nowhere)


def nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever picks up is hung up on."""

    def silent(session: Session, attempt_id: int, carrier_id: str, now: datetime) -> Any:
        answering.answer(session, attempt_id, carrier_id, now)

    monkeypatch.setattr("webhooks.calls.answer", silent)


def every_agent_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who talks is given the next call, and no sign stands in the way."""
    anybody = select(Agent, Presence).join(Presence, Presence.agent_id == Agent.id).where(Presence.wants == "available")
    monkeypatch.setattr("dialer.agents.presence._FREE_AGENTS", anybody.order_by(Agent.id))
    monkeypatch.setattr("dialer.dispatch.signs", lambda session, now: SIGNS.keys() - {ON_HOLD})


def the_entry_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says that it was."""

    def forgetful(session: Session, *entry: Any) -> Any:
        with session.begin_nested() as attempted:
            concluding.conclude(session, *entry)
            attempted.rollback()

    monkeypatch.setattr("huifang.simulation.colleagues.conclude", forgetful)


def the_entry_is_kept_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by two clicks that nobody takes for one."""

    def twice(session: Session, *entry: Any) -> Any:
        kept = concluding.conclude(session, *entry)
        row = {c.name: getattr(kept, c.name) for c in Outcome.__table__.c if c.name != "id"}
        session.add(Outcome(**row))

    monkeypatch.setattr("huifang.simulation.colleagues.conclude", twice)


def late_messages_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes last is believed, whatever is known already."""
    ever_lower = itertools.count(0, -1)
    monkeypatch.setattr("dialer.attempt_life.AttemptState.rank", property(lambda state: next(ever_lower)))
    monkeypatch.setattr("dialer.attempts.assert_may_move", lambda before, after: None)


def what_is_claimed_stays_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next tick finds it again, and no cap stands in the way."""
    caps_are_not_counted(monkeypatch)
    monkeypatch.setattr("dialer.claiming.agent_calls._hold_together", lambda *anything, **named: None)


def every_signature_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knows an address is taken for the carrier."""
    monkeypatch.setattr("webhooks.door.RequestValidator.validate", lambda *anything: True)


def a_part_of_the_tick_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the log tells."""

    def fails(tools: Tools, session: Session, now: datetime) -> list[int]:
        raise LookupError("nobody is there")

    monkeypatch.setitem(dispatch.THEN, "legs", fails)


@contextmanager
def without(stage: Stage, *names: str) -> Iterator[None]:
    """The stage's database without these unique indexes; they come back at the end."""
    with stage.eye.begin() as session:
        made = [_taken_off(session, name) for name in names]
    try:
        yield
    finally:
        stage.clear()
        with stage.eye.begin() as session:
            for statement in made:
                session.execute(text(statement))


def _taken_off(session: Session, name: str) -> str:
    """Drop it; the statement that makes it again."""
    constraint = session.execute(
        text("select conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint where conname = :name"),
        {"name": name},
    ).one_or_none()
    if constraint is not None:
        table, definition = constraint
        session.execute(text(f"alter table {table} drop constraint {name}"))
        return f"alter table {table} add constraint {name} {definition}"
    found: str = session.execute(
        text("select indexdef from pg_indexes where indexname = :name"), {"name": name}
    ).scalar_one()
    session.execute(text(f"drop index {name}"))
    return found
