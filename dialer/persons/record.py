"""The record: everything that is held about one customer, table by table, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from dialer.persons.tables import TABLES, Held
from dialer.recordings.recording import Recording

Row = dict[str, Any]


def record(session: Session, customer_id: int) -> dict[str, list[Row]]:
    """Table -> rows as JSON has them: all columns but secrets of ours; instants in UTC. Empty tables are left out."""
    found = {held.table.__tablename__: _rows(session, held, customer_id) for held in TABLES}
    return {table: rows for table, rows in found.items() if rows}


def people(session: Session, tables: dict[str, list[Row]]) -> dict[int, str]:
    """Who the agents are that the record names by id."""
    named = {value for rows in tables.values() for row in rows for name, value in row.items() if _is_agent(name, value)}
    asked = select(Agent.id, Agent.name).where(Agent.id.in_(named)).order_by(Agent.id)
    return {row.id: row.name for row in session.execute(asked)}


def sounds(session: Session, customer_id: int) -> Iterator[tuple[int, bytes]]:
    """Each recording that is kept here, by id, as MP3; one at a time, since they are long."""
    kept = select(Recording.id).where(Recording.customer_id == customer_id, Recording.state == "kept")
    for recording_id in session.scalars(kept.order_by(Recording.id)).all():
        sound = session.scalar(select(Recording.sound).where(Recording.id == recording_id))
        if sound is not None:
            yield recording_id, sound


def _rows(session: Session, held: Held, customer_id: int) -> list[Row]:
    table = inspect(held.table)
    columns = [column for column in table.columns if column.name not in held.secret]
    asked = select(*columns).where(held.theirs(customer_id)).order_by(*table.primary_key)
    return [{name: _plain(value) for name, value in row.items()} for row in session.execute(asked).mappings()]


def _is_agent(name: str, value: Any) -> bool:
    return isinstance(value, int) and (name.endswith("agent_id") or name == "by" or name.endswith("_by"))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
