"""The account that is given afterwards: the ledger against what the network saw, and what is left on the machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, exists, func, select, text
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempt_life import OPEN, Result
from dialer.attempts import Attempt, CarrierEvent
from huifang.demo.numbers import day_numbers
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from tests.faults.besieged import RATE, Besieged
from tests.faults.stock import STAFF
from tests.journeys.patience import eventually

#: What is not over, for whoever wants to know what it was that did not end.
_LEFT = text("""select f.mode, f.state, f.waits_for, a.channel, a.state, a.reason, count(*), min(f.next_try_at)
    from follow_up f left join attempt a on a.follow_up_id = f.id
    where f.state in ('planned', 'underway', 'talked') group by 1, 2, 3, 4, 5, 6""")
_UNDER_WAY = (FollowUpState.UNDERWAY, FollowUpState.TALKED)


def settle(besieged: Besieged) -> None:
    """Time passes until nothing is due and nothing is under way."""
    _come_to(besieged, "nothing is due any more", lambda: not _due(besieged))
    _come_to(besieged, "every call is accounted for", lambda: not _calls_open(besieged))
    # The receipt of a text that was lost is given up after an hour, in which somebody may become due once more.
    besieged.set_clock(besieged.clock.now() + timedelta(minutes=70), RATE)
    _come_to(besieged, "everything is accounted for", lambda: not (_due(besieged) or _open(besieged)))
    besieged.colleagues.stop()
    besieged.house.assert_well()
    besieged.colleagues.assert_well()


def _come_to(besieged: Besieged, what: str, look: Callable[[], bool]) -> None:
    try:
        eventually(look, what, seconds=60)
    except AssertionError as late:
        with besieged.sessions() as session:
            raise AssertionError(f"{late}; {session.execute(_LEFT).all()}") from late


def _due(besieged: Besieged) -> int:
    """Of what was due at the beginning: an agent may have written down something for a colleague who is not here."""
    waits = (
        FollowUp.occurrence_key.startswith("cast/"),
        FollowUp.state == FollowUpState.PLANNED,
        FollowUp.next_try_at <= besieged.clock.now(),
    )
    return besieged.ask(select(func.count()).select_from(FollowUp).where(*waits)) or 0


def wrong(besieged: Besieged) -> list[str]:
    """All that is not as it should be, in words."""
    ledger = besieged.network.ledger()
    with besieged.sessions() as session:
        numbers = day_numbers(session)
        found = violations(session, seen_calls(ledger))
        found += _greeted_in_vain(session, ledger) + _texts_unasked(session, ledger)
    if sum(numbers.buckets.values()) != numbers.planned:
        found.append(f"of {numbers.planned} follow-ups {numbers.buckets} are in a bucket")
    return found + _twice(ledger) + _heard_nothing(ledger)


def left_running(besieged: Besieged) -> list[str]:
    """Processes that work for this house although it is closed."""
    mark = f"HUIFANG_CLOCK={besieged.house.environment['HUIFANG_CLOCK']}".encode()
    return [str(process) for process in Path("/proc").glob("[0-9]*") if mark in _environment(process)]


def told_too_much(besieged: Besieged) -> list[str]:
    """Lines of the logs in which a customer's number stands."""
    logs = (besieged.house.folder / "logs").glob("*.log")
    return [f"{log.name}: {line}" for log in logs for line in log.read_text().splitlines() if "+852512" in line]


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _calls_open(besieged: Besieged) -> int:
    return besieged.attempts(*OPEN) + (besieged.ask(_under_way().where(FollowUp.mode != "text")) or 0)


def _open(besieged: Besieged) -> int:
    return besieged.attempts(*OPEN, channel="text") + (besieged.ask(_under_way()) or 0)


def _under_way() -> Select[int]:
    return select(func.count()).select_from(FollowUp).where(FollowUp.state.in_(_UNDER_WAY))


def _to_customers(ledger: Mapping[str, Any], what: str) -> list[Mapping[str, Any]]:
    return [one for one in ledger[what] if one["direction"] != "inbound" and one["to"] not in STAFF.values()]


def _twice(ledger: Mapping[str, Any]) -> list[str]:
    """Nobody is due a second call, or a second text, before tomorrow."""
    found = [(what, Counter(one["to"] for one in _to_customers(ledger, what))) for what in ("calls", "messages")]
    return [f"{count} {what} to {to}" for what, counts in found for to, count in counts.items() if count > 1]


def _heard_nothing(ledger: Mapping[str, Any]) -> list[str]:
    answered = [call for call in _to_customers(ledger, "calls") if call["answered_at"]]
    return [f"heard nothing: {call['sid']}" for call in answered if not call["heard"]]


def _greeted_in_vain(session: Session, ledger: Mapping[str, Any]) -> list[str]:
    """What is written down as greeted was said on the line, unless that broke at the very instant of our answer."""
    said = {call["sid"]: " ".join(call["said"]) for call in ledger["calls"]}
    answered = CarrierEvent.dedupe_key == func.concat("answer:", Attempt.carrier_id)
    greeted = select(Attempt.carrier_id, Attempt.body).where(
        Attempt.result == Result.GREETED, ~exists().where(answered)
    )
    return [f"greeted, but not heard: {sid}" for sid, body in session.execute(greeted) if body not in said[sid or ""]]


def _texts_unasked(session: Session, ledger: Mapping[str, Any]) -> list[str]:
    ours = set(session.scalars(select(Attempt.carrier_id).where(Attempt.channel == "text")))
    sent = [one["sid"] for one in _to_customers(ledger, "messages")]
    return [f"a text that the ledger does not know: {sid}" for sid in sent if sid not in ours]
