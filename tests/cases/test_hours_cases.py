"""Every hours case with a known answer has it, by the command that people run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cases.__main__ import main

DATA = Path(__file__).parent / "data"
HOURS = DATA / "hours_cases.csv"


def test_all_hours_cases_have_their_known_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hours", str(HOURS)]) == 0
    assert capsys.readouterr().out == "66 passed, 0 failed\n"


def test_our_own_hours_cases_have_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    """Each state and country of the table, both sides of its hours; holidays and their eves; zones; summer time."""
    assert main(["hours", str(DATA / "more_hours_cases.csv")]) == 0
    assert capsys.readouterr().out == "198 passed, 0 failed\n"


def test_a_wrong_answer_is_printed_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with HOURS.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    wrong = tmp_path / "wrong.csv"
    with wrong.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, first)
        writer.writeheader()
        writer.writerows([first, first | {"id": "X1", "expected": "forbidden"}])
    assert main(["hours", str(wrong)]) == 1
    told, count = capsys.readouterr().out.splitlines()
    assert told.startswith("X1: expected forbidden, got allowed (ok)")
    assert count == "1 passed, 1 failed"


def test_the_policies_may_come_from_another_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policies = tmp_path / "policies.json"
    policies.write_text('{"policies": {}}')
    with pytest.raises(KeyError):
        main(["hours", str(HOURS), "--policies", str(policies)])


def test_what_does_not_exist_yet_is_not_offered(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["weather", str(HOURS)])
    assert "choose from" in capsys.readouterr().err
