"""What is chosen about a run: how long, how many people, which seed, and what goes wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import get_args

from sandbox.faults import Fault as NetworkFault

#: What goes wrong at the carrier and with its post; each is explained in `sandbox.faults`. How often, from 0 to 1.
NETWORK: dict[NetworkFault, float] = {
    "lost-answer": 0.03,
    "error-500-before": 0.03,
    "error-500-after": 0.03,
    "error-429": 0.04,
    "error-503": 0.03,
    "slow-answer": 0.03,
    "duplicate-webhook": 0.06,
    "reorder-webhook": 0.05,
    "delay-webhook": 0.02,
    "drop-webhook": 0.03,
    "early-webhook": 0.05,
    "list-lag": 0.2,
}
#: What goes wrong with us and around us, and what of it strikes how often on each occasion.
OURS: dict[str, float] = {
    #: A worker, a tick or a webhook dies between two of its steps; the occasion is one of them.
    "crash": 0.03,
    #: The queue of jobs is emptied; the occasion is a job put into it.
    "redis-wiped": 0.01,
    #: PostgreSQL is away for seconds or minutes, perhaps in the middle of a commit; the occasion is one of our deeds.
    "database-lost": 0.003,
    #: A job runs twice, also at the same time.
    "worker-doubled": 0.06,
    #: Our clock is set by up to five seconds; the occasion is an hour.
    "clock-steps": 0.6,
    #: A customer asks to be left in peace between claim and call, or while it rings; the occasion is a call.
    "opt-outs": 0.1,
    #: An agent is gone in the middle of a talk; the occasion is a talk.
    "vanishing-agents": 0.2,
    #: Somebody who does not know the token sends what the carrier is about to send; the occasion is a webhook.
    "forged-webhooks": 0.03,
}
#: What the days hold: a change of summer time, what happens around midnight, a blast of greetings.
DAYS = ("dst", "midnight", "festival")
NAMES: tuple[str, ...] = (*get_args(NetworkFault), *OURS, *DAYS)


class UnknownFault(ValueError):
    """There is no fault of this name."""


@dataclass(frozen=True)
class Chosen:
    """One run. The same choice gives the same history."""

    days: float = 1.0
    customers: int = 16
    agents: int = 3
    seed: int = 1
    faults: frozenset[str] = frozenset()

    @property
    def begins(self) -> datetime:
        """The first instant, half past seven in the morning in Hong Kong; of less than a day half past five in the
        afternoon. With `dst` the next night is the one in which Europe's summer time ends.
        """
        day = datetime(2026, 10, 24, tzinfo=UTC) if "dst" in self.faults else datetime(2026, 11, 23, tzinfo=UTC)
        return day + (timedelta(hours=9.5) if self.days < 1 else timedelta(hours=-0.5))

    @property
    def ends(self) -> datetime:
        """From then on nothing new is begun; what is under way is brought to its end."""
        return self.begins + timedelta(days=self.days)


def faults(said: str) -> frozenset[str]:
    """The faults in `all` or in a list with commas. Raises UnknownFault, naming those there are."""
    names = [name.strip() for name in said.split(",") if name.strip()]
    if names == ["all"]:
        return frozenset(NAMES)
    return known(names)


def known(names: Iterable[str]) -> frozenset[str]:
    """These faults. Raises UnknownFault, naming those there are."""
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        raise UnknownFault(f"There is no fault {', '.join(unknown)}; there are {', '.join(NAMES)}, and all.")
    return frozenset(names)
