"""Finding a customer: by name, by telephone number in any spelling, by id; the likeliest first."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from runtime.database import Sessions
from tests.cast import customer
from tests.web.visitor import Visitor

MEI, LING, JACK = 1, 2, 3


@pytest.fixture
def three(app: Flask, sessions: Sessions) -> None:
    """陈美玲 and 林美玲 of Hong Kong, and Jack Chan of Vancouver."""
    with sessions.begin() as session:
        customer(session, "陈美玲", "+85291234567", external_id="C-1001")
        customer(session, "林美玲", "+85291237788", external_id="C-1002")
        customer(session, "Jack Chan", "+16042530001", external_id="2", house="kitsilano", language="en")


def found(visitor: Visitor, asked: str) -> list[int]:
    """Ids in the order of the list; one alone is shown at once."""
    answer = visitor.get(f"/customers?q={asked.replace('+', '%2B').replace('#', '%23')}")
    if answer.location:
        return [int(answer.location.rsplit("/", 1)[1])]
    return [int(one) for one in re.findall(r'<li><a href="/customers/(\d+)"', answer.text)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # A name, how it begins, what it holds: also a given name, also an English surname, in any case.
        ("陈美玲", [MEI]),
        ("陈", [MEI]),
        ("美玲", [MEI, LING]),
        ("玲", [MEI, LING]),
        ("jack", [JACK]),
        ("chan", [JACK]),
        ("k c", [JACK]),
        ("c-100", [MEI, LING]),
        # One letter is how a name begins, not what it holds.
        ("h", []),
        ("j", [JACK]),
        # A whole number as people of each region write it.
        ("+852 9123 4567", [MEI]),
        ("9123-4567", [MEI]),
        ("0085291234567", [MEI]),
        ("(604) 253-0001", [JACK]),
        # How it ends, from four digits on.
        ("4567", [MEI]),
        ("34567", [MEI]),
        ("567", []),
        # The source system's id comes before ours.
        ("#2", [LING]),
        ("2", [JACK, LING]),
        ("C-1002", [LING]),
        # Signs with a meaning elsewhere are just signs.
        ("%", []),
        ("_", []),
        ("\\", []),
        ("9" * 40, []),
        ("\U0010ffff", []),
    ],
)
def test_names_numbers_and_ids_find_who_is_meant(asked: str, expected: list[int], three: None, rita: Visitor) -> None:
    assert found(rita, asked) == expected


def test_who_is_found_by_number_is_listed_with_its_end_and_never_with_the_number(
    three: None, rita: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        customer(session, "王英", "+85265554567", external_id="C-1003")
    page = rita.get("/customers?q=4567").text
    assert "+852 •••• •567" in page
    assert "91234567" not in page.replace(" ", "")


def test_an_exact_name_comes_before_one_that_begins_so_and_one_that_holds_it(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        for n, name in enumerate(("老林美", "林美玲", "林美")):
            customer(session, name, f"+8529111000{n}")
    assert found(rita, "林美") == [3, 2, 1]


def test_an_agent_finds_her_own_among_many_of_the_same_name(wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        for n in range(3):
            customer(session, "陈大文", f"+8529111000{n}", owner="wing" if n == 2 else None)
    assert found(wing, "大文") == [3]
