"""What Prometheus reads: figures that only grow, from what was added up; and how things stand, from one index each.

Names and units follow Prometheus' conventions: base units, `_total` for what only grows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily as Grows
from prometheus_client.core import GaugeMetricFamily as Stands
from prometheus_client.core import HistogramMetricFamily as Spread
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialer.restoring.hold import on_hold
from dialer.troubles import Trouble
from dialer.watch.gauges import DUE, IN_FLIGHT, TEXTS, UNHEARD, ask
from dialer.watch.questions import Violation
from dialer.watch.sources import LAG_BUCKETS
from dialer.watch.tallies import tallies
from runtime.pulses import pulses

#: Name of the tally: what it counts, and its labels.
_GROWS = {
    "calls_claimed": ("Calls of ours that were claimed", ()),
    "calls_received": ("Calls that came in and were put through", ()),
    "calls_placed": ("Calls that the carrier took on", ()),
    "calls_answered": ("Calls that somebody, or something, picked up", ()),
    "calls_ended": ("Calls that are over, by how they ended", ("result",)),
    "calls_carrier_refused": ("Calls that the carrier refused", ()),
    "calls_released": ("Claims that were given back before the carrier was asked", ()),
    "calls_fate_unknown": ("Calls of which the carrier gave no usable answer", ()),
    "calls_lost": ("Calls of which the carrier knows nothing", ()),
    "texts_placed": ("Texts that the carrier took on", ()),
    "texts_ended": ("Texts that are over, by how they ended", ("result",)),
    "texts_carrier_refused": ("Texts that the carrier refused", ()),
    "texts_fate_unknown": ("Texts of which the carrier gave no usable answer", ()),
    "texts_lost": ("Texts of which the carrier knows nothing", ()),
    "refused": ("Judgements that said no, by the reason of the first layer that did", ("channel", "reason")),
    "reconciled": ("Attempts whose end had to be asked of the carrier", ("channel",)),
    "webhooks_heard": ("Messages of the carrier that were written down", ("stage",)),
}


class Figures(Collector):
    """All figures at one instant, in one session."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session, self._now = session, now

    def collect(self) -> Iterator[Metric]:
        """Everything, in a fixed order."""
        counted = tallies(self._session)
        for name, (words, labels) in _GROWS.items():
            yield _grows(name, words, labels, {k[1]: v for k, v in counted.items() if k[0] == name})
        yield _lag({k[1]: v for k, v in counted.items() if k[0] == "webhook_lag"})
        yield from self._waiting()
        yield from self._in_flight()
        yield from self._processes()
        yield from self._amiss()

    def _waiting(self) -> Iterator[Metric]:
        due = _stands("follow_ups_due", "Follow-ups whose next try has come, up to 50,000", "mode")
        oldest = _stands("oldest_due_seconds", "Since when the one that has waited longest is due", "mode")
        for mode, count, seconds in ask(self._session, DUE, self._now):
            due.add_metric([mode], count)
            oldest.add_metric([mode], max(0.0, seconds or 0.0))
        yield from (due, oldest)
        for of, name, words in (
            (UNHEARD, "webhook", "messages of the carrier that nobody has acted on"),
            (TEXTS, "text", "texts that are due"),
        ):
            count, seconds = ask(self._session, of, self._now)[0]
            yield _stands(f"{name}s_waiting", f"How many {words}, up to 50,000", value=count)
            yield _stands(f"oldest_{name}_seconds", f"Age of the oldest of the {words}", value=max(0.0, seconds))

    def _in_flight(self) -> Iterator[Metric]:
        flying = Stands("huifang_attempts_open", "Attempts that are under way", labels=["channel", "state"])
        claim, overdue = 0.0, 0
        for channel, state, count, seconds, late in ask(self._session, IN_FLIGHT, self._now):
            flying.add_metric([channel, state], count)
            claim = max(claim, seconds or 0.0) if state == "claimed" else claim
            overdue += late if state != "claimed" else 0
        yield flying
        yield _stands("oldest_claim_seconds", "Age of the oldest claim that no worker took up", value=claim)
        yield _stands("attempts_overdue", "Attempts that nobody has looked up five minutes too late", value=overdue)

    def _processes(self) -> Iterator[Metric]:
        seen = [one for one in pulses(self._session.connection()) if one.process in ("clock", "worker")]
        alive = _stands("processes_alive", "Processes with a pulse within 30 seconds", "process")
        for process in ("clock", "worker"):
            alive.add_metric([process], sum(one.alive for one in seen if one.process == process))
        yield alive
        clocks = [one for one in seen if one.process == "clock"]
        if clocks:
            last = min(clocks, key=lambda one: one.age)
            yield _stands("tick_age_seconds", "Since the clock's last pulse", value=last.age)
            yield _stands("tick_duration_seconds", "How long its last tick took", value=last.round_seconds or 0.0)
        busy = [one.busy_for + one.age for one in seen if one.alive and one.process == "worker" and one.busy_for]
        yield _stands("longest_job_seconds", "Since when a worker has been at one job", value=max(busy, default=0.0))

    def _amiss(self) -> Iterator[Metric]:
        broken = _stands("violations", "Rows that break an invariant; 0 is the rule, up to 100", "invariant")
        asked = []
        for one in self._session.scalars(select(Violation).order_by(Violation.invariant)):
            broken.add_metric([one.invariant], one.rows)
            asked.append((self._now - one.asked_at).total_seconds())
        yield broken
        if asked:
            yield _stands("violations_age_seconds", "Since the invariants were last asked", value=max(asked))
        open_ = select(func.count()).select_from(Trouble).where(Trouble.mended_at.is_(None))
        yield _stands(
            "troubles_open", "Refusals of the carrier that a person has to mend", value=self._session.scalar(open_)
        )
        yield _stands(
            "held_after_restore",
            "1 while nothing is placed because a backup was put in place",
            value=on_hold(self._session),
        )


def _grows(name: str, words: str, labels: tuple[str, ...], counted: dict[str, float]) -> Metric:
    found = Grows(f"huifang_{name}", words, labels=labels)
    for values, count in (counted or ({} if labels else {"": 0.0})).items():
        found.add_metric(values.split("|") if labels else [], count)
    return found


def _stands(name: str, words: str, *labels: str, value: float | None = None) -> Stands:
    if value is not None:
        return Stands(f"huifang_{name}", words, value=value)
    return Stands(f"huifang_{name}", words, labels=labels)


def _lag(counted: dict[str, float]) -> Metric:
    found = Spread("huifang_webhook_lag_seconds", "From hearing of something to having acted on it", labels=())
    ends = [(str(float(most)), counted.get(str(most), 0.0)) for most in LAG_BUCKETS]
    found.add_metric([], [*ends, ("+Inf", counted.get("count", 0.0))], counted.get("sum", 0.0))
    return found
