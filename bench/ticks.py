"""A tick beside the bare index range scan and claim, with 10,000 follow-ups due among many that are planned."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, text

from bench.measure import Measured
from bench.people import people
from bench.unpaced import tools_at
from dialer.dispatch import tick
from dialer.tools import BATCH
from huifang.engines.postgres import EmbeddedPostgres
from migrations.running import upgrade
from runtime.database import connect
from runtime.prepared import keep_prepared
from runtime.settled import settle

FEW, MANY, DUE, ROUNDS = 100_000, 1_000_000, 10_000, 15
#: PostgreSQL plans a statement anew the first five times that a connection asks it, and then keeps to one plan: a clock
#: that ticks all day is past them.
WARM = 6
#: Calls that one tick claims: at twenty a second, and as many as one may.
CLAIMED = (20, BATCH)
_LIMIT = "bare scan and claim"
#: A Tuesday, eleven in the morning in Hong Kong.
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
_FILL = """
    insert into follow_up (customer_id, playbook, step, occurrence_key, purpose, role, hours, mode, priority, first_day,
    last_day, opens_at, closes_at, next_try_at, tries_allowed, tries_made, state, created_at)
    select id, 'holiday-greeting', 'greeting', 'bench/' || id, 'marketing', 'service', 'greeting', 'greeting', 80,
    d.day, d.day, d.day - interval '3 hours', d.day + interval '10 hours', d.day, 1, 0, 'planned', '2026-11-01Z'
    from customer, lateral (select timestamptz '2026-11-24 03:00Z'
    + case when id <= {due} then interval '0' else (1 + id % 300) * interval '1 day' end) d(day);
    insert into planning_run (id, at) values (1, '2026-11-24 02:59Z');
    insert into figures_run (id, at, zone, again_at) values (1, '2026-11-24 02:59Z', 'Asia/Hong_Kong', '2026-11-25Z');
"""
#: The rows that a tick claims, by the index that it reads, and what it writes of each at the least.
_BARE = text("""
    with due as (select id from follow_up where state = 'planned' and mode = 'greeting' and next_try_at <= :now
    and closes_at > :now order by priority, closes_at, id limit :batch for update skip locked),
    claimed as (update follow_up f set state = 'underway' from due where f.id = due.id returning f.*),
    written as (insert into follow_up_change (follow_up_id, at, from_state, to_state, reason)
    select id, :now, 'planned', 'underway', 'claimed' from claimed)
    insert into attempt (token, follow_up_id, customer_id, channel, direction, e164, line, extension, mode, body,
    ring_seconds, state, reason, claimed_at, deadline_at, machine, evidence)
    select 'bare-' || c.id, c.id, c.customer_id, 'call', 'out', n.e164, '+85231230001', '', 'greeting', '', 25,
    'claimed', 'claimed', :now, :now + interval '1 minute', false, '{}' from claimed c
    join customer_number n on n.customer_id = c.customer_id""")

_DUE_TOO = text("""
    update follow_up set next_try_at = :now where id in (select id from follow_up
    where state = 'planned' and mode = 'greeting' and next_try_at > :now order by next_try_at limit :calls)""")


def measure() -> list[Measured]:
    """A tick that claims what its pace allows, or as much as one may, and one that finds nothing to do."""
    found, growth = [], []
    with _planned(FEW) as few, _planned(MANY) as many:
        settle()
        for n in CLAIMED:
            of_few, ours, bare = _claimed(few, many, n)
            amount = f"{DUE:,} of {MANY:,} due"
            found.append(Measured(f"tick, {n} calls claimed", amount, ours, _LIMIT, bare, n, at_most=1.5))
            growth.append((f"tick, {n} claimed", ours, of_few))
        growth.append(("tick, nothing due", *_idle(few, many)))
    beside = f"{FEW:,} planned"
    grown = [Measured(name, f"{MANY:,} planned", ours, beside, less, at_most=1.1) for name, ours, less in growth]
    return [*found, *grown]


@contextmanager
def _planned(planned: int) -> Iterator[Engine]:
    """A house with so many follow-ups, of which some are due."""
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder, EmbeddedPostgres(Path(folder)) as server:
        engine = connect(server.create_database("bench"))
        keep_prepared(engine)
        upgrade(engine)
        with engine.begin() as connection:
            connection.execute(text("set local statement_timeout = 0"))
            connection.execute(text(people(planned) + _FILL.format(due=DUE)))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("set statement_timeout = 0"))
            connection.execute(text("vacuum analyze"))
        yield engine
        engine.dispose()


def _claimed(few: Engine, many: Engine, calls: int) -> tuple[float, float, float]:
    """Median seconds of a tick that claims so many calls among few and among many, and of the bare claim of as many
    among many; all in turns, for the machine is not the same from one minute to the next."""
    works: list[tuple[Engine, Callable[[], object]]] = [
        (few, partial(tick, tools_at(few, NOW, per_second=calls))),
        (many, partial(tick, tools_at(many, NOW, per_second=calls))),
        (many, partial(_claim, many, calls)),
    ]
    times: tuple[list[float], ...] = ([], [], [])
    for one in range(WARM + ROUNDS):
        for (engine, work), kept in zip(works, times, strict=True):
            _next(engine, calls)
            took = _timed(work)
            claimed = _over(engine, calls)
            # Of a new house the first tick of all finds no bucket yet, and makes it.
            assert claimed == calls or one == 0, f"{claimed} calls were claimed, and not {calls}"
            kept += [took] * (one >= WARM)
    of_few, of_many, bare = (statistics.median(kept) for kept in times)
    return of_few, of_many, bare


def _idle(few: Engine, many: Engine) -> tuple[float, float]:
    """Median seconds of a tick that finds nothing to do, among many and among few, in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for engine in (many, few):
        with engine.begin() as connection:
            connection.execute(text("update follow_up set next_try_at = :later where next_try_at <= :now"), _times())
    for _ in range(ROUNDS * 3):
        for engine, kept in zip((many, few), times, strict=True):
            kept.append(_timed(partial(tick, tools_at(engine, NOW))))
    return statistics.median(times[0]), statistics.median(times[1])


def _times() -> dict[str, datetime]:
    return {"now": NOW, "later": NOW + timedelta(hours=1)}


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _claim(engine: Engine, calls: int) -> None:
    with engine.begin() as connection:
        connection.execute(_BARE, {"now": NOW, "batch": calls})


def _next(engine: Engine, calls: int) -> None:
    """The account may do as much again."""
    with engine.begin() as connection:
        connection.execute(text("update bucket set tokens = :calls"), {"calls": calls})


def _over(engine: Engine, calls: int) -> int:
    """What was claimed is over, and as many others are due, as time goes on in a house; how many were claimed."""
    with engine.begin() as connection:
        claimed = connection.execute(
            text("update attempt set state = 'ended', deadline_at = null, ended_at = :now where ended_at is null"),
            {"now": NOW},
        ).rowcount
        connection.execute(_DUE_TOO, {"now": NOW, "calls": calls})
    return claimed
