"""A play: the cast on a real database, with the clock, the workers and the carrier's messages moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp, FollowUpChange
from campaigns.outcomes import Outcome
from dialer import dispatch
from dialer.agents.legs import end_leg, place_leg
from dialer.agents.presence import Preview
from dialer.agents.still_there import check_legs
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.calls.answer import Answer, answer
from dialer.calls.heard import hear
from dialer.calls.place import place
from dialer.calls.reconcile import reconcile
from dialer.calls.record import Report, record
from dialer.dispatch import Work, tick
from dialer.handling.handing_over import hand_over
from dialer.handling.left_alone import fetch
from dialer.handling.voices import treat
from dialer.inbound.crossing import stop_crossed
from dialer.judgement.refusals import Refusal
from dialer.pacing import Bucket
from dialer.peace.suppress import suppress
from dialer.recordings.tending import tend
from dialer.rehearsing.carrying_out import rehearse
from dialer.talks.conclude import conclude
from dialer.talks.entries import Entry
from dialer.tools import Tools
from runtime.database import Sessions
from tests.cast import LINES, customer, follow_up, ready
from tests.dialer.fake_carrier import FakeCarrier
from tests.stopped_clock import StoppedClock

_keys = count()
Row = TypeVar("Row", FollowUp, Customer, Agent)


def begin(sessions: Sessions) -> Play:
    """A play on empty tables; pacing stands in nobody's way."""
    clock = StoppedClock()
    carrier = FakeCarrier(clock)
    with sessions.begin() as session:
        for name in ("AC-test", *(f"AC-test/{what}/{line}" for what in ("call", "text") for line in LINES)):
            session.add(Bucket(name=name, tokens=100.0, filled_at=clock.now()))
    tools = Tools(
        sessions=sessions,
        carrier=carrier,
        clock=clock,
        account="AC-test",
        calls_per_second=100.0,
        concurrent_calls=100,
        carrier_timeout=15.0,
        caller_id_calls_per_second=100.0,
        texts_per_second=100.0,
    )
    return Play(tools, carrier, clock)


@dataclass(frozen=True)
class Play:
    """What a test moves."""

    tools: Tools
    carrier: FakeCarrier
    clock: StoppedClock

    @property
    def now(self) -> datetime:
        return self.clock.at

    @contextmanager
    def scene(self) -> Iterator[Session]:
        """A transaction that is committed at its end."""
        with self.tools.sessions.begin() as session:
            yield session

    def opens(self, *numbers: str) -> FollowUp:
        """Mei is due a call, and Wing is ready to make it."""
        with self.scene() as session:
            ready(session, self.now)
            return follow_up(session, customer(session, "陈美玲", *numbers), self.now)

    def rings(self, *numbers: str) -> Attempt:
        """Mei's telephone is asked for at the carrier."""
        self.opens(*numbers)
        return self.rings_next()

    def rings_next(self) -> Attempt:
        """Whoever is due is called."""
        self.work()
        return self.attempt()

    def limited(self, **limits: Any) -> Tools:
        """The same tools, held back."""
        return replace(self.tools, **limits)

    def tick(self) -> Work:
        """One tick; nobody works yet."""
        return tick(self.tools)

    def work(self) -> Work:
        """One tick, and the workers do all that came of it."""
        work = self.tick()
        deeds: dict[str, Callable[[Tools, int], None]] = {
            "place": place,
            "reconcile": reconcile,
            "stop": dispatch.stop,
            "place_leg": place_leg,
        }
        deeds |= {"tend_recording": tend, "stop_crossed": stop_crossed}
        deeds |= {"treat": treat, "fetch": fetch, "hand_over": hand_over, "rehearse": rehearse}
        for name, deed in (deeds | {"end_leg": end_leg}).items():
            for one in getattr(work, name):
                deed(self.tools, one)
        check_legs(self.tools, *work.check_legs)
        return work

    def hears(self) -> None:
        """The workers act on what the carrier has told."""
        for attempt_id in dispatch.listen(self.tools).hear:
            hear(self.tools, attempt_id)

    def rings_placed(self, attempt_id: int) -> None:
        """The worker takes up what was claimed earlier."""
        place(self.tools, attempt_id)

    def tell(self, attempt: Attempt, stage: str, result: Result | None = None, code: str = "", key: str = "") -> bool:
        """The carrier reports; False when it was heard before."""
        key, refusal = key or f"message-{next(_keys)}", self.carrier.undelivered(code)
        report = Report(key, attempt.carrier_id or "CA-early", stage, result, code, refusal=refusal)
        with self.scene() as session:
            return record(session, attempt.id, report, self.now)

    def picks_up(self, attempt: Attempt) -> Answer:
        """The customer answers; what is heard."""
        with self.scene() as session:
            return answer(session, attempt.id, attempt.carrier_id or "CA-early", self.now)

    def concludes(self, attempt: Attempt, disposition: str, **entry: Any) -> Outcome:
        """The agent logs what came of it."""
        with self.scene() as session:
            return conclude(session, attempt.id, attempt.agent_id or 0, Entry(disposition, **entry), self.now)

    def leaves_in_peace(self, channel: str = "all", reason: str = "opt_out") -> None:
        """The first customer of the test is suppressed."""
        with self.scene() as session:
            suppress(session, self.customer().id, channel, reason, self.now)

    def attempts(self) -> list[Attempt]:
        """All attempts, in order."""
        with self.tools.sessions() as session:
            return list(session.scalars(select(Attempt).order_by(Attempt.id)))

    def attempt(self, attempt_id: int | None = None) -> Attempt:
        """This attempt as it is now, else the youngest call."""
        calls = [a for a in self.attempts() if (a.id == attempt_id if attempt_id else a.channel == "call")]
        return calls[-1]

    def texts(self) -> list[Attempt]:
        """All texts, in order."""
        return [a for a in self.attempts() if a.channel == "text"]

    def case(self, follow_up_id: int | None = None) -> FollowUp:
        """The follow-up as it is now; the first of the test unless said."""
        return self._now(FollowUp, follow_up_id)

    def history(self, follow_up_id: int | None = None) -> list[str]:
        """The states that it went through."""
        asked = select(FollowUpChange.to_state).where(FollowUpChange.follow_up_id == self.case(follow_up_id).id)
        with self.tools.sessions() as session:
            return list(session.scalars(asked.order_by(FollowUpChange.id)))

    def customer(self) -> Customer:
        """The first customer of the test, as they are now."""
        return self._now(Customer)

    def agent(self) -> Agent:
        """The first agent of the test."""
        return self._now(Agent)

    def _now(self, table: type[Row], row_id: int | None = None) -> Row:
        asked = select(table).order_by("id") if row_id is None else select(table).where(table.id == row_id)
        with self.tools.sessions() as session:
            return session.scalars(asked.limit(1)).one()

    def refusals(self) -> list[Refusal]:
        """Why calls were not placed, in order."""
        with self.tools.sessions() as session:
            return list(session.scalars(select(Refusal).order_by(Refusal.id)))

    def outcomes(self) -> list[tuple[str, int | None, int | None]]:
        """What came of conversations: (disposition, call, agent), in order."""
        with self.tools.sessions() as session:
            kept = session.scalars(select(Outcome).order_by(Outcome.id))
            return [(o.disposition, o.attempt_id, o.agent_id) for o in kept]

    def previews(self) -> list[Preview]:
        """What agents read at the moment."""
        with self.tools.sessions() as session:
            return list(session.scalars(select(Preview).order_by(Preview.agent_id)))

    def agents(self) -> list[Agent]:
        """All agents, in order."""
        with self.tools.sessions() as session:
            return list(session.scalars(select(Agent).order_by(Agent.id)))
