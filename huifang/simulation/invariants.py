"""The eight invariants of the house after every step of a simulation, and the whole proof at its end.

After a step only what was written or rang since is looked at: a statement or two where a row was written, none where
nothing was. At the end everything is counted once more by `huifang.proof`, which knows nothing of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from huifang.proof.invariants import violations
from huifang.proof.silences import left_in_silence
from huifang.proof.witness import seen_calls
from huifang.simulation.stage import Stage
from huifang.simulation.watching.ledger import Ledger
from huifang.simulation.watching.news import WATCHED, Reader
from huifang.simulation.watching.telephones import Telephones
from sandbox.ledger import ledger as everything_seen
from sandbox.network import Network

#: Steps between two looks for attempts that nobody ends.
_EVERY = 50


class Watch:
    """Looks on. It writes nothing."""

    def __init__(self, stage: Stage, network: Network, ahead_s: float = 0.0) -> None:
        """`ahead_s`: how many seconds our clock may be ahead."""
        self._ahead_s = ahead_s
        self._sessions = stage.eye
        self._net = network
        self._writes = stage.writes.reader()
        self._reader = Reader(stage.glance)
        self._ledger = Ledger()
        self._telephones = Telephones(network, self._ledger, ahead_s)
        self._told: set[str] = set()
        #: What was written before anybody looked.
        self._unread: Set[str] = WATCHED
        self._logged: set[int] = set()
        self.steps = 0
        #: Steps after which there was something to look at.
        self.checked = 0

    def after_step(self, now: datetime) -> list[str]:
        """What this step broke, each violation once: the number of the invariant, what it is, and ids."""
        self.steps += 1
        written, self._unread = self._unread | (self._writes.take() & WATCHED), frozenset()
        found: list[str] = []
        if written or self._telephones.moving:
            self.checked += 1
            found += self._look(written, now)
        if self.steps % _EVERY == 0:
            found += self._telephones.never_ended(now)
        return self._first_time(found)

    def logged(self, attempt_id: int) -> None:
        """An agent was told that the outcome of this call is kept."""
        self._logged.add(attempt_id)

    def at_end(self) -> list[str]:
        """Everything once more, when nothing is under way; what was told before is told again by its count."""
        seen = seen_calls(everything_seen(self._net))  # type: ignore[arg-type]
        with self._sessions() as session:
            found = [
                *violations(session, seen, self._ahead_s),
                *left_in_silence(session, seen),
                *self._lost(session),
            ]
        return self._first_time(found)

    def _look(self, written: Set[str], now: datetime) -> list[str]:
        found = list(self._ledger.learn(self._reader.read(written), now)) if written else []
        return [*found, *self._telephones.look(now), *self._forgotten()]

    def _forgotten(self) -> Iterator[str]:
        """Agents believe that these are kept."""
        if self._logged:
            kept = {attempt_id for attempt_id, _ in self._ledger.outcomes.values()}
            yield from (f"invariant 7 a logged outcome is lost: attempt {one}" for one in self._logged - kept)
            self._logged.clear()

    def _lost(self, session: Session) -> Iterator[str]:
        """What was there once is there still, and what was final is as it was."""
        for number, table, ids in (
            (3, "follow_up", self._ledger.follow_ups),
            (3, "attempt", self._ledger.attempts),
            (7, "outcome", self._ledger.outcomes),
        ):
            there = set(session.scalars(text(f"select id from {table}")))
            yield from (f"invariant {number} lost: {table} {one}" for one in ids if one not in there)
        states: dict[int, str] = dict(session.execute(text("select id, state from attempt")).all())
        for row in self._ledger.attempts.values():
            if row.over and states.get(row.id, row.state) != row.state:
                yield f"invariant 8 {row.state} once, {states[row.id]} at the end: {row}"

    def _first_time(self, found: list[str]) -> list[str]:
        new = [one for one in dict.fromkeys(found) if one not in self._told]
        self._told.update(new)
        return new
