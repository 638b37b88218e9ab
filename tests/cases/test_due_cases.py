"""Every due case with a known answer has it, and so have those between them that we worked out by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from campaigns.calendars.china import shipped_days, use
from runtime.database import sessions
from tests.cases.__main__ import main
from tests.cases.due import COLUMNS, judge
from tests.cases.mismatch import Mismatch
from tests.schema import empty_tables

DUE = Path(__file__).parent / "data" / "due_cases.csv"
BETWEEN = Path(__file__).parent / "data" / "due_between.csv"

Judge = Callable[[dict[str, str]], Mismatch | None]


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def row(rule: str, events: dict[str, object], params: dict[str, object], today: str, **answer: str) -> dict[str, str]:
    said = {"id": "X", "rule": rule, "events": json.dumps(events), "params": json.dumps(params), "today": today}
    return said | dict.fromkeys(COLUMNS, "") | answer


@pytest.fixture(scope="module")
def judged(engine: Engine) -> Iterator[Judge]:
    """One house for all cases, on the official calendar as it was shipped."""
    use(shipped_days())
    empty_tables(engine)
    yield judge(sessions(engine))
    empty_tables(engine)


@pytest.mark.parametrize("case", rows(DUE), ids=lambda case: case["id"])
def test_a_due_case_has_its_known_answer(judged: Judge, case: dict[str, str]) -> None:
    assert judged(case) is None


@pytest.mark.parametrize("case", rows(BETWEEN), ids=lambda case: f"{case['id']}-{case['rule']}")
def test_a_case_between_them_has_the_answer_worked_out_by_hand(judged: Judge, case: dict[str, str]) -> None:
    assert judged(case) is None


def test_the_command_prints_each_mismatch_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, *_ = rows(DUE)
    wrong = tmp_path / "wrong.csv"
    with wrong.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, first)
        writer.writeheader()
        writer.writerows([first, second | {"status": "expired", "due_by": "2026-12-24"}])
    assert main(["due", str(wrong)]) == 1
    told, count = capsys.readouterr().out.splitlines()
    assert told.startswith("D003: expected due_by=2026-12-24 status=expired, got due_by=2026-11-30 status=due (")
    assert count == "1 passed, 1 failed"


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_that_the_file_gives_is_compared(judged: Judge, column: str) -> None:
    case = next(case for case in rows(DUE) if case[column])
    assert judged(case) is None
    assert judged(case | {column: ""}) is not None
    assert judged({name: said for name, said in case.items() if name != column}) is None


@pytest.mark.parametrize(
    ("case", "told"),
    [
        # a rule that nobody knows
        (row("weather", {}, {}, "2026-11-24"), "there is no rule 'weather'"),
        # a parameter that nobody knows, although the answer would be right
        (
            row("shift", {"raw_due": "2026-10-10"}, {"shift": "next", "mode": "workday", "calendar": "CN", "noon": 1},
                "2026-10-10", status="unchanged", shifted_to="2026-10-10"),
            "params has an unknown 'noon'",
        ),
        # a fact that nobody knows
        (
            row("first_new", {"anchor": "2026-11-20", "mood": "good"}, {"to_days": 3}, "2026-11-20", status="due"),
            "events has an unknown 'mood'",
        ),
        # a word that a known parameter has not got
        (row("runout", {"purchases": []}, {"before_days": 3, "rounding": "ceil"}, "2026-11-20"), "knows 'floor' alone"),
        (row("shift", {"raw_due": "2026-10-10"}, {"shift": "up", "mode": "workday", "calendar": "CN"}, "2026-10-10"),
         "'up' is not a valid Direction"),
        # a parameter is missing
        (row("first_new", {"anchor": "2026-11-20"}, {}, "2026-11-20"), "params does not say 'to_days'"),
        # a window across its anchor cannot be written in a playbook
        (row("first_new", {"anchor": "2026-11-20"}, {"from_days": -1, "to_days": 1}, "2026-11-20"), "cannot be"),
        # how a call went that nobody has a word for
        (row("second", {"first_call": "sang 2026-11-20"}, {"to_days": 7}, "2026-11-20"), "expected one of reached"),
    ],
)  # fmt: skip
def test_what_the_product_has_no_rule_for_is_an_error_that_says_so(
    judged: Judge, case: dict[str, str], told: str
) -> None:
    found = judged(case)
    assert found is not None
    assert found.got.startswith("no answer: ")
    assert told in found.got


@pytest.mark.parametrize(
    ("word", "fits"),
    [
        # the quota is full: the file may call that what it likes
        ("done", True),
        ("capped", True),
        # but neither due nor optional, nor nothing at all
        ("due", False),
        ("optional", False),
        ("", False),
    ],
)
def test_a_full_quota_is_whatever_the_file_calls_it_but_not_due(judged: Judge, word: str, fits: bool) -> None:
    month: dict[str, object] = {
        "contacts": [f"2026-11-{day:02}" for day in (5, 12, 18, 25)],
        "third_call": "2026-08-15",
    }
    window = {"window_start": "2026-11-01", "due_by": "2026-11-30"}
    case = row("monthly", month, {"min": 1, "max": 4}, "2026-11-27", status=word, **window)
    assert (judged(case) is None) is fits
