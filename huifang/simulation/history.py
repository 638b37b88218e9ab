"""The history that shows a violation: everything about those whom it concerns, in order of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from huifang.simulation.run import Ran

#: What a violation names: the word before an id, and the table that it is in.
_NAMED = re.compile(r"\b(attempt|follow[-_ ]up|customer|agent|outcome|leg|place|hear|reconcile|stop)\D{1,3}(\d+)")
_OF_JOBS = ("place", "hear", "reconcile", "stop")
_KINDS = ("attempts", "follow_ups", "customers", "agents", "outcomes")
#: The rest of the history is what led there: so many lines at the most, the last ones.
MOST = 120
#: Lines of history: of the follow-ups and attempts of these customers, or of these agents.
_ROWS = text("""
    with mine as (select id from attempt where id = any(:attempts) or customer_id = any(:customers)
        or (agent_id = any(:agents) and claimed_at > cast(:now as timestamptz) - interval '1 hour')),
    due as (select id from follow_up where id = any(:follow_ups) or customer_id = any(:customers)
        or id in (select follow_up_id from attempt where id in (select id from mine)))
    select at, format('follow-up %s: %s -> %s (%s)', follow_up_id, from_state, to_state, reason) from follow_up_change
        where follow_up_id in (select id from due)
    union all select at, format('attempt %s: %s -> %s (%s)', attempt_id, from_state, to_state, reason)
        from attempt_change where attempt_id in (select id from mine)
    union all select claimed_at, format('attempt %s claimed: %s %s of follow-up %s, customer %s, agent %s', id,
        direction, channel, follow_up_id, customer_id, agent_id) from attempt where id in (select id from mine)
    union all select received_at, format('carrier told of attempt %s: %s %s', attempt_id, kind, code) from carrier_event
        where attempt_id in (select id from mine)
    union all select logged_at, format('outcome %s of attempt %s: %s', id, attempt_id, disposition) from outcome
        where attempt_id in (select id from mine) or customer_id = any(:customers)
    union all select since, format('suppression %s of customer %s: %s', id, customer_id, reason) from suppression
        where customer_id = any(:customers)
    union all select at, format('agent %s says %s', agent_id, wants) from presence_change where agent_id = any(:agents)
    """)
_CUSTOMERS = text("""
    select customer_id from attempt where id = any(:attempts)
    union select customer_id from follow_up where id = any(:follow_ups)
    union select customer_id from outcome where id = any(:outcomes)""")
_NUMBERS = text("""
    select e164 from customer_number where customer_id = any(:customers)
    union select e164 from leg where agent_id = any(:agents)""")
_CARRIER_IDS = text("select id, token from attempt where customer_id = any(:customers)")


def history(ran: Ran) -> list[str]:
    """One line for each thing that happened to those who are concerned, the last ones; instants in UTC."""
    about = _about(ran.violations)
    with ran.sessions() as session:
        given = {kind: sorted(about.get(kind, ())) for kind in _KINDS}
        given["customers"] = sorted({*given["customers"], *session.scalars(_CUSTOMERS, given)})
        rows = [(at, line) for at, line in session.execute(_ROWS, given | {"now": ran.ended}) if at is not None]
        tokens = {row.id: row.token for row in session.execute(_CARRIER_IDS, given)}
        rows += _steps(ran, given, tokens)
        rows += _seen(ran, session, given)
    rows.sort(key=lambda row: row[0])
    return [f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} {line}" for at, line in rows[-MOST:]]


def _about(violations: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for said in violations:
        for word, number in _NAMED.findall(said.split("\n", 1)[0]):
            kind = "attempts" if word in _OF_JOBS else f"{re.sub(r'[- ]', '_', word)}s"
            found.setdefault(kind, set()).add(int(number))
    return found


def _steps(ran: Ran, about: Mapping[str, Any], tokens: Mapping[int, str]) -> list[tuple[datetime, str]]:
    """What our side did about these, and the step at which it broke."""
    ours = {str(one) for one in tokens} | {str(one) for one in about["attempts"]}
    found = []
    for step in ran.steps:
        words = step.name.split()
        job = len(words) == 2 and words[0] in _OF_JOBS and words[1] in ours
        named = words[0] == "webhook" and any(token in words[-1] for token in tokens.values())
        said = words[0] == "agent" and (words[1] in map(str, about["agents"]) or words[-1] in ours)
        told = words[0] == "head" and words[-1] in map(str, about["customers"])
        if job or named or said or told or step == ran.broke_at:
            ended = f": {step.ended}" if step.ended else ""
            found.append((step.at, f"step {step.number} {_without(step.name, tokens)}{ended}"))
    return found


def _without(name: str, tokens: Mapping[int, str]) -> str:
    """An attempt's id instead of its secret name."""
    for attempt_id, token in tokens.items():
        name = name.replace(token, f"<attempt {attempt_id}>")
    return name


def _seen(ran: Ran, session: Session, about: Mapping[str, Any]) -> list[tuple[datetime, str]]:
    """What the network saw of their telephones; numbers are shown by their last digits."""
    numbers = set(session.scalars(_NUMBERS, about))
    found = []
    for call in ran.network.calls.values():
        if call.person in numbers:
            for what in ("created", "ringing", "answered", "ended"):
                at = getattr(call, f"{what}_at")
                if at is not None:
                    line = f"network: {call.direction} call …{call.sid[-6:]} with …{call.person[-4:]} {what}"
                    found.append((datetime.fromtimestamp(at, UTC), f"{line} ({call.status})"))
    return found
