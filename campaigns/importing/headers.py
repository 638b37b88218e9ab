"""Headers: which column of a file holds which of our fields, by the synonyms in `headers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from campaigns.importing.lines import Cell, FileUnreadable
from campaigns.importing.words import plain, plain_with_remarks, text

Subject = Literal["branches", "customers", "do_not_call", "events"]

#: How many synonyms of a missing column are worth reading.
_SYNONYMS_SHOWN = 4


class ColumnsMissing(FileUnreadable):
    """The file lacks columns without which its rows cannot be used."""


@dataclass(frozen=True)
class Columns:
    """Where this file keeps our fields."""

    subject: Subject
    #: Our field to the file's header.
    fields: Mapping[str, str]
    #: All columns with telephone numbers, in the order of the file.
    numbers: tuple[str, ...]
    #: Every other column, with the name under which it is kept.
    details: Mapping[str, str]
    #: Columns that say what an earlier one says already; they are among the details.
    second: tuple[str, ...]
    #: How many columns the header row has.
    width: int
    #: The kind of event that the header of the date implies, else empty.
    implied_kind: str = ""

    def __contains__(self, field: str) -> bool:
        return field in self.fields or (field == "numbers" and bool(self.numbers))


@dataclass(frozen=True)
class Vocabulary:
    """What the exports of one subject call things."""

    subject: Subject
    required: tuple[str, ...]
    #: Our field to what exports call it, the most exact first.
    synonyms: Mapping[str, Sequence[str]]
    #: Plain header to our field, and its rank among those that claim the field.
    fields: Mapping[str, tuple[str, int]]
    #: Plain header to the name that we give a detail.
    details: Mapping[str, str]
    #: Plain header of a date to the kind of event it implies.
    dates: Mapping[str, str]
    #: Plain headers of columns that are left out.
    ignored: frozenset[str]

    def recognise(self, cells: Sequence[Cell]) -> int:
        """How many of these cells are headers that we know."""
        found = {plain(cell) for cell in cells if isinstance(cell, str)}
        return len(found & (self.fields.keys() | self.details.keys()))

    def match(self, headers: Sequence[str], file: str, given: frozenset[str] = frozenset()) -> Columns:
        """Tell the columns apart; `given` are fields that come from elsewhere. Raises ColumnsMissing."""
        claims = [(*self.fields[key], header) for header in headers if (key := self._key(header)) in self.fields]
        numbers = tuple(header for field, _, header in claims if field == "numbers")
        fields: dict[str, str] = {}
        for field, _, header in sorted(claims, key=lambda claim: claim[1]):
            fields.setdefault(field, header)
        fields.pop("numbers", None)
        taken = {*numbers, *fields.values()}
        rest = [header for header in headers if header not in taken and plain(header) not in self.ignored]
        columns = Columns(
            self.subject,
            fields,
            numbers,
            {header: self.details.get(self._key(header), text(header)) for header in rest},
            tuple(header for _, _, header in claims if header not in taken),
            len(headers),
            self.dates.get(plain(fields.get("occurred_on")), ""),
        )
        self._require(columns, headers, file, given)
        return columns

    def _key(self, header: str) -> str:
        """The header's key. A remark in brackets only counts where we know the header with it, as 生日（农历）."""
        whole = plain_with_remarks(header)
        return whole if whole in self.fields or whole in self.details else plain(header)

    def _require(self, columns: Columns, headers: Sequence[str], file: str, given: frozenset[str]) -> None:
        missing = [field for field in self.required if field not in columns and field not in given]
        if missing:
            wanted = "; ".join(f"{field} ({', '.join(self.synonyms[field][:_SYNONYMS_SHOWN])}, …)" for field in missing)
            raise ColumnsMissing(f"{file} has no column for {wanted}. Its columns are: {', '.join(headers)}.")


@cache
def vocabulary(subject: Subject) -> Vocabulary:
    """The vocabulary of this subject."""
    known = _file()[subject]
    dates = known.get("dates", {})
    ranked = {field: list(synonyms) for field, synonyms in known["columns"].items()}
    if dates:
        # A header that says what happened is more exact than 日期.
        ranked["occurred_on"] = [*(word for group in dates.values() for word in group), *ranked["occurred_on"]]
    return Vocabulary(
        subject,
        tuple(known["required"]),
        ranked,
        {plain_with_remarks(word): (field, rank) for field, words in ranked.items() for rank, word in enumerate(words)},
        _by_word(known.get("details", {})),
        _by_word(dates),
        frozenset(map(plain, _file()["ignored"])),
    )


@cache
def words(subject: Subject, group: str) -> Mapping[str, str]:
    """Plain word to our own, for a group such as titles, kinds or words.market; empty where there is none."""
    table: Any = _file()[subject]
    for part in group.split("."):
        table = table.get(part, {})
    return _by_word(table)


@lru_cache(maxsize=8192)
def says_something(written: str) -> bool:
    """Whether a cell's text is more than 无, - or n/a."""
    return written.casefold() not in _blank()


@cache
def _blank() -> frozenset[str]:
    return frozenset(_file()["blank"]) | {""}


def _by_word(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for ours, synonyms in groups.items():
        for word in synonyms:
            if found.setdefault(plain(word), ours) != ours:
                raise ValueError(f"headers.toml: {word!r} stands for {found[plain(word)]} and for {ours}")
    return found


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("headers.toml").read_text(encoding="utf-8"))
