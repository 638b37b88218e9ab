"""The performance: the day passes before everybody's eyes, settles, and is judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from huifang.demo.colleagues import Colleagues
from huifang.demo.day import Day
from huifang.demo.network import Network
from huifang.demo.numbers import day_numbers
from huifang.demo.screen import Screen
from huifang.demo.script import rate_for
from huifang.house import House
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from runtime.database import Sessions


def perform(
    house: House, sessions: Sessions, seed: int, minutes: float, pages: str, password: str, *, shown: bool
) -> dict[str, Any]:
    """Let the day pass in so many real minutes; its numbers, and what broke an invariant."""
    network = Network(house.environment["TWILIO_API_URL"])
    day = Day(house, sessions, rate_for(minutes), network)
    colleagues = Colleagues(sessions, day.clock, seed, network.machine_heard)
    screen = Screen(sessions, day.clock, pages, network.phones(), password, shown=shown)

    def show() -> None:
        colleagues.assert_well()
        screen.show()

    with screen:
        day.begin()
        colleagues.start()
        day.pass_by(show)
        settled = day.settle(show)
    colleagues.stop()
    ledger = network.ledger()
    (house.folder / "network.json").write_text(json.dumps(ledger, ensure_ascii=False, indent=1))
    result = judge(sessions, ledger, settled) | {"previews": colleagues.previews()}
    screen.conclude(result)
    return result


def judge(sessions: Sessions, ledger: Mapping[str, Any], settled: bool) -> dict[str, Any]:
    """The numbers of the day, whether they add up, and every violation."""
    with sessions() as session:
        numbers = day_numbers(session)
        found = violations(session, seen_calls(ledger))
    accounted = settled and sum(numbers.buckets.values()) == numbers.planned
    return numbers.as_json() | {"accounted_for": accounted, "violations": found}
