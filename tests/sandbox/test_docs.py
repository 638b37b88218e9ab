"""The pages on the sandbox say what it does: their example runs, and no option, fault, key or door is left out."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from sandbox import settings
from sandbox.api.app import create_app
from sandbox.faults import NAMES
from sandbox.people.person import TEXT_ERRORS, Answer, Kind, Person, person
from tests.sandbox.box import Box
from tests.sandbox.conftest import MakeBox
from tests.sandbox.receiver import until

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "sandbox.md", DOCS / "sandbox.zh-CN.md"]
BLOCK = re.compile(r"^```(?P<info>[a-z ]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^<!-- (?P<what>[a-z]+) -->\n\|.*\n\|[ |-]+\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def block(page: Path, info: str) -> str:
    (found,) = [one["text"] for one in BLOCK.finditer(page.read_text("utf-8")) if one["info"] == info]
    return found


def rows(page: Path, what: str) -> list[list[str]]:
    (found,) = [one["rows"] for one in TABLE.finditer(page.read_text("utf-8")) if one["what"] == what]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found.splitlines()]


def firsts(page: Path, what: str) -> list[str]:
    """What stands in the first column of a table."""
    return [CODE.findall(row[0])[0] for row in rows(page, what)]


@pages
def test_the_table_of_options_has_every_option_and_no_other(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        settings.read(["--help"])
    usage = capsys.readouterr().out.split("\n\n")[0]
    assert set(firsts(page, "options")) == set(re.findall(r"--[a-z-]+", usage))


@pages
def test_the_defaults_are_the_ones_that_are_told(page: Path) -> None:
    chosen, told = settings.read([]), {row[0].strip("`"): row[1] for row in rows(page, "options")}
    for option, value in (
        ("--port", chosen.port),
        ("--seed", chosen.seed),
        ("--account", chosen.account),
        ("--token", settings.DEFAULT_TOKEN),
        ("--calls-per-second", f"{chosen.calls_per_second:g}"),
        ("--slow-answer", f"{chosen.slow_answer_s:g}"),
        ("--list-lag", f"{chosen.list_lag_s:g}"),
    ):
        assert str(value) in told[option], option


@pages
def test_the_table_of_faults_has_every_fault_and_no_other(page: Path) -> None:
    assert sorted(firsts(page, "faults")) == sorted(NAMES)


@pages
def test_every_word_about_people_is_told_and_every_example_describes_one(page: Path) -> None:
    assert set(firsts(page, "people")) == {field.name for field in fields(Person)}
    told = "\n".join(row[1] for row in rows(page, "people"))
    assert all(f"`{word}`" in told for word in (*get_args(Kind), *get_args(Answer)))
    assert all(str(code) in told for code in TEXT_ERRORS)
    for key, _, example in rows(page, "people"):
        described: dict[str, Any] = json.loads(CODE.findall(example)[0])
        assert key.strip("`") in described
        assert person(described) != Person()


@pages
def test_the_doors_are_there_and_all_are_told(page: Path, box: Box) -> None:
    rules = create_app(box.sandbox.network).url_map.iter_rules()
    own = {
        f"{method} {rule.rule}"
        for rule in rules
        if rule.rule.startswith("/sandbox/") and not rule.rule.startswith("/sandbox/phone")
        for method in (rule.methods or set()) & {"GET", "POST"}
    }
    assert set(firsts(page, "doors")) == own
    assert "/sandbox/phone" in {rule.rule for rule in create_app(box.sandbox.network).url_map.iter_rules()}


@pages
def test_what_the_witness_is_said_to_say_it_says(page: Path, make_box: MakeBox) -> None:
    box = make_box()
    seen = box.ended(box.call("+85291234501"))
    assert set(firsts(page, "witness")) <= set(seen)
    assert {"recordings", "errors", "messages"} <= set(box.ledger())


@pages
def test_the_first_call_goes_as_told(page: Path, make_box: MakeBox) -> None:
    people = json.loads(block(page, "json people"))
    (line,) = block(page, "sh").splitlines()
    program, command, *argv = line.split()
    assert (program, command) == ("huifang", "sandbox")
    chosen = settings.read(argv)
    assert (chosen.port, str(chosen.people), chosen.faults) == (4010, "people.json", {"reorder-webhook": 0.1})
    box = make_box(people, "--token", "sandbox", "--number", argv[argv.index("--number") + 1], "--seed", "7")
    code = block(page, "python").replace("http://127.0.0.1:4010", box.url)
    for _ in range(2):
        exec(compile(code, page.name, "exec"), {"print": lambda status: None})
        until(lambda: all(call["ended_at"] for call in box.ledger()["calls"]))
    assert [call["status"] for call in box.ledger()["calls"]] == ["no-answer", "completed"]
    assert box.ledger()["calls"][1]["said"] == ["Hello, this is the clinic."]


def test_both_pages_have_the_same_examples() -> None:
    for info in ("json people", "sh", "python"):
        assert block(PAGES[0], info) == block(PAGES[1], info)
    for what in ("options", "people", "faults", "doors", "witness"):
        assert firsts(PAGES[0], what) == firsts(PAGES[1], what)
    assert [row[2] for row in rows(PAGES[0], "people")] == [row[2] for row in rows(PAGES[1], "people")]


def test_both_readmes_point_to_the_page() -> None:
    for readme, page in (("README.md", "docs/sandbox.md"), ("README.zh-CN.md", "docs/sandbox.zh-CN.md")):
        assert f"({page})" in (DOCS.parent / readme).read_text("utf-8")
