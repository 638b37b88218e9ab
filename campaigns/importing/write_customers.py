"""Customers and their numbers, written in sets: new ones inserted, changed ones updated, the rest left alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from campaigns.importing.customers import CustomerRow, read_customer
from campaigns.importing.erased import erased, refuse_erased
from campaigns.importing.headers import Columns
from campaigns.importing.known_branches import KnownBranches
from campaigns.importing.reading import Reading
from campaigns.importing.tiers_reached import TIER_BY_SPEND, to_be_raised, write_reached
from campaigns.importing.write_consents import write_consents
from campaigns.owners import AS_DECIDED
from campaigns.tiers import tiers
from campaigns.wishes import look_again

#: The staging table's columns.
STAGED = {
    "source": "text", "external_id": "text", "branch": "text", "name": "text", "surname": "text", "title": "text",
    "language": "text", "zone": "text", "likely_zone": "text", "calendar": "text", "tier": "text", "owner": "text",
    "birthday": "date", "lunar_birthday": "text", "wished_hours": "text", "marketing_consent": "text",
    "consented_at": "timestamptz", "details": "jsonb", "numbers": "jsonb",
}  # fmt: skip

#: What a file may leave out; a column that it lacks stays as it is on file.
_OPTIONAL = {"surname": ("surname",), "title": ("title", "gender"), "language": ("language",), "zone": ("zone",),
             "tier": ("tier",), "owner": ("owner",), "birthday": ("birthday",),
             "lunar_birthday": ("lunar_birthday",), "wished_hours": ("wished_hours",)}  # fmt: skip
#: Their cells are kept among the details where they cannot be read.
_KEPT_AS_WRITTEN = ("wished_hours", "marketing_consent")

#: Kiritimati's calendar is this far ahead of UTC's.
_FIRST_TOMORROW = timedelta(hours=14)


@dataclass(frozen=True)
class CustomerImport:
    """Customers, for `flow.run`."""

    connection: Connection
    columns: Columns
    branches: KnownBranches
    now: datetime
    #: The file's name; consents are proved by it.
    file: str

    def read(self, row: Reading) -> tuple[Any, ...] | None:
        """The customer that the row tells of, as the staging table takes it."""
        found = read_customer(row, self.branches, (self.now + _FIRST_TOMORROW).date())
        return _staged(found) if found is not None else None

    def judge(self, rows: Iterable[tuple[Reading, tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
        """Those who were not erased."""
        gone = erased(self.connection)
        for row, good in rows:
            _, source, external_id, *_ = good
            at = gone.get((source, external_id))
            if at is not None:
                refuse_erased(row, "external_id", at)
            else:
                yield good

    def write(self, first: int, last: int) -> tuple[int, int]:
        """Write the staged rows of these lines; how many customers were created and how many updated.

        What the file has no column for is left as it is. A customer whose numbers alone changed counts as updated.
        Who was written is to be planned anew; whose tier was raised has an event that says so.
        """
        fields = self.columns.fields
        with self.connection.begin():
            details = [*self.columns.details.values(), *(fields[f] for f in _KEPT_AS_WRITTEN if f in fields)]
            values = {"first": first, "last": last, "now": self.now, "details": details, "tiers": list(tiers())}
            by_spend = "spend" in self.columns.details.values()
            raised = to_be_raised(self.connection, values) if by_spend or "tier" in fields else []
            upsert = _upsert(fields, by_spend)
            written = {row.id: row.created for row in self.connection.execute(text(upsert), values)}
            write_reached(self.connection, raised, self.now)
            if "wished_hours" in fields:
                look_again(self.connection, list(written), self.now)
            if "marketing_consent" in fields:
                write_consents(self.connection, first, last, self.file, self.now)
            renumbered = set(self.connection.scalars(text(_NUMBERS), values)) - written.keys()
            if renumbered:
                self.connection.execute(text(_TOUCH), {"now": self.now, "ids": list(renumbered)})
        created = sum(written.values())
        return created, len(written) - created + len(renumbered)


def _staged(row: CustomerRow) -> tuple[Any, ...]:
    numbers = [
        {"e164": n.e164, "extension": n.extension, "kind": n.kind, "country": n.country, "subdivision": n.subdivision,
         "position": n.position}
        for n in row.numbers
    ]  # fmt: skip
    return (
        row.line, row.source, row.external_id, row.branch, row.name, row.surname, row.title, row.language, row.zone,
        row.likely_zone, row.calendar, row.tier, row.owner, row.birthday, row.lunar_birthday, row.wished_hours,
        row.marketing_consent, row.consented_at, as_json(row.details), json.dumps(numbers),
    )  # fmt: skip


def as_json(details: Mapping[str, str]) -> str:
    """Details as JSON text."""
    return json.dumps(details, ensure_ascii=False) if details else "{}"


_TOUCH = "update customer set updated_at = :now where id = any(:ids)"


def _upsert(fields: Mapping[str, str], by_spend: bool) -> str:
    """Insert what is new and update what differs; returns the rows that were written. `xmax` is 0 in a new row."""
    spoken_of = [column for column, of in _OPTIONAL.items() if any(field in fields for field in of)]
    wanted = {column: f"excluded.{column}" for column in ("branch", "name", "calendar", *spoken_of)}
    if by_spend and "tier" not in wanted:
        wanted["tier"] = TIER_BY_SPEND
    if "surname" not in wanted:
        # Read from the name, so it follows the name only.
        wanted["surname"] = "case when c.name = excluded.name then c.surname else excluded.surname end"
    wanted["day_zone"] = "excluded.day_zone" if "zone" in wanted else "coalesce(c.zone, excluded.day_zone)"
    if "owner" in wanted:
        wanted["owner"] = AS_DECIDED
    wanted["details"] = "(c.details - cast(:details as text[])) || excluded.details"
    return f"""
        with written as (
            insert into customer as c (source, external_id, branch, name, surname, title, language, zone, day_zone,
                                       calendar, tier, owner, birthday, lunar_birthday, wished_hours, details,
                                       created_at, updated_at)
            select source, external_id, branch, name, surname, title, language, zone, coalesce(zone, likely_zone),
                   calendar, tier, owner, birthday, lunar_birthday, wished_hours, details, :now, :now
            from staged where line between :first and :last
            on conflict (source, external_id) do update
            set {", ".join(f"{column} = {value}" for column, value in wanted.items())}, updated_at = excluded.updated_at
            where ({", ".join(f"c.{column}" for column in wanted)}) is distinct from ({", ".join(wanted.values())})
            returning id, (xmax = 0) as created
        ), planned as (
            insert into to_plan (customer_id, since) select id, :now from written on conflict do nothing
        )
        select id, created from written"""


#: Numbers follow the file. One that the carrier or a person declared dead stays on file, so that it stays known as dead
#: when a later file brings it back. `offset 0` keeps each look-up on its index: left to choose, the planner reads all
#: customers for every slice.
_NUMBERS = """
    with wanted as materialized (
        select c.id as customer_id, n.*
        from staged as s
        cross join lateral (
            select id from customer where source = s.source and external_id = s.external_id offset 0
        ) as c
        cross join lateral jsonb_to_recordset(s.numbers)
            as n(e164 text, extension text, kind text, country text, subdivision text, position int)
        where s.line between :first and :last
    ), of_file as materialized (
        select customer_id, array_agg(e164) as numbers from wanted group by customer_id
    ), gone as (
        delete from customer_number using (
            select held.id from of_file cross join lateral (
                select id, e164 from customer_number
                where customer_id = of_file.customer_id and dead_reason is null offset 0
            ) as held
            where held.e164 <> all (of_file.numbers)
        ) as not_in_file
        where customer_number.id = not_in_file.id
        returning customer_id
    ), written as (
        insert into customer_number as n (customer_id, e164, extension, kind, country, subdivision, position)
        select customer_id, e164, extension, kind, country, subdivision, position from wanted
        on conflict (customer_id, e164) do update
        set extension = excluded.extension, kind = excluded.kind, country = excluded.country,
            subdivision = excluded.subdivision, position = excluded.position
        where (n.extension, n.kind, n.country, n.subdivision, n.position) is distinct from
              (excluded.extension, excluded.kind, excluded.country, excluded.subdivision, excluded.position)
        returning customer_id
    ), changed as (
        select customer_id from gone union select customer_id from written
    ), planned as (
        insert into to_plan (customer_id, since) select customer_id, :now from changed on conflict do nothing
    )
    select customer_id from changed"""
