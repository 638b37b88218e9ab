"""One run: a world is put together on a stage, lives for the days that were chosen, and comes to rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from huifang.simulation.agent_log import AgentLog
from huifang.simulation.chance import drawn_secrets
from huifang.simulation.chosen import Chosen
from huifang.simulation.life import Life
from huifang.simulation.silence import nothing_logged
from huifang.simulation.stage import Stage
from huifang.simulation.world import Step, Violated
from migrations.tables import metadata
from runtime.database import Sessions
from sandbox.ledger import ledger
from sandbox.network import Network


@dataclass(frozen=True)
class Ran:
    """What a run left behind. The database holds it until the stage's next run."""

    chosen: Chosen
    began: datetime
    ended: datetime
    steps: list[Step]
    #: Empty where every invariant held to the end; then the step at which the first one broke, None for the end.
    violations: list[str]
    broke_at: Step | None
    sessions: Sessions
    network: Network
    agents: AgentLog
    #: How often each fault struck.
    struck: Counter[str]

    def digest(self) -> str:
        """The same for two runs with the same history: every step, every row, every call and text of the network."""
        found = hashlib.sha256()
        for step in self.steps:
            found.update(f"{step.at.isoformat()} {step.name} {step.ended}\n".encode())
        with self.sessions() as session:
            for name in sorted(metadata.tables):
                rows = session.scalars(text(f'select t::text from "{name}" t order by 1'))
                found.update(f"{name}: {list(rows)}\n".encode())
        found.update(repr(ledger(self.network)).encode())
        return found.hexdigest()


def run(chosen: Chosen, stage: Stage, told: Callable[[Step], None] | None = None) -> Ran:
    """Live through what was chosen; `told` hears of each step. A violation ends the run where it happened."""
    stage.clear()
    found: list[str] = []
    broke_at = None
    broken: list[str] = []
    with drawn_secrets(chosen.seed), nothing_logged(broken.append):
        life = Life(chosen, stage)
        life.world.broken = broken
        life.world.heard += [told] if told else []
        try:
            life.pass_days()
            found = life.come_to_rest()
        except Violated as violated:
            found, broke_at = violated.found, violated.step
        finally:
            life.end()
    world = life.world
    assert world.network is not None
    return Ran(
        chosen=chosen,
        began=chosen.begins,
        ended=world.time.now,
        steps=world.steps,
        violations=found,
        broke_at=broke_at,
        sessions=stage.eye,
        network=world.network,
        agents=life.colleagues.log,
        struck=struck_by(world.chance.struck, world.network),
    )


def struck_by(ours: Counter[str], network: Network) -> Counter[str]:
    """How often each fault struck, ours and the network's."""
    return Counter({name: n for name, n in (ours + network.faults.struck).items() if n})
