"""The line of each key is found, however the file is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.playbooks.lines import Way, line_of, lines_of
from campaigns.playbooks.shelf import SHELF


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """Every way that leads to something in what the standard library has read."""
    yield way
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ways(inner, (*way, key))
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from ways(inner, (*way, number))


@pytest.mark.parametrize(
    ("text", "way", "line"),
    [
        # plain keys, with a comment and an empty line before
        ("# a = 0\n\na = 1", ("a",), 3),
        # a table and a key in it
        ("[t]\nx = 1\ny = 2", ("t",), 1),
        ("[t]\nx = 1\ny = 2", ("t", "y"), 3),
        # arrays of tables are counted; a table below one belongs to the last
        ("[[s]]\na = 1\n[[s]]\na = 2", ("s", 1, "a"), 4),
        ("[[s]]\n[[s]]\n[s.script]\nen = 'x'", ("s", 1, "script", "en"), 4),
        ("[[s]]\n[[s.w]]\na = 1\n[[s]]\n[[s.w]]\n[[s.w]]\na = 3", ("s", 1, "w", 1, "a"), 7),
        # dotted and quoted keys, with an escape
        ("a.b.c = 1", ("a", "b", "c"), 1),
        ("['x.y']\n\"\\u00e9\" = 1", ("x.y", "é"), 2),
        # inline tables and arrays over several lines, with commas left over
        ("a = { b = { c = 1 } }", ("a", "b", "c"), 1),
        ("a = [\n  { b = 1 },  # one\n\n  { b = 2 },\n]\nz = 1", ("a", 1, "b"), 4),
        ("a = [\n  [1, 2],\n  [3],\n]\nz = 1", ("a", 1, 0), 3),
        ("a = [\n  1,\n]\nz = 1", ("z",), 4),
        # what looks like keys and tables within text of several lines
        ('a = """\nb = 1\n[c]\n"""\nb = 2', ("b",), 5),
        ("a = '''\nb = 1 # '' \n'''\nb = 2", ("b",), 4),
        # text that ends with quotation marks of its own, and a backslash before one
        ('a = """"x""\\""""""\nb = 2', ("b",), 2),
        ('a = "\\""\nb = 2', ("b",), 2),
        ("a = '''x'''' # it's ]\nb = 2", ("b",), 2),
        ('a = """x"""" # "it ]\nb = 2', ("b",), 2),
        # signs in text, numbers and dates
        ("a = '] } , = #'\nb = 1.5e3\nc = 1979-05-27 07:32:00\nd = 1", ("d",), 4),
        # lines that end as on Windows
        ("a = 1\r\nb = 2\r\n", ("b",), 2),
    ],
)
def test_a_key_is_found(text: str, way: Way, line: int) -> None:
    assert lines_of(text)[way] == line
    assert set(lines_of(text)) == set(ways(tomllib.loads(text)))


def test_what_is_missing_is_found_where_it_would_stand() -> None:
    lines = lines_of("[[s]]\nid = 'a'\n\n[[s]]\nid = 'b'")
    assert line_of(lines, ("s", 1, "due")) == 4
    assert line_of(lines, ("purpose",)) == 1
    assert line_of(lines_of(""), ("s", 3, "due", "x")) == 1


@pytest.mark.parametrize("file", sorted(SHELF.glob("*.toml")), ids=lambda f: f.stem)
def test_every_key_of_a_shipped_file_stands_on_the_line_that_is_named(file: Path) -> None:
    text = file.read_text("utf-8")
    found = lines_of(text)
    assert set(found) == set(ways(tomllib.loads(text)))
    for way, line in found.items():
        if way and isinstance(way[-1], str):
            assert way[-1] in text.split("\n")[line - 1]


VALUES = st.sampled_from(
    [
        "1", "true", "'it # [is]'", '"a \\" = b"', "[ 1, 2 ]", "{ x = 1, y.z = [ 'a' ] }", '"""\n[[t]]\nkey1 = 2\n"""',
        "'''\n'' = '\n'''", "[\n  # key2 = 3\n  'x',\n  { key3 = 1 },\n]", '"""two""\n"""""', "1979-05-27T07:32:00Z",
    ]
)  # fmt: skip
BETWEEN = st.sampled_from(["", "\n", "# key4 = 5\n", "\n\n  # [t]\n"])


@given(st.lists(st.tuples(BETWEEN, st.sampled_from(["pair", "table", "tables"]), VALUES), max_size=12))
def test_lines_are_counted_over_whatever_stands_before(parts: list[tuple[str, str, str]]) -> None:
    """The file is built part by part, so that the right answer is known from the building."""
    text, expected = "", dict[Way, int]()
    table: Way = ()
    for number, (between, kind, value) in enumerate(parts):
        text += between
        line = text.count("\n") + 1
        if kind == "pair":
            way: Way = (*table, f"k{number}")
            text += f"k{number} = {value}\n"
        elif kind == "table":
            table = way = (f"t{number}",)
            text += f"[t{number}]\n"
        else:
            table = way = ("many", sum(1 for known in expected if known[0] == "many" and len(known) == 2))
            text += "[[many]]\n"
        expected[way] = line
    assert expected.items() <= lines_of(text).items()
