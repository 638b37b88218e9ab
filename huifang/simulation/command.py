"""`huifang simulate`: the real code on one virtual clock, with all that can go wrong, checked after each step."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from huifang.simulation.chosen import Chosen
    from huifang.simulation.run import Ran
    from huifang.simulation.stage import Stage
    from huifang.simulation.world import Step

#: Progress is told so often, in real seconds.
TELL = 5.0


@click.command()
@click.option("--days", default=1.0, show_default=True, type=click.FloatRange(0.01, 3660), help="Virtual days.")
@click.option("--customers", default=50, show_default=True, type=click.IntRange(1, 900_000), help="How many there are.")
@click.option("--agents", default=4, show_default=True, type=click.IntRange(1, 500), help="How many call.")
@click.option("--seed", default=1, show_default=True, help="Decides everything that is drawn.")
@click.option("--faults", "named", default="", help="What goes wrong: names with commas between them, or all.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
def simulate(days: float, customers: int, agents: int, seed: int, named: str, as_json: bool) -> None:
    """Live through simulated days and check every invariant after each step. Exit status 0 only if all of them held.

    The same choice gives the same history. A violation is told with its seed, its step, and the shortest history found
    that shows it.
    """
    from huifang.engines.leash import EngineFailed, EngineMissing
    from huifang.simulation.chosen import Chosen, UnknownFault, faults
    from huifang.simulation.stage import own_stage

    try:
        chosen = Chosen(days, customers, agents, seed, faults(named))
    except UnknownFault as unknown:
        raise click.ClickException(str(unknown)) from unknown
    try:
        with own_stage() as stage:
            told = _show(chosen, stage)
    except (EngineFailed, EngineMissing) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(told["lines"]))
    raise SystemExit(1 if told["violations"] else 0)


def _show(chosen: Chosen, stage: Stage) -> dict[str, Any]:
    from huifang.simulation.history import history
    from huifang.simulation.report import report
    from huifang.simulation.run import run
    from huifang.simulation.shrink import shrink

    began = time.monotonic()
    ran = run(chosen, stage, _Progress())
    took = time.monotonic() - began
    with ran.sessions() as session:
        figures = report(session, ran.network, ran.agents)
    told: dict[str, Any] = {"chosen": _words(chosen), "steps": len(ran.steps), "struck": dict(ran.struck)}
    told["real_seconds"] = round(took, 1)
    told |= {"violations": ran.violations, "report": figures.as_json(), "lines": [*_lines(ran, took), *figures.lines()]}
    if ran.violations:
        print("An invariant is broken; looking for the shortest history that shows it …", file=sys.stderr)
        shortest = shrink(ran, stage)
        told |= {"shortest": _words(shortest.chosen), "history": history(shortest)}
        told["lines"] += _broken(ran, shortest, told["history"])
    return told


def _words(chosen: Chosen) -> dict[str, Any]:
    kept = {"days": chosen.days, "customers": chosen.customers, "agents": chosen.agents, "seed": chosen.seed}
    return kept | {"faults": sorted(chosen.faults)}


def _lines(ran: Ran, took: float) -> list[str]:
    struck = ", ".join(f"{name} {n}" for name, n in sorted(ran.struck.items())) or "none"
    end = f"{ran.ended:%Y-%m-%d %H:%M} UTC"
    head = f"{ran.began:%Y-%m-%d %H:%M} to {end}, seed {ran.chosen.seed}: {len(ran.steps)} steps in {took:.1f} s"
    return [head, f"faults that struck: {struck}", f"violations: {len(ran.violations)}"]


def _broken(ran: Ran, shortest: Ran, lines: list[str]) -> list[str]:
    where = f"at step {ran.broke_at.number}, {ran.broke_at.name}" if ran.broke_at else "at the end"
    said = [f"VIOLATED with seed {ran.chosen.seed} {where}:", *ran.violations]
    again = as_typed(shortest.chosen)
    step = f", at its step {shortest.broke_at.number}" if shortest.broke_at else ""
    return [*said, f"The shortest that shows it{step}: {again}", *shortest.violations, *lines]


def as_typed(chosen: Chosen) -> str:
    """The command that lives through this again."""
    kept = f"huifang simulate --days {chosen.days:g} --customers {chosen.customers} --agents {chosen.agents}"
    faults = f" --faults {_named(chosen)}" if chosen.faults else ""
    return f"{kept} --seed {chosen.seed}{faults}"


def _named(chosen: Chosen) -> str:
    from huifang.simulation.chosen import NAMES

    return "all" if chosen.faults == set(NAMES) else ",".join(sorted(chosen.faults))


class _Progress:
    """Tells on stderr, every few seconds, how far a long run is."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()

    def __call__(self, step: Step) -> None:
        if time.monotonic() - self._told_at >= TELL:
            self._told_at = time.monotonic()
            print(f"{step.at:%Y-%m-%d %H:%M} UTC, {step.number} steps", file=sys.stderr)
