"""Emptying the tables between tests leaves nothing behind: no row, no id given, no order of an earlier test."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from campaigns.audit import write_down
from campaigns.customers import Customer
from migrations.tables import metadata
from runtime.database import Sessions
from tests.cast import MING, TUESDAY_11, customer, event, follow_up, ready
from tests.schema import empty_tables


def filled(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        names = [connection.dialect.identifier_preparer.quote(name) for name in metadata.tables]
        return [name for name in names if connection.scalar(text(f"select pg_relation_size('{name}')"))]


def test_nothing_is_left_not_even_what_is_only_ever_added_to(engine: Engine, sessions: Sessions) -> None:
    with sessions.begin() as session:
        mei = customer(session)
        event(session, mei, date(2026, 11, 23))
        follow_up(session, mei)
        write_down(session, ready(session, TUESDAY_11).id, "exported", TUESDAY_11)
    assert {"audit_entry", "customer", "customer_number", "event", "follow_up", "leg"} <= set(filled(engine))
    empty_tables(engine)
    assert filled(engine) == []


def test_ids_begin_at_1_again_also_after_rows_that_were_taken_back(engine: Engine, sessions: Sessions) -> None:
    with sessions() as session:
        assert customer(session).id == 1
        session.rollback()
    empty_tables(engine)
    with sessions() as session:
        assert customer(session).id == 1


def test_rows_come_back_as_they_were_added_though_there_were_others_before(engine: Engine, sessions: Sessions) -> None:
    names = [f"客{number}" for number in range(60)]
    for _ in range(3):
        with sessions.begin() as session:
            for number, name in enumerate(names):
                customer(session, name, f"{MING[:-2]}{number:02}")
        with sessions() as session:
            assert list(session.scalars(select(Customer.name))) == names
        empty_tables(engine)


def test_a_change_that_was_never_ended_is_told(engine: Engine, sessions: Sessions) -> None:
    with engine.begin() as connection:
        connection.execute(text("alter function empty_tables() set lock_timeout = '50ms'"))
    try:
        with sessions() as session:
            customer(session)
            with pytest.raises(OperationalError, match="lock timeout"):
                empty_tables(engine)
    finally:
        with engine.begin() as connection:
            connection.execute(text("alter function empty_tables() set lock_timeout = '10s'"))
