"""Planning events, beside the `INSERT … SELECT` that a database administrator would write for the same rows."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from bench.measure import Measured, side_by_side
from campaigns.planning.plan import plan
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.shelf import shelf
from huifang.engines.postgres import EmbeddedPostgres
from migrations.running import upgrade
from runtime.database import connect, sessions

NOW = datetime(2026, 11, 24, tzinfo=UTC)
EVENTS, CUSTOMERS = 3_000_000, 1_000_000
#: Three million events are their own average.
ROUNDS = 1

_FILL = f"""
    insert into branch (name, source, region, zone, name_en, name_zh, line)
    values ('中环', 'clinic', 'HK', 'Asia/Hong_Kong', 'Harbour', '港湾', '+85231230001');
    insert into customer (source, external_id, branch, name, surname, day_zone, calendar, created_at, updated_at)
    select 'clinic', g, '中环', '陈大文', '陈', case g % 3 when 0 then 'Asia/Hong_Kong' when 1 then 'Asia/Shanghai'
    else 'America/Vancouver' end, 'HK', now(), now() from generate_series(1, {CUSTOMERS}) g;
    insert into event (source, external_id, customer_id, kind, category, occurred_on, created_at)
    select 'clinic', g, 1 + g % {CUSTOMERS}, 'treatment', 'laser', date '2026-11-24' + g % 30, now()
    from generate_series(1, {EVENTS}) g;
    analyze;
"""
#: The same rows by hand: the zone's days by PostgreSQL's own zone files, no replacing, no cancelling, nobody deceased.
_BARE = """
    insert into follow_up (customer_id, event_id, playbook, step, course, occurrence_key, purpose, role, hours, mode,
    priority, first_day, last_day, opens_at, closes_at, next_try_at, tries_allowed, state, created_at)
    select e.customer_id, e.id, 'skin-laser', 'day-1', e.source || ':' || e.external_id,
    'skin-laser/day-1/' || e.source || ':' || e.external_id, 'care', 'service',
    'clinic', 'agent', 10, e.occurred_on + 1, e.occurred_on + 1,
    (e.occurred_on + 1)::timestamp at time zone c.day_zone,
    (e.occurred_on + 2)::timestamp at time zone c.day_zone,
    (e.occurred_on + 1)::timestamp at time zone c.day_zone, 3, 'planned', now()
    from event e join customer c on c.id = e.customer_id
    where e.kind = 'treatment' and e.category = 'laser' and e.occurred_on + 2 > date '2026-11-24'
    on conflict do nothing"""


def measure() -> Measured:
    """One step over all events, on the embedded server with its data safe in a power cut."""
    whole = shelf()["skin-laser"]
    one_step = whole.model_copy(update={"steps": whole.steps[:1]})
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder, EmbeddedPostgres(Path(folder)) as server:
        engine = connect(server.create_database("bench"))
        upgrade(engine)
        _run(engine, _FILL)
        seconds, least = side_by_side(lambda: _ours(engine, one_step), lambda: _bare(engine), ROUNDS)
        engine.dispose()
    return Measured("plan events", f"{EVENTS:,} events", seconds, "a bare INSERT … SELECT", least, EVENTS, at_most=1.5)


def _ours(engine: Engine, playbook: Playbook) -> None:
    _empty(engine)
    with sessions(engine).begin() as session:
        plan(session, [playbook], NOW)


def _bare(engine: Engine) -> None:
    _empty(engine)
    _run(engine, _BARE)


def _empty(engine: Engine) -> None:
    """Outside the measured time it would be fairer still; beside the rows it is nothing."""
    _run(engine, "truncate follow_up cascade")


def _run(engine: Engine, statement: str) -> None:
    """However long it takes, as planning itself does."""
    with engine.begin() as connection:
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text(statement))
