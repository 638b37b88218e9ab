"""Events, written in sets, after each has found its customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from campaigns.importing.erased import refuse_erased
from campaigns.importing.events import EventFile, EventRow, read_event
from campaigns.importing.headers import Columns
from campaigns.importing.known_branches import KnownBranches
from campaigns.importing.reading import Reading
from campaigns.importing.reasons import Reason
from campaigns.importing.write_customers import as_json

#: The staging table's columns.
STAGED = {
    "source": "text", "external_id": "text", "customer_id": "bigint", "kind": "text", "category": "text",
    "subject": "text", "by_whom": "text", "occurred_on": "date", "occurred_at": "timestamptz", "withdrawn": "bool",
    "details": "jsonb",
}  # fmt: skip


class _Customer(NamedTuple):
    id: int
    day_zone: str
    branch: str
    erased_at: datetime | None


@dataclass(frozen=True)
class EventImport:
    """Events, for `flow.run`."""

    connection: Connection
    columns: Columns
    branches: KnownBranches
    file: EventFile
    now: datetime

    def read(self, row: Reading) -> EventRow | None:
        """The event that the row tells of."""
        return read_event(row, self.branches, self.file)

    def judge(self, rows: Iterable[tuple[Reading, EventRow]]) -> Iterator[tuple[Any, ...]]:
        """The good rows, as the staging table takes them; a row whose customer is not known is refused."""
        read = list(rows)
        customers = _customers(self.connection, [event for _, event in read])
        for row, event in read:
            customer = customers.get((event.source, event.customer))
            if customer is None:
                row.refuse("customer", Reason.UNKNOWN_CUSTOMER)
            elif customer.erased_at is not None:
                refuse_erased(row, "customer", customer.erased_at)
            else:
                yield _staged(event, customer, self.branches.zone(customer.branch))

    def write(self, first: int, last: int) -> tuple[int, int]:
        """Write the staged rows of these lines; how many events were created and how many updated.

        What the file has no column for is left as it is. Whose events were written is to be planned anew, and where an
        event went from one customer to another, both are. Who has died is left in peace.
        """
        with self.connection.begin():
            details = [*self.columns.details.values(), *(["status"] if "status" in self.columns.fields else [])]
            values = {"first": first, "last": last, "now": self.now, "details": details}
            found = self.connection.execute(text(_upsert(self.columns.fields)), values)
            new = [row.created for row in found]
        return sum(new), len(new) - sum(new)


def _staged(row: EventRow, customer: _Customer, branch_zone: str) -> tuple[Any, ...]:
    day, at = row.when(branch_zone, customer.day_zone)
    return (
        row.line, row.source, row.external_id, customer.id, row.kind, row.category, row.subject, row.by_whom, day, at,
        row.withdrawn, as_json(row.details),
    )  # fmt: skip


def _customers(connection: Connection, rows: Sequence[EventRow]) -> dict[tuple[str, str], _Customer]:
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[row.source].add(row.customer)
    statement = text(
        "select external_id, id, day_zone, branch, erased_at from customer"
        " where source = :source and external_id = any(:keys)"
    )
    with connection.begin():
        return {
            (source, found.external_id): _Customer(found.id, found.day_zone, found.branch, found.erased_at)
            for source, wanted in keys.items()
            for found in connection.execute(statement, {"source": source, "keys": list(wanted)})
        }


def _upsert(fields: Mapping[str, str]) -> str:
    """Insert what is new and update what differs; returns the rows that were written. `xmax` is 0 in a new row.

    All parts see the events as they were before, so `moved` and `deceased` can compare. `offset 0` keeps each look-up
    on its index.
    """
    optional = [column for column in ("subject", "by_whom") if column in fields]
    columns = ("customer_id", "kind", "category", *optional, "occurred_on", "occurred_at")
    wanted = {column: f"excluded.{column}" for column in columns}
    wanted["details"] = "(e.details - cast(:details as text[])) || excluded.details"
    if "status" in fields:
        # It was withdrawn when a file first said so.
        wanted["withdrawn_at"] = (
            "case when excluded.withdrawn_at is not null then coalesce(e.withdrawn_at, excluded.withdrawn_at) end"
        )
    return f"""
        with moved as (
            select held.customer_id from staged as s
            cross join lateral (
                select customer_id from event where source = s.source and external_id = s.external_id offset 0
            ) as held
            where s.line between :first and :last and held.customer_id <> s.customer_id
        ), written as (
            insert into event as e (source, external_id, customer_id, kind, category, subject, by_whom, occurred_on,
                                    occurred_at, withdrawn_at, details, created_at)
            select source, external_id, customer_id, kind, category, subject, by_whom, occurred_on, occurred_at,
                   case when withdrawn then cast(:now as timestamptz) end, details, :now
            from staged where line between :first and :last
            on conflict (source, external_id) do update
            set {", ".join(f"{column} = {value}" for column, value in wanted.items())}
            where ({", ".join(f"e.{column}" for column in wanted)}) is distinct from ({", ".join(wanted.values())})
            returning id, customer_id, kind, withdrawn_at, (xmax = 0) as created
        ), planned as (
            insert into to_plan (customer_id, since)
            select customer_id, cast(:now as timestamptz) from moved
            union select customer_id, :now from written
            on conflict do nothing
        ), deceased as ({_DECEASED})
        select created from written"""


#: Nobody calls the family of who has died, until a person finds that it was a mistake; that person's word is not
#: overruled by the same event once more.
_DECEASED = """
            insert into suppression (customer_id, channel, reason, since)
            select distinct customer_id, 'all', 'deceased', cast(:now as timestamptz) from written
            where kind = 'deceased' and withdrawn_at is null
                  and not exists (
                      select from event as before
                      where before.id = written.id and before.kind = 'deceased' and before.withdrawn_at is null
                            and before.customer_id = written.customer_id)
                  and not exists (
                      select from suppression as standing
                      where standing.customer_id = written.customer_id and standing.channel = 'all'
                            and standing.reason = 'deceased' and (standing.until is null or standing.until > :now))
        """
