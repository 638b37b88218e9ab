"""Simulated agents: they stand by, read, call, talk as long as the customer does, and write the outcome down.

A colleague whose place a person has taken by signing in is left alone.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import playbook_of
from dialer.agents.presence import announce, heartbeat, unlogged
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.talks.conclude import conclude
from dialer.talks.entries import Entry
from dialer.talks.promised_hours import NotOpen
from huifang.demo.readers import Readers
from huifang.demo.script import CONCERNS
from runtime.clock import Clock
from runtime.database import Sessions
from runtime.zones import local_date

#: Writing an outcome down takes this long after the customer has hung up.
WRAP_UP = timedelta(seconds=25)


class Colleagues:
    """All simulated agents, worked by one thread."""

    def __init__(self, sessions: Sessions, clock: Clock, seed: int, machine_heard: Callable[[str], bool]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._seed = seed
        #: Tells by the carrier's id whether a machine answered, as an agent would hear.
        self._machine_heard = machine_heard
        self._readers = Readers(seed)
        self._stopping = threading.Event()
        self._wrong: Exception | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Everybody goes available."""
        with self._sessions.begin() as session:
            for agent in self._simulated(session):
                announce(session, agent.id, "available", self._clock.now(), self._lease())
        self._thread.start()

    def stop(self) -> None:
        """Everybody goes home."""
        self._stopping.set()
        self._thread.join(10)

    def previews(self) -> dict[str, int]:
        """How many calls they were offered to read about, and what came of these."""
        return self._readers.counts()

    def _lease(self) -> timedelta:
        return timedelta(seconds=30 * self._clock.rate())

    def _simulated(self, session: Session) -> list[Agent]:
        agents = select(Agent).where(Agent.post == "agent", Agent.signed_in_at.is_(None)).order_by(Agent.id)
        return list(session.scalars(agents))

    def assert_well(self) -> None:
        """Raise what ended their work, if it has ended by itself."""
        if self._wrong is not None:
            raise self._wrong

    def _work(self) -> None:
        try:
            while not self._stopping.wait(0.05):
                # A database that is away is waited for, as by pages that ask again.
                with suppress(OperationalError):
                    self._round()
        except Exception as wrong:
            self._wrong = wrong

    def _round(self) -> None:
        """Everybody is still there, decides on what was read, and writes down what has ended."""
        with self._sessions.begin() as session:
            agents = self._simulated(session)
        for agent in agents:
            self._stay(agent)
            self._decide(agent)
            self._write_down(agent)

    def _stay(self, agent: Agent) -> None:
        # Each by itself, as pages do: whoever rings back locks every free agent, in another order than ours.
        with self._sessions.begin() as session:
            heartbeat(session, agent.id, self._clock.now(), self._lease())

    def _decide(self, agent: Agent) -> None:
        with self._sessions.begin() as session:
            self._readers.decide(session, agent.id, self._clock.now())

    def _write_down(self, agent: Agent) -> None:
        with self._sessions.begin() as session:
            attempt = session.scalar(unlogged(agent.id).limit(1))
            now = self._clock.now()
            over = attempt is not None and attempt.state is AttemptState.ENDED
            if attempt is None or not over or not attempt.ended_at or now < attempt.ended_at + WRAP_UP:
                return
            entry = self._entry(session, attempt)
            try:
                conclude(session, attempt.id, agent.id, entry, now)
            except NotOpen as closed:
                # The page names the next day that is open, and the customer agrees to it.
                conclude(session, attempt.id, agent.id, replace(entry, next_date=closed.instead), now)

    def _entry(self, session: Session, attempt: Attempt) -> Entry:
        """What this agent writes of this call: drawn from the seed and the call, not from the moment."""
        draw = random.Random(f"{self._seed}/{attempt.follow_up_id}/{attempt.id}")
        if attempt.carrier_id and self._machine_heard(attempt.carrier_id):
            return Entry("machine")
        dispositions, weights = [*CONCERNS, "well"], [*CONCERNS.values(), 100 - sum(CONCERNS.values())]
        disposition = draw.choices(dispositions, weights)[0]
        customer = session.get_one(Customer, attempt.customer_id)
        later = local_date(self._clock.now(), customer.day_zone) + timedelta(days=draw.randint(1, 9))
        follow_up = session.get_one(FollowUp, attempt.follow_up_id)
        playbook = playbook_of(session, follow_up.playbook)
        survey = playbook.survey if playbook else ()
        low = 2 if disposition == "dissatisfied" else 4
        return Entry(
            disposition,
            notes=_NOTES[disposition][customer.language == "zh"],
            ratings={question.id: draw.randint(low - 1, 5) for question in survey},
            # A matter that is to be settled stays open with a date.
            next_date=later if disposition in ("call_later", "concern", "dissatisfied") else None,
        )


_NOTES = {
    "well": ("All well, thanked us.", "恢复良好，表示感谢。"),
    "concern": ("Still some redness; a doctor looks at it.", "仍有轻微发红，已转医生跟进。"),
    "dissatisfied": ("Waited too long at reception.", "反映接待等候时间过长。"),
    "call_later": ("In a meeting, asked for another day.", "正在开会，约定改日再联系。"),
    "refused": ("Does not want to be called again.", "表示不希望再接到电话。"),
    "relative": ("A relative answered.", "家人接听。"),
}
