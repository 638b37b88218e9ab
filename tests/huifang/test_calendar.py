"""`huifang calendar` shows what the days are and how sure that is, and takes a notice in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from campaigns.calendars.china import shipped_days, use
from huifang.calendar import calendar
from runtime.database import Sessions

Run = Callable[..., Result]
NOTICE = {
    "year": 2027,
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "春节", "date": "2027-02-08", "isOffDay": True},
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ],
}


@pytest.fixture
def run(sessions: Sessions, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run `huifang calendar` with these arguments on empty tables."""
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://nobody",
        "HUIFANG_SECRET_KEY": "secret",
        "HUIFANG_PUBLIC_URL": "http://localhost",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "token",
    }
    runner = CliRunner(env=settings)
    yield lambda *arguments: runner.invoke(calendar, [str(a) for a in arguments])
    use(shipped_days())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An imagined notice for 2027."""
    made = tmp_path / "2027.json"
    made.write_text(json.dumps(NOTICE))
    return made


def test_an_official_year_is_shown_day_by_day(run: Run) -> None:
    lines = run("show", 2026).output.splitlines()
    assert lines[0] == "2026: official, by the State Council's notice."
    assert lines[1] == "2026-01-01 Thu  off              New Year's Day"
    assert "2026-01-04 Sun  make-up workday  New Year's Day" in lines
    assert "2026-10-04 Sun  off              National Day" in lines
    assert (sum("  off " in line for line in lines), sum("make-up" in line for line in lines)) == (33, 6)


def test_a_guess_is_called_one_and_the_past_is_not(run: Run) -> None:
    assert run("show", 2027).output.startswith("2027: estimated. The official notice is not loaded")
    assert "2027-02-06 Sat  off" in run("show", 2027).output
    past = run("show", 2024).output.splitlines()
    assert past[0] == "2024: from the record of past years."
    assert "2024-02-18 Sun  make-up workday" in past


def test_a_notice_makes_its_year_official(run: Run, file: Path) -> None:
    done = run("import", file)
    assert done.output == "2027: 2 days off and 1 make-up workdays are in place.\n"
    lines = run("show", 2027).output.splitlines()
    assert lines[0] == "2027: official, by the State Council's notice."
    # the weekends that touch the days off are shown with them
    assert [line[:10] for line in lines[1:]] == [
        "2027-01-01",
        "2027-01-02",
        "2027-01-03",
        "2027-02-06",
        "2027-02-07",
        "2027-02-08",
        "2027-02-20",
    ]


def test_a_bad_file_is_status_2_with_its_place_and_changes_nothing(run: Run, file: Path) -> None:
    file.write_text(json.dumps(NOTICE).replace("2027-02-20", "2027-2-20"))
    done = run("import", file)
    assert done.exit_code == 2
    assert "2027.json: entry 3: expected a date like 2027-01-01, found '2027-2-20'" in done.output
    assert run("show", 2027).output.startswith("2027: estimated.")


@pytest.mark.parametrize("year", ["1900", "2101", "next"])
def test_a_year_that_nobody_knows_is_refused(run: Run, year: str) -> None:
    assert run("show", year).exit_code == 2
