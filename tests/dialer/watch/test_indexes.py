"""What operators ask costs no more in a large house: each statement is answered by the index that it names."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from dialer.signs import signs
from dialer.watch.gauges import GAUGES
from dialer.watch.questions import HOURS, QUESTIONS
from dialer.watch.sources import SOURCES
from dialer.watch.tallies import count
from runtime.database import Base, Sessions
from tests.cast import TUESDAY_11
from tests.dialer.play import begin
from tests.schema import empty_tables

#: Attempts that are over, and follow-ups that are done: none of them is asked about.
MANY = 4000
ASKED = {"now": TUESDAY_11, "since": TUESDAY_11 - HOURS, "begin": MANY - 50, "end": MANY}


@pytest.fixture(scope="module")
def large(engine: Engine) -> Connection:
    """A house after a busy year, as the planner knows it."""
    empty_tables(engine)
    play = begin(Sessions(engine, expire_on_commit=False))
    play.rings()
    over = {"token": "'t' || n", "e164": "'+852' || n", "state": "'ended'", "agent_id": "null", "carrier_id": "null"}
    over |= {"follow_up_id": "a.follow_up_id + n", "customer_id": "a.customer_id + n"}
    past = {at: f"a.{at} - n * interval '1 hour'" for at in ("claimed_at", "placing_at")} | {"ended_at": "a.claimed_at"}
    done = {"occurrence_key": "'k' || n", "state": "'done'"}
    with play.scene() as session:
        for statement in (
            copies(Customer, {"external_id": "'k' || n"}, "a"),
            copies(FollowUp, done, "a"),
            copies(Attempt, over | past, "a"),
            f"""insert into attempt_change (attempt_id, at, from_state, to_state, reason)
            select 1, now(), 'ringing', 'ended', '' from generate_series(1, {10 * MANY}) n""",
            f"""insert into carrier_event (dedupe_key, attempt_id, carrier_id, kind, received_at)
            select 'k' || n, 1, 'CA', 'ringing', now() from generate_series(1, {MANY}) n""",
            """insert into outcome (follow_up_id, attempt_id, customer_id, disposition, logged_at)
            select follow_up_id, id, customer_id, 'well', claimed_at from attempt where state = 'ended'""",
            "insert into topic (attempt_id, follow_up_id) select id, follow_up_id from attempt",
            """insert into suppression (customer_id, channel, reason, since)
            select id, 'all', 'asked', now() from customer""",
            f"""insert into refusal (follow_up_id, channel, at, code, evidence)
            select 1, 'call', now(), 'cap', '{{}}' from generate_series(1, {MANY}) n""",
        ):
            session.execute(text(statement))
        count(session, play.now)
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.execute(text("vacuum analyze"))
    return connection


def copies(table: type[Base], changed: dict[str, str], name: str) -> str:
    """The first row of a table, many times over, with some columns changed."""
    columns = [c.name for c in table.__table__.c if c.name != "id" and c.computed is None]
    values = ", ".join(changed.get(column, f"{name}.{column}") for column in columns)
    of = table.__tablename__
    first = f"(select * from {of} order by id limit 1) {name}"
    return f"insert into {of} ({', '.join(columns)}) select {values} from {first}, generate_series(1, {MANY}) n"


def plan(connection: Connection, statement: str) -> str:
    asked = {name: value for name, value in ASKED.items() if f":{name}" in statement}
    return "\n".join(connection.scalars(text(f"explain {statement}"), asked))


@pytest.mark.parametrize("gauge", GAUGES, ids=lambda gauge: gauge.index)
def test_how_things_stand_is_read_from_one_index(gauge: object, large: Connection) -> None:
    found = plan(large, gauge.statement.text)  # type: ignore[attr-defined]
    assert gauge.index in found  # type: ignore[attr-defined]
    assert "Seq Scan" not in found


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.invariant)
def test_a_question_reads_what_is_young_and_nothing_else(question: object, large: Connection) -> None:
    found = plan(large, question.statement)  # type: ignore[attr-defined]
    for index in question.indexes:  # type: ignore[attr-defined]
        assert index in found, found
    assert "Seq Scan on attempt " not in found
    assert "Seq Scan on attempt_change" not in found
    assert "Seq Scan on follow_up " not in found


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.table)
def test_what_is_added_up_is_read_by_its_numbers(source: object, large: Connection) -> None:
    found = plan(large, source.question)  # type: ignore[attr-defined]
    assert f"pk_{source.table}" in found, found  # type: ignore[attr-defined]
    assert f"Seq Scan on {source.table} " not in found  # type: ignore[attr-defined]


#: What grows for years; all else that is asked of is small.
GROWING = ("follow_up", "attempt", "customer", "carrier_event", "outcome")


@pytest.mark.parametrize("planned_by", ["force_custom_plan", "force_generic_plan"])
def test_what_there_is_to_do_in_a_tick_is_asked_without_reading_what_grows(planned_by: str, large: Connection) -> None:
    asked: list[tuple[str, Any]] = []
    listen(large, "before_cursor_execute", lambda c, cursor, statement, given, *_: asked.append((statement, given)))
    with Session(large) as session:
        signs(session, TUESDAY_11)
    [(statement, given)] = asked
    large.exec_driver_sql(f"set plan_cache_mode = {planned_by}")
    found = "\n".join(large.exec_driver_sql(f"explain {statement}", given).scalars())
    assert [table for table in GROWING if re.search(rf"Seq Scan on {table}\b", found)] == []
    assert "ix_follow_up_due" in found
    assert "ix_attempt_deadline" in found
