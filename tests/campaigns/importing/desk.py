"""The desk where exports arrive: files as people make them, and what came of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.importing.imports import import_customers, import_events
from campaigns.importing.result import ImportResult
from runtime.database import Sessions

#: Tuesday 24 November 2026, 10:45 in Hong Kong, still Monday evening in Vancouver.
NOW = datetime(2026, 11, 24, 2, 45, tzinfo=UTC)

BRANCHES = (
    Branch(name="中环院", source="harbour", region="HK", zone="Asia/Hong_Kong", name_en="Harbour Central",
           name_zh="海港中环", line="+85223450180"),
    Branch(name="温哥华院", source="harbour", region="CA", zone="America/Vancouver", name_en="Harbour Vancouver",
           name_zh="海港温哥华", line="+16045550199"),
    Branch(name="广州院", source="harbour", region="CN", zone="Asia/Shanghai", name_en="Harbour Guangzhou",
           name_zh="海港广州", line="+862038880180"),
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Takes files in and tells what is on file afterwards."""

    sessions: Sessions
    folder: Path

    def text(self, content: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
        """A text file; the common indentation of its lines does not count."""
        return self.raw(dedent(content).lstrip("\n").encode(encoding), name)

    def raw(self, content: bytes, name: str = "export.csv") -> Path:
        """A file of these bytes."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def workbook(self, rows: Iterable[Sequence[Any]], name: str = "export.xlsx") -> Path:
        """A workbook with one sheet."""
        made = Workbook()
        sheet = made.worksheets[0]
        for row in rows:
            sheet.append(list(row))
        made.save(self.folder / name)
        return self.folder / name

    def customers(self, path: Path, **options: Any) -> ImportResult:
        """Import customers now."""
        return import_customers(self.sessions, path, options.pop("now", NOW), **options)

    def events(self, path: Path, **options: Any) -> ImportResult:
        """Import events now."""
        return import_events(self.sessions, path, options.pop("now", NOW), **options)

    def everybody(self) -> dict[str, Customer]:
        """All customers on file, by their key."""
        with self.sessions() as session:
            found = session.scalars(select(Customer).options(selectinload(Customer.numbers)))
            return {customer.external_id: customer for customer in found}

    def happened(self) -> dict[str, Event]:
        """All events on file, by their key."""
        with self.sessions() as session:
            return {event.external_id: event for event in session.scalars(select(Event))}

    def report(self, path: Path) -> list[tuple[int, str, str, str]]:
        """Line, column, value and reason of each row of the report beside this file."""
        with path.with_name(path.name + ".refused.csv").open(encoding="utf-8-sig", newline="") as file:
            return [(int(r["line"]), r["column"], r["value"], r["reason"]) for r in csv.DictReader(file)]


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    """Created, updated, unchanged, doubled, refused; and that every row read is one of them."""
    each = (result.created, result.updated, result.unchanged, result.doubled, result.refused)
    assert sum(each) == result.read
    return each
