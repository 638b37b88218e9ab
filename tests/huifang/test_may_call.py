"""`huifang may-call` answers in one sentence, then says what it stands on, and by its exit status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huifang.may_call import may_call
from runtime.clock import set_shared_clock
from tests.cast import TUESDAY_11

WANG = "13800138000"
NOON = ("--number", WANG, "--hours", "hospital", "--at", "2026-11-24T13:00+08:00")


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(may_call, arguments)


def test_a_permitted_call_is_status_0() -> None:
    done = ask("--number", WANG, "--hours", "hospital", "--at", "2026-11-24T10:00+08:00")
    assert done.exit_code == 0
    assert done.output.startswith("Allowed: it is 10:00 on Tuesday 2026-11-24 in Asia/Shanghai")


def test_a_refused_call_is_status_1_in_chinese_too() -> None:
    done = ask("--number", "+13055550123", "--at", "2026-11-25T01:00:00Z", "--lang", "zh")
    assert done.exit_code == 1
    assert done.output.startswith("不可拨打：America/New_York")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "Refused: it is 13:00 on Tuesday 2026-11-24 in Asia/Shanghai (by the number), and that day is open "
            "10:00-12:00, 15:00-17:00 (hospital hours, law row CN); next at 15:00 on Tuesday 2026-11-24.",
        ),
        (
            "zh",
            "不可拨打：Asia/Shanghai（按号码推断）当地时间 2026-11-24（周二）13:00，当天的允许时段为 "
            "10:00-12:00, 15:00-17:00（hospital 时段，法规条目 CN）；下次：2026-11-24（周二）15:00。",
        ),
    ],
)
def test_the_first_line_says_whether_why_and_when_next(language: str, sentence: str) -> None:
    assert ask(*NOON, "--language", language).output.splitlines()[0] == sentence


def test_the_lines_below_say_what_it_stands_on() -> None:
    below = ask(*NOON).output.splitlines()[1:]
    assert [line.split(":")[0].strip() for line in below] == ["Local time", "Hours", "Law", "Ringing", "Editions"]
    assert "2026-11-24 13:00:00 in Asia/Shanghai; zone known by the number" in below[0]
    assert "law row CN (MIIT call-centre notice" in below[2]
    assert "confidence" in below[2]
    assert re.search(r"hours [0-9a-f]{6,}", below[-1])


def test_the_zone_on_file_and_the_ringing_count() -> None:
    new_york = ("--number", WANG, "--zone", "America/New_York")
    assert ask(*new_york, "--at", "2026-11-24T22:00+08:00").exit_code == 0
    assert ask(*new_york, "--at", "2026-11-24T20:59:31-05:00", "--ring", "30").exit_code == 1
    assert ask(*new_york, "--at", "2026-11-24T20:59:31-05:00", "--ring", "29").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        # nobody knows the zone: there is nothing to wait for
        (["--number", "+88216123456"], "ask where the customer lives."),
        # several zones, where the first that refuses is named
        (["--number", "+12085550123", "--at", "2026-11-25T04:30Z"], " 2026-11-25."),
        # it can never ring for ten minutes before the window ends
        (["--number", WANG, "--hours", "clinic", "--ring", "600", "--at", "2026-11-24T12:25+08:00"], "2026-11-24."),
    ],
)
def test_every_refusal_ends_with_what_comes_next(arguments: list[str], end: str) -> None:
    done = ask(*arguments)
    assert done.exit_code == 1
    assert done.output.splitlines()[0].endswith(end), done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--number", "110"], "emergency number"),
        (["--number", "nobody"], "not a telephone number"),
        (["--number", f"{WANG}、13900139000"], "Give one number."),
        (["--number", ""], "Give one number."),
        (["--number", WANG, "--at", "2026-11-24T10:00"], "does not say in which zone"),
        (["--number", WANG, "--at", "tomorrow"], "not an instant"),
        (["--number", WANG, "--at", "0001-01-01T00:00+14:00"], "a year of which nothing is known"),
        (["--number", WANG, "--at", "9999-12-31T23:59Z"], "a year of which nothing is known"),
        (["--number", WANG, "--hours", "hostel"], "there are hospital, clinic"),
        (["--number", WANG, "--zone", "Asia/Bejing"], "no time zone called"),
        (["--number", WANG, "--purpose", "poetry"], "care, survey, marketing"),
        (["--number", WANG, "--ring", "-1"], "no number of seconds from 0 to 600"),
        (["--number", WANG, "--ring", "nan"], "no number of seconds from 0 to 600"),
        (["--number", WANG, "--ring", "long"], "no number of seconds from 0 to 600"),
    ],
)
def test_an_unclear_question_is_status_2_with_what_is_wrong_in_one_line(arguments: list[str], message: str) -> None:
    done = ask(*arguments)
    assert done.exit_code == 2
    assert message in done.output
    assert done.output.count("\n") == 1


def test_a_question_without_a_number_is_status_2() -> None:
    assert ask().exit_code == 2


def test_without_an_instant_the_clock_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_shared_clock(clock := tmp_path / "clock.json", TUESDAY_11, 0)
    monkeypatch.setattr("runtime.settings.ENVIRONMENT", {"HUIFANG_CLOCK": str(clock)})
    done = ask("--number", WANG)
    assert done.output.startswith("Allowed: it is 11:00 on Tuesday 2026-11-24")
