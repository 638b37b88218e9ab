"""Tests that look on at whole houses come one after another, and nothing else waits for them."""

from __future__ import annotations

from pathlib import Path

from tests.in_turn import LOOK_ON, piece, pytest_collection_modifyitems

ROOT = Path(__file__).parents[1]
FAULTS, JOURNEY, WEB = "tests/faults/test_hosts.py", "tests/journeys/test_recorded.py", "tests/web/test_desk.py"


def test_with_few_processes_one_looks_on_and_the_others_work() -> None:
    for processes in (1, 2, 3, 4):
        assert piece(FAULTS, processes) == piece(JOURNEY, processes)


def test_with_many_processes_several_look_on() -> None:
    files = [f"tests/journeys/test_{n}.py" for n in range(20)]
    assert len({piece(file, 6) for file in files}) == 3


def test_whatever_works_is_a_piece_of_its_own() -> None:
    assert piece(WEB, 3) == WEB


def test_those_that_look_on_begin_and_nothing_else_changes_its_place() -> None:
    class Item:
        def __init__(self, nodeid: str) -> None:
            self.nodeid = nodeid

    items = [Item(f"{file}::test_{n}") for file in (WEB, FAULTS, JOURNEY) for n in (2, 1)]
    pytest_collection_modifyitems(items)  # type: ignore[arg-type]
    assert [item.nodeid for item in items] == [f"{file}::test_{n}" for file in (FAULTS, JOURNEY, WEB) for n in (2, 1)]


def test_what_looks_on_is_there() -> None:
    assert [place for place in LOOK_ON if not (ROOT / place).exists()] == []
