"""What sentences call the names that playbooks use: kinds, categories, fields, roles (words.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "zh"]
Shelf = Literal[
    "events", "categories", "supplies", "named_days", "flags", "terms", "customer", "event", "values", "roles",
    "channels", "days", "work", "skills",
]  # fmt: skip


@dataclass(frozen=True)
class Word:
    """What a name is called in one language."""

    said: str
    #: Of several: the English plural.
    many: str
    #: It names a day and not what happens on it.
    day: bool = False


def word(shelf: Shelf, name: str, language: Language) -> Word:
    """The word for a name; one that we have no words for is its own, in quotation marks."""
    found = _words()[shelf].get(name)
    if found is None:
        return Word(f"“{name}”", f"“{name}”")
    said = found[language]
    return Word(said, found.get("many", f"{said}s"), found.get("day", False))


def said(shelf: Shelf, name: str, language: Language) -> str:
    """`word`, only its words."""
    return word(shelf, name, language).said


def event_word(kind: str, categories: Sequence[str], language: Language) -> Word:
    """What an event of this kind and of one of these categories is called; no category is any."""
    own = [f"{kind}/{category}" for category in categories if f"{kind}/{category}" in _words()["events"]]
    if own and len(own) == len(categories):
        found = [word("events", name, language) for name in own]
        said_so, many = (any_of([getattr(one, which) for one in found], language) for which in ("said", "many"))
        return Word(said_so, many, found[0].day)
    what = word("events", kind, language)
    if not categories:
        return what
    before = any_of([said("categories", category, language) for category in categories], language)
    gap = " " if language == "en" else ""
    return Word(f"{before}{gap}{what.said}", f"{before}{gap}{what.many}", what.day)


def any_of(words: Sequence[str], language: Language) -> str:
    """gold, silver or VIP; 金卡、银卡或贵宾."""
    comma, last = (", ", " or ") if language == "en" else ("、", "或")
    *others, one = dict.fromkeys(words)
    return f"{comma.join(others)}{last}{one}" if others else one


def value_word(field: str, value: str | int, language: Language) -> str:
    """What a field's value is called; a number is said as it is."""
    if isinstance(value, int):
        return f"{value:,}"
    if field == "category" and value:
        return said("categories", value, language)
    own = f"{field}/{value}"
    return said("values", own if own in _words()["values"] else value, language)


def clause(field: str, value: str | int, language: Language, *, excluded: bool) -> str:
    """What it means that a field says this value, or does not, where there is a clause for it; else empty."""
    found = _words()["clauses"].get(f"{'not ' if excluded else ''}{field}/{value}")
    return found[language] if found else ""


@cache
def _words() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
