"""The report of a simulated time: everything that dialing theory asks a simulation to report.

The ledger tells what we believe, the network who really answered, the agents' log how their time went.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.house_clock import house_zone
from dialer.attempts import Attempt
from huifang.proof.rings import rang_outside_hours
from huifang.proof.witness import seen_calls
from huifang.simulation.agent_log import AgentLog
from huifang.simulation.reporting.cases import Cases, cases
from huifang.simulation.reporting.desks import Desks, desks
from huifang.simulation.reporting.traffic import Answers, Dialled, Traffic, answers, traffic
from huifang.simulation.reporting.words import in_words
from sandbox.ledger import ledger
from sandbox.network import Network


@dataclass(frozen=True)
class Report:
    """One run."""

    desks: Desks = field(default_factory=Desks)
    answers: Answers = field(default_factory=Answers)
    traffic: Traffic = field(default_factory=Traffic)
    cases: Cases = field(default_factory=Cases)
    #: Telephones that rang outside their hours; must be 0.
    outside_hours: int = 0

    def figures(self) -> dict[str, float]:
        """What is compared between runs, by name."""
        return {
            **{state: getattr(self.desks, state) for state in ("ringing", "talk", "wrap", "idle", "pause")},
            "utilisation": self.desks.utilisation,
            "agent_hours": self.desks.agent_hours,
            **self._work_done(),
            **self._answered(),
            "calls_per_customer": _mean(self.traffic.per_customer),
            **{f"reached_by_try_{n}": share for n, share in self.cases.reached_by.items()},
            "outside_hours": float(self.outside_hours),
            "missed": float(self.cases.buckets.get("missed", 0)),
            "line_peak": float(self.traffic.peak),
            "cps_peak": float(self.traffic.cps_peak),
        }

    def _work_done(self) -> dict[str, float]:
        hours, contacts = self.desks.agent_hours, self.answers.contacts
        return {
            "contacts_per_agent_hour": contacts / hours if hours else 0.0,
            "conversations_per_agent_hour": self.cases.completed / hours if hours else 0.0,
            "dials": float(self.traffic.dials),
            "dials_per_contact": self.traffic.dials / contacts if contacts else 0.0,
        }

    def _answered(self) -> dict[str, float]:
        answered = self.answers
        return {
            "live_answers": float(answered.live),
            "abandoned": answered.share,
            "abandoned_worst_day": answered.worst_day,
            "abandoned_day_p95": answered.day_p95,
            "abandoned_thirty_days": answered.thirty_days,
            "taken_for_machines": float(answered.taken_for_machines),
            "wait_p50_s": answered.wait_p50_s,
            "wait_p95_s": answered.wait_p95_s,
            "waited_over_2_s": answered.waited_too_long,
        }

    def tables(self) -> dict[str, dict[str, float]]:
        """What is counted by kind, by the name of the count."""
        return {
            "follow-ups": dict(self.cases.buckets),
            "refused": dict(self.cases.refused),
            "missed": dict(self.cases.missed),
            "customers called so often": {str(n): count for n, count in self.traffic.per_customer.items()},
        }

    def lines(self) -> list[str]:
        """For people to read, in lines."""
        return in_words(self.figures(), self.tables())

    def as_json(self) -> dict[str, Any]:
        """Ready for `json.dumps`."""
        return {"figures": self.figures(), **asdict(self)}


def report(session: Session, network: Network, agents: AgentLog) -> Report:
    """What came of it, when all has settled. The days are the house's."""
    asked = select(Attempt.carrier_id, Attempt.mode, Attempt.machine, Attempt.customer_id).where(
        Attempt.channel == "call", Attempt.direction == "out", Attempt.carrier_id.is_not(None)
    )
    found = [row for row in session.execute(asked) if row.carrier_id in network.calls]
    dialled = [Dialled(network.calls[row.carrier_id], row.mode, row.machine) for row in found]
    seen = seen_calls(ledger(network))  # type: ignore[arg-type]
    return Report(
        desks=desks(agents),
        answers=answers(dialled, house_zone(session)),
        traffic=traffic(dialled, [row.customer_id for row in found]),
        cases=cases(session),
        outside_hours=len(rang_outside_hours(session, seen)),
    )


def _mean(often: Any) -> float:
    customers = sum(often.values())
    return sum(n * count for n, count in often.items()) / customers if customers else 0.0
