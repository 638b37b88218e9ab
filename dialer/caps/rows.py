"""Rows of caps: one rule each, with its source. See law.toml and house.toml for what their words mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

from dialer.caps.history import CALLS, TEXTS, UNANSWERED, Contact
from dialer.caps.spans import Span, read_span
from dialer.fingerprint import fingerprint

#: Whose contacts a row counts: the customer's over all their numbers, the number's over all its customers, or
#: everything that passed with the one or the other.
CUSTOMER, NUMBER, BOTH = "customer", "number", "both"


# Rows are few and made once: each is itself, and no other is like it.
@dataclass(frozen=True, eq=False)
class Row:
    """One rule."""

    id: str
    #: What it forbids: call or text.
    channel: str
    country: str
    subdivisions: tuple[str, ...]
    purposes: tuple[str, ...]
    #: Whose contacts are counted, each of these by itself.
    of: tuple[str, ...]
    #: At most so many in the span; None for a pause.
    most: int | None
    #: What is counted.
    counts: tuple[Contact, ...]
    #: A pause after this; None for a count.
    after: Contact | None
    span: Span
    unless_agent_reserved: bool
    code: str
    source: str
    #: How evidence names it: its id, its span, and how many or what it follows.
    shown: Mapping[str, Any]

    def binds(self, channel: str, country: str, subdivision: str, purpose: str) -> bool:
        """Whether the row is about such a contact."""
        return (
            self.channel == channel
            and self.country in (country, "*")
            and (not self.subdivisions or subdivision in self.subdivisions)
            and (not self.purposes or purpose in self.purposes)
        )


class Table(NamedTuple):
    """All rows of a file, and the fingerprint of what it says."""

    rows: tuple[Row, ...]
    version: str


def read_table(file: str, of: tuple[str, ...]) -> Table:
    """A file of this room; `of` is whose contacts a row counts that does not say. Raises KeyError, SpanUnreadable."""
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    return Table(tuple(_row(row, of) for row in tomllib.loads(text)["rows"]), fingerprint(text))


def _row(row: Mapping[str, Any], of: tuple[str, ...]) -> Row:
    kind, of_calls = row["kind"], UNANSWERED if row.get("unanswered") else CALLS
    limit = {"after": row["after"]} if kind == "pause" else {"limit": row[kind]}
    return Row(
        id=row["id"],
        channel="text" if kind == "texts" else "call",
        country=row.get("country", "*"),
        subdivisions=tuple(row.get("subdivisions", ())),
        purposes=tuple(row.get("purposes", ())),
        of=tuple(row.get("of", of)),
        most=limit.get("limit"),
        counts=TEXTS if kind == "texts" else of_calls,
        after=Contact(row["after"]) if kind == "pause" else None,
        span=read_span(row["span"]),
        unless_agent_reserved=row.get("unless_agent_reserved", False),
        code=row["code"],
        source=row["source"],
        shown={"row": row["id"], "span": row["span"], **limit},
    )
