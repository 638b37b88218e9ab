"""Whatever a playbook counts from or asks for can be imported, in Chinese and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import campaigns.playbooks
from campaigns.importing.events import known_kind
from campaigns.importing.headers import vocabulary, words
from tests.campaigns.importing.desk import Desk, counts

SHELF = Path(campaigns.playbooks.__file__).parent / "shelf"

#: What is no event that an export could bring: our own contacts, and what only an agent of ours raises.
NO_EVENTS = {"contact", "red-flag"}
#: Fields that are no detail: columns of our own tables.
EVENT_FIELDS = {"category", "subject", "by_whom"}
CUSTOMER_FIELDS = {"tier", "branch", "language", "owner", "title", "birthday", "lunar_birthday"}
#: Written by a step itself, when an agent logs a finding.
OWN_DETAILS = {"playbook"}


@cache
def shelf() -> Mapping[str, Any]:
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(SHELF.glob("*.toml"))}


def tables(value: Any) -> Iterator[dict[str, Any]]:
    """Every table inside, however deep."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from tables(part)


def conditions(playbook: dict[str, Any], on: str) -> Iterator[dict[str, Any]]:
    for table in tables(playbook):
        yield from (one for one in table.get("when", ()) if isinstance(one, dict) and on in one)


def anchors(playbook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from playbook.get("anchors", {}).values()


def named_in_lists(playbook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Kinds that cancel, replace or hold something; `finding/usage-weak` names a category too."""
    for table in (playbook, *playbook.get("steps", ())):
        for key in ("cancelled_by", "replaced_by", "held_by"):
            yield from ((*name.split("/"), "")[:2] for name in table.get(key, ()))


def kinds() -> set[str]:
    found: set[str] = set()
    for playbook in shelf().values():
        for anchor in anchors(playbook):
            found.update(anchor[key] for key in ("event", "then", "runs_out") if key in anchor)
        found.update(one["history"] for one in conditions(playbook, "history"))
        found.update(kind for kind, _ in named_in_lists(playbook))
    return found - NO_EVENTS


def categories() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for playbook in shelf().values():
        found.update((anchor["event"], anchor.get("category", "")) for anchor in anchors(playbook) if "event" in anchor)
        found.update((one["history"], one.get("category", "")) for one in conditions(playbook, "history"))
        found.update(named_in_lists(playbook))
        events = [anchor["event"] for anchor in anchors(playbook) if "event" in anchor]
        named = [one for one in conditions(playbook, "event") if one["event"] == "category"]
        found.update((events[0], word) for one in named for word in (*one.get("is", ()), *one.get("is_not", ())))
    return {(kind, category) for kind, category in found if category and kind not in NO_EVENTS}


def details_of_events() -> set[str]:
    found: set[str] = set()
    for playbook in shelf().values():
        for one in conditions(playbook, "event"):
            found.update((one["event"], one.get("same_as", "")))
        for anchor in anchors(playbook):
            found.update((anchor.get("if_detail", ""), anchor.get("plus_days", {}).get("detail", "")))
            if "runs_out" in anchor:
                found.update((anchor.get("quantity", "quantity"), anchor.get("per_day", "units_per_day")))
        found.update(step.get("repeat", {}).get("until_detail", "") for step in playbook.get("steps", ()))
    return found - EVENT_FIELDS - OWN_DETAILS - {""}


def details_of_customers() -> set[str]:
    found: set[str] = set()
    for playbook in shelf().values():
        found.update(one["customer"] for one in conditions(playbook, "customer"))
        found.update(anchor["customer"] for anchor in anchors(playbook) if "customer" in anchor)
    return found - CUSTOMER_FIELDS


def is_in_both_languages(known: list[str]) -> bool:
    return any(word.isascii() for word in known) and any(not word.isascii() for word in known)


def words_for(known: Mapping[str, str], ours: str) -> list[str]:
    return [word for word, stands_for in known.items() if stands_for == ours]


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_each_kind_of_event_has_words_and_may_stand_in_a_file(desk: Desk, kind: str) -> None:
    known = words("events", "kinds")
    assert is_in_both_languages(words_for(known, kind))
    desk.customers(desk.text("编号,姓名,手机,门店\nA1,王芳,94123456,中环院\n"))
    spelt = [*words_for(known, kind), kind]
    rows = "".join(f"E{n},A1,{word},2026-11-20\n" for n, word in enumerate(spelt))
    assert counts(desk.events(desk.text("单号,客户编号,类型,日期\n" + rows))) == (len(spelt), 0, 0, 0, 0)
    assert {event.kind for event in desk.happened().values()} == {kind}


@pytest.mark.parametrize(("kind", "category"), sorted(categories()))
def test_each_category_has_words_and_may_stand_in_a_file(desk: Desk, kind: str, category: str) -> None:
    desk.customers(desk.text("编号,姓名,手机,门店\nA1,王芳,94123456,中环院\n"))
    known = {**words("events", "categories"), **words("events", f"categories_of.{kind}")}
    spelt = [*words_for(known, category), category]
    assert is_in_both_languages(spelt)
    rows = "".join(f"E{n},A1,{kind},{word},2026-11-20\n" for n, word in enumerate(spelt))
    desk.events(desk.text("单号,客户编号,类型,项目类别,日期\n" + rows))
    assert {(event.kind, event.category) for event in desk.happened().values()} == {(kind, category)}


@pytest.mark.parametrize("detail", sorted(details_of_events()))
def test_each_detail_of_an_event_has_headers(detail: str) -> None:
    assert is_in_both_languages(words_for(vocabulary("events").details, detail))


@pytest.mark.parametrize("detail", sorted(details_of_customers()))
def test_each_detail_of_a_customer_has_headers(detail: str) -> None:
    assert is_in_both_languages(words_for(vocabulary("customers").details, detail))


def test_a_kind_spelt_as_playbooks_spell_it_is_itself() -> None:
    """`maintenance-done` is no other word for `maintenance-handed-over`."""
    for kind in set(words("events", "kinds").values()):
        assert known_kind(kind) == kind


def test_a_date_s_header_stands_for_a_kind_that_has_words() -> None:
    assert set(vocabulary("events").dates.values()) <= set(words("events", "kinds").values())
