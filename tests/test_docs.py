"""The pages on playbooks say what the programs do: their examples are read, and no key is left out or made up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import click
import pytest

import campaigns.playbooks.anchors
import campaigns.playbooks.conditions
import campaigns.playbooks.model
import campaigns.playbooks.recurrence
from campaigns.calendars.festivals import FESTIVALS
from campaigns.calendars.notice_files import Kind, notice_days
from campaigns.planning.open_steps import RETURNS
from campaigns.playbooks.model import Channel, Duty, Role
from campaigns.playbooks.problems import problems
from campaigns.playbooks.reading import PlaybookWrong, parse_playbook
from campaigns.playbooks.recurrence import Period
from campaigns.playbooks.shelf import shelf
from campaigns.playbooks.strict import Strict
from campaigns.playbooks.windows import read_window
from dialer.hours.policy import named
from dialer.hours.policy import shelf as hours_shelf
from huifang.cli import huifang

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [DOCS / "playbooks.md", DOCS / "playbooks.zh-CN.md"]
ROOMS = (campaigns.playbooks.model, campaigns.playbooks.anchors, campaigns.playbooks.conditions,
         campaigns.playbooks.recurrence)  # fmt: skip
MODELS = {
    name: found
    for room in ROOMS
    for name, found in vars(room).items()
    if isinstance(found, type) and issubclass(found, Strict) and found is not Strict and name[0] != "_"
}
BLOCK = re.compile(r"^```(?P<info>[a-z ]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^<!-- (?P<what>[A-Za-z: ]+) -->\n\|.*\n\|[ |-]+\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
WORDS = {"en": "x", "zh": "x"}
#: An anchor of each kind that an example may count from, and a step before it.
ANCHORS = {"treatment": {"event": "treatment"}}
STEP = {"id": "s", "why": WORDS, "script": WORDS, "text": WORDS, "anchor": "treatment", "priority": 10}
FIRST = STEP | {"id": "first", "due": "on the day"}
HEAD = {"id": "x", "name": WORDS, "purpose": "care", "hours": "clinic"}
BOOK = HEAD | {"anchors": ANCHORS, "steps": [FIRST]}

pages = pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)


@dataclass(frozen=True)
class Row:
    """One row of a table: what stands in its first cell, in its last one, and in all."""

    first: str
    last: str
    whole: str


@cache
def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def code_in(page: Path) -> list[str]:
    """What stands between single backticks."""
    return CODE.findall(BLOCK.sub("", text_of(page)))


def blocks(page: Path, info: str) -> list[str]:
    return [found["text"] for found in BLOCK.finditer(text_of(page)) if found["info"] == info]


def tables(page: Path, what: str) -> dict[str, list[Row]]:
    """The tables behind a mark `<!-- what: names -->`, by their names."""
    found = {}
    for table in TABLE.finditer(text_of(page)):
        kind, _, names = table["what"].partition(": ")
        if kind == what:
            lines = table["rows"].splitlines()
            cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
            found[names] = [Row(c[0], c[-1], line) for c, line in zip(cells, lines, strict=True)]
    return found


def keys_of(model: type[Strict]) -> set[str]:
    return {info.alias or name for name, info in model.model_fields.items()}


def step_with(**more: Any) -> dict[str, Any]:
    """A book whose one step says this besides; it is due the day after unless it says when, and may move a week."""
    due = {} if "due" in more or "quota" in more else {"due": "1 day after"}
    room = {"late": "7 days"} if "open_days" in more else {}
    return BOOK | {"steps": [STEP | due | room | more]}


def anchored_on(anchors: dict[str, Any]) -> dict[str, Any]:
    """A book with a step on each of these anchors."""
    steps = [STEP | {"id": f"on-{name}", "anchor": name, "due": "1 day after"} for name in anchors]
    return BOOK | {"anchors": ANCHORS | anchors, "steps": [FIRST, *steps]}


def of_a_step(said: dict[str, Any]) -> dict[str, Any]:
    """The book with a step that says this; its anchor may have any name."""
    book = step_with(**said)
    return book | {"anchors": {book["steps"][0]["anchor"]: {"event": "treatment"}}}


#: Part of a playbook -> the book that an example of one of its keys stands in. Anchors stand for themselves.
BOOKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "Playbook": lambda said: BOOK | said,
    "Words": lambda said: BOOK | {"name": WORDS | said},
    "Step": of_a_step,
    "Repeat": of_a_step,
    "Quota": of_a_step,
    "Question": lambda said: BOOK | {"survey": [{"id": "q", "ask": WORDS} | said]},
    "Finding": lambda said: BOOK | {"findings": [{"id": "f", "words": WORDS} | said]},
    "Duty": lambda said: BOOK | {"duties": [{"what": WORDS, "role": "service", "on": "monday"} | said]},
    "DayDetail": lambda said: anchored_on({"a": {"event": "surgery"} | said}),
}


def example_book(part: str, code: str) -> dict[str, Any]:
    """The book that this example stands in. A condition is no line of its own, everything else is."""
    if code.startswith("{"):
        return step_with(when=[tomllib.loads(f"it = {code}")["it"]])
    return BOOKS.get(part, anchored_on)(tomllib.loads(code))


@pages
def test_every_whole_playbook_can_be_used(page: Path) -> None:
    wholes = blocks(page, "toml playbook")
    assert len(wholes) >= 2
    for whole in wholes:
        book = parse_playbook(whole, f"{tomllib.loads(whole)['id']}.toml")
        assert named(book.hours).name == book.hours


@pages
def test_the_first_playbook_grows_step_by_step_and_can_be_used_at_every_stage(page: Path) -> None:
    first = blocks(page, "toml playbook")[0]
    name = f"{tomllib.loads(first)['id']}.toml"
    grown = first
    for more in blocks(page, "toml add"):
        grown += "\n" + more
        parse_playbook(grown, name)
    (top,) = blocks(page, "toml top")
    book = parse_playbook(top + grown, name)
    assert [step.id for step in book.steps] == ["day-1", "day-3", "before-next", "month-1"]
    assert book.cancelled_by
    assert book.red_flag
    assert book.findings


@pages
def test_every_fragment_can_be_used(page: Path) -> None:
    for fragment in blocks(page, "toml step"):
        assert problems(step_with(**tomllib.loads(fragment))) == [], fragment
    for fragment in blocks(page, "toml anchors"):
        assert problems(anchored_on(tomllib.loads(fragment))) == [], fragment
    kinds = {found["info"] for found in BLOCK.finditer(text_of(page)) if "toml" in found["info"]}
    assert kinds <= {f"toml {one}" for one in ("playbook", "add", "top", "step", "anchors", "wrong")}


@pages
def test_the_tables_of_keys_have_every_key_and_no_other(page: Path) -> None:
    """A key that is added to the rule language, or leaves it, has to be told of in both languages."""
    told = tables(page, "keys")
    for names, rows in told.items():
        said = [key for row in rows for key in CODE.findall(row.first)]
        wanted = set().union(*(keys_of(MODELS[name]) for name in names.split()))
        assert sorted(said) == sorted(wanted), names
    assert {name for names in told for name in names.split()} == set(MODELS)


@pages
def test_keys_that_must_be_there_are_bold(page: Path) -> None:
    for names, rows in tables(page, "keys").items():
        if len(names.split()) > 1:
            continue  # kinds of anchors, each with a key of its own
        model = MODELS[names]
        musts = {info.alias or name for name, info in model.model_fields.items() if info.is_required()}
        assert {CODE.findall(row.first)[0] for row in rows if "**" in row.first} == musts, names


def examples(page: Path) -> Iterator[tuple[str, str, str]]:
    for names, rows in tables(page, "keys").items():
        for row in rows:
            (key,) = CODE.findall(row.first)
            (code,) = CODE.findall(row.last)
            yield names.split()[0], key, code


@pages
def test_every_example_of_a_key_can_be_used(page: Path) -> None:
    for model, key, code in examples(page):
        assert re.search(rf"\b{key} ?=", code), f"{key} is not in its example {code}"
        assert problems(example_book(model, code)) == [], code


@pages
def test_every_window_that_is_shown_is_one(page: Path) -> None:
    (rows,) = tables(page, "windows").values()
    for row in rows:
        for written in CODE.findall(row.first):
            assert str(read_window(written)) == written


@pages
def test_every_choice_is_told(page: Path) -> None:
    """Roles, channels, periods, festivals, hours, weekdays, and why planning withdraws."""
    said = {word for code in code_in(page) for word in re.findall(r"[a-z][a-z0-9_-]*", code)}
    weekdays = get_args(Duty.model_fields["on"].annotation)
    choices = {*get_args(Role), *get_args(Channel), *get_args(Period), *FESTIVALS, *hours_shelf(), *weekdays, *RETURNS}
    assert choices - said == set()


@pages
def test_the_hours_are_those_of_the_departments(page: Path) -> None:
    (rows,) = tables(page, "hours").values()
    kept = tomllib.loads((DOCS.parent / "dialer" / "hours" / "named.toml").read_text("utf-8"))
    assert {CODE.findall(row.first)[0] for row in rows} == set(kept)
    for row in rows:
        hours = kept[CODE.findall(row.first)[0]]["hours"]
        assert re.findall(r"\d\d:\d\d–\d\d:\d\d", row.last) == hours.replace("-", "–").split(";")


@pages
def test_the_shelf_is_listed_whole_and_what_runs_is_bold(page: Path) -> None:
    (rows,) = tables(page, "shelf").values()
    assert [CODE.findall(row.first)[0] for row in rows] == list(shelf())
    assert {CODE.findall(row.first)[0] for row in rows if "**" in row.first} == {b.id for b in shelf().values() if b.on}
    assert all(row.whole.count(" | ") == 2 for row in rows)


@pages
def test_the_wrong_file_is_told_exactly_so(page: Path) -> None:
    (wrong,) = blocks(page, "toml wrong")
    (told,) = blocks(page, "text wrong")
    with pytest.raises(PlaybookWrong) as found:
        parse_playbook(wrong, "laser-care.toml")
    assert str(found.value) == told.strip()


@pages
def test_the_notice_is_laid_out_as_the_calendar_reads_it(page: Path) -> None:
    (notice,) = blocks(page, "csv")
    days = notice_days("2026.csv", notice)
    assert {day.kind for day in days} == set(Kind)


@pages
def test_every_command_that_is_named_is_there(page: Path) -> None:
    run = [line for block in blocks(page, "sh") for line in block.splitlines()]
    in_the_text = [code for code in code_in(page) if code.startswith("huifang ")]
    lines = [line.removeprefix(".venv/bin/") for line in run if "huifang" in line] + in_the_text
    assert len(lines) > 10
    for line in lines:
        command: click.Command = huifang
        arguments = line.split()[1:]
        while isinstance(command, click.Group):
            found = command.get_command(click.Context(command), arguments.pop(0))
            assert found is not None, line
            command = found
        known = {option for parameter in command.params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("--")} <= known, line


@pages
def test_links_within_the_page_lead_somewhere(page: Path) -> None:
    """A heading's address is its words in small letters without marks, joined by hyphens."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text_of(page)), re.MULTILINE)
    addresses = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text_of(page))) <= addresses


def test_both_pages_have_the_same_examples_of_the_same_keys() -> None:
    english, chinese = (list(examples(page)) for page in PAGES)
    assert english == chinese


def test_both_readmes_point_to_the_page() -> None:
    for readme, page in (("README.md", "docs/playbooks.md"), ("README.zh-CN.md", "docs/playbooks.zh-CN.md")):
        assert f"({page})" in (DOCS.parent / readme).read_text("utf-8")
