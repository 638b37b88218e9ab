"""Customers and their numbers, written in sets: new ones are inserted, changed ones updated, the rest left alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from campaigns.importing.customers import CustomerRow, read_customer
from campaigns.importing.headers import Columns
from campaigns.importing.known_branches import KnownBranches
from campaigns.importing.reading import Reading

#: The staging table's columns.
STAGED = {
    "source": "text", "external_id": "text", "branch": "text", "name": "text", "surname": "text", "title": "text",
    "language": "text", "zone": "text", "likely_zone": "text", "tier": "text", "owner": "text", "birthday": "date",
    "details": "jsonb", "numbers": "jsonb",
}  # fmt: skip

#: What a file may leave out; a column that it lacks stays as it is on file.
_OPTIONAL = {"surname": ("surname",), "title": ("title", "gender"), "language": ("language",), "zone": ("zone",),
             "tier": ("tier",), "owner": ("owner",), "birthday": ("birthday",)}  # fmt: skip

_SLICE = "staged as s where s.line between :first and :last"


#: Kiritimati's calendar is this far ahead of UTC's.
_FIRST_TOMORROW = timedelta(hours=14)


@dataclass(frozen=True)
class CustomerImport:
    """Customers, for `flow.run`."""

    connection: Connection
    columns: Columns
    branches: KnownBranches
    now: datetime

    def judge(self, rows: Iterable[Reading]) -> Iterator[tuple[Any, ...]]:
        """The good rows, as the staging table takes them."""
        today = (self.now + _FIRST_TOMORROW).date()
        good = (read_customer(row, self.branches, today) for row in rows)
        return (_staged(row) for row in good if row is not None)

    def write(self, first: int, last: int) -> tuple[int, int]:
        """Write the staged rows of these lines; how many customers were created and how many updated.

        What the file has no column for is left as it is. A customer whose numbers alone changed counts as updated.
        """
        with self.connection.begin():
            details = list(self.columns.details.values())
            values = {"first": first, "last": last, "now": self.now, "details": details}
            created = set(self.connection.scalars(text(_INSERT), values))
            updated = set(self.connection.scalars(text(_update(self.columns.fields)), values))
            touched = set(self.connection.scalars(text(_NUMBERS), values)) - created - updated
            if touched:
                self.connection.execute(text(_TOUCH), {"now": self.now, "ids": list(touched)})
        return len(created), len(updated) + len(touched)


def _staged(row: CustomerRow) -> tuple[Any, ...]:
    numbers = [
        {"e164": n.e164, "extension": n.extension, "kind": n.kind, "country": n.country, "subdivision": n.subdivision,
         "position": n.position}
        for n in row.numbers
    ]  # fmt: skip
    return (
        row.line, row.source, row.external_id, row.branch, row.name, row.surname, row.title, row.language, row.zone,
        row.likely_zone, row.tier, row.owner, row.birthday, as_json(row.details), json.dumps(numbers),
    )  # fmt: skip


def as_json(details: Mapping[str, str]) -> str:
    """Details as JSON text."""
    return json.dumps(details, ensure_ascii=False) if details else "{}"


_TOUCH = "update customer set updated_at = :now where id = any(:ids)"

_INSERT = f"""
    insert into customer (source, external_id, branch, name, surname, title, language, zone, day_zone, tier, owner,
                          birthday, details, created_at, updated_at)
    select s.source, s.external_id, s.branch, s.name, s.surname, s.title, s.language, s.zone,
           coalesce(s.zone, s.likely_zone), s.tier, s.owner, s.birthday, s.details, :now, :now
    from {_SLICE}
      and not exists (select from customer c where c.source = s.source and c.external_id = s.external_id)
    on conflict (source, external_id) do nothing
    returning id"""


def _update(fields: Mapping[str, str]) -> str:
    """Update rows that differ. Asking first, instead of ON CONFLICT DO UPDATE, burns no ids on rows that are there."""
    spoken_of = [column for column, of in _OPTIONAL.items() if any(field in fields for field in of)]
    wanted = {column: f"s.{column}" for column in ("branch", "name", *spoken_of)}
    if "surname" not in wanted:
        # Read from the name, so it follows the name only.
        wanted["surname"] = "case when c.name = s.name then c.surname else s.surname end"
    wanted["day_zone"] = "coalesce(s.zone, s.likely_zone)" if "zone" in wanted else "coalesce(c.zone, s.likely_zone)"
    wanted["details"] = "(c.details - cast(:details as text[])) || s.details"
    sets = ", ".join(f"{column} = {value}" for column, value in wanted.items())
    return f"""
        update customer as c set {sets}, updated_at = :now
        from {_SLICE} and c.source = s.source and c.external_id = s.external_id
          and ({", ".join(f"c.{column}" for column in wanted)}) is distinct from ({", ".join(wanted.values())})
        returning c.id"""


#: Numbers follow the file. One that the carrier or a person declared dead stays on file, so that it stays known as dead
#: when a later file brings it back.
_NUMBERS = """
    with wanted as materialized (
        select c.id as customer_id, n.*
        from staged as s join customer as c on c.source = s.source and c.external_id = s.external_id
        cross join lateral jsonb_to_recordset(s.numbers)
            as n(e164 text, extension text, kind text, country text, subdivision text, position int)
        where s.line between :first and :last
    ), gone as (
        delete from customer_number as held using (select distinct customer_id from wanted) as of_file
        where held.customer_id = of_file.customer_id and held.dead_reason is null
          and not exists (select from wanted where wanted.customer_id = held.customer_id and wanted.e164 = held.e164)
        returning held.customer_id
    ), written as (
        insert into customer_number (customer_id, e164, extension, kind, country, subdivision, position)
        select wanted.customer_id, wanted.e164, wanted.extension, wanted.kind, wanted.country, wanted.subdivision,
               wanted.position
        from wanted left join customer_number as held
          on held.customer_id = wanted.customer_id and held.e164 = wanted.e164
        where (held.extension, held.kind, held.country, held.subdivision, held.position) is distinct from
              (wanted.extension, wanted.kind, wanted.country, wanted.subdivision, wanted.position)
        on conflict (customer_id, e164) do update
        set extension = excluded.extension, kind = excluded.kind, country = excluded.country,
            subdivision = excluded.subdivision, position = excluded.position
        returning customer_id
    )
    select customer_id from gone union select customer_id from written"""
