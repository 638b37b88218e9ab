"""A part of the tick whose sign does not stand would find nothing: asked of all of them in the middle of a day."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import text

from dialer.dispatch import FIRST, THEN
from dialer.signs import signs
from dialer.tools import Tools
from huifang.simulation.chosen import Chosen
from huifang.simulation.clocks import OurClock, VirtualTime
from huifang.simulation.run import run
from huifang.simulation.stage import Stage
from huifang.simulation.world import Step
from tests.dialer.fake_carrier import FakeCarrier

#: An evening in which people are called, greeted, talked with and written about, and agents come, pause and vanish.
EVENING = Chosen(
    days=0.04,
    customers=8,
    agents=3,
    seed=5,
    faults=frozenset({"festival", "opt-outs", "vanishing-agents", "drop-webhook", "lost-answer", "delay-webhook"}),
)
#: Every part after so many steps; after the others what has to be just right: it is found by the next tick already.
EVERY, ALWAYS = 6, ("agent calls",)
#: Rows that this connection wrote of late; the tokens in the bucket are counted up by whoever looks at them.
WRITTEN = text("""
    select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from pg_stat_xact_user_tables
    where relname <> 'bucket'""")


class Asker:
    """After a step each part is done and taken back; kept is which of them did anything, and whether its sign stood."""

    def __init__(self, stage: Stage, begins: datetime) -> None:
        self._stage, self._time = stage, VirtualTime(begins)
        clock = OurClock(self._time)
        self._tools = Tools(stage.eye, FakeCarrier(clock), clock, "AC1", 0.9, 50, 15.0)
        self.did: Counter[str] = Counter()
        self.unannounced: list[str] = []

    def __call__(self, step: Step) -> None:
        self._time.move_to(step.at.timestamp())
        with self._stage.eye() as session:
            there = signs(session, step.at)
        for name in ALWAYS if step.number % EVERY else (*FIRST, *THEN):
            if self._does_something(name):
                self.did[name] += 1
                if name not in there:
                    self.unannounced.append(f"{name} after {step}")

    def _does_something(self, name: str) -> bool:
        with self._stage.eye() as session:
            before = session.scalar(WRITTEN)
            found = (FIRST | THEN)[name](self._tools, session, self._tools.now())
            session.flush()
            done = bool(found) or session.scalar(WRITTEN) > before
            session.rollback()
        return done


@pytest.mark.timeout(180)
def test_a_part_that_would_find_something_has_its_sign(stage: Stage) -> None:
    asker = Asker(stage, EVENING.begins)
    ran = run(EVENING, stage, asker)
    assert ran.violations == []
    assert asker.unannounced == []
    assert {"agent calls", "greetings", "figures"} <= asker.did.keys(), asker.did
    assert asker.did["agent calls"] > 5, asker.did
