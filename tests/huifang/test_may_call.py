"""`huifang may-call` answers in one sentence and by its exit status."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huifang.may_call import may_call

WANG = "13800138000"


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(may_call, arguments)


def test_a_permitted_call_is_status_0() -> None:
    done = ask("--number", WANG, "--hours", "hospital", "--at", "2026-11-24T10:00+08:00")
    assert done.exit_code == 0
    assert done.output.startswith("Allowed: it is 10:00 on Tuesday 2026-11-24 in Asia/Shanghai")
    assert done.output.count("\n") == 1


def test_a_refused_call_is_status_1_in_chinese_too() -> None:
    done = ask("--number", "+13055550123", "--at", "2026-11-25T01:00:00Z", "--lang", "zh")
    assert done.exit_code == 1
    assert done.output.startswith("不可拨打：America/New_York")


def test_the_zone_on_file_and_the_ringing_count() -> None:
    new_york = ("--number", WANG, "--zone", "America/New_York")
    assert ask(*new_york, "--at", "2026-11-24T22:00+08:00").exit_code == 0
    assert ask(*new_york, "--at", "2026-11-24T20:59:31-05:00", "--ring", "30").exit_code == 1
    assert ask(*new_york, "--at", "2026-11-24T20:59:31-05:00", "--ring", "29").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--number", "110"], "emergency number"),
        (["--number", "nobody"], "not a telephone number"),
        (["--number", f"{WANG}、13900139000"], "Give one number."),
        (["--number", WANG, "--at", "2026-11-24T10:00"], "does not say in which zone"),
        (["--number", WANG, "--at", "tomorrow"], "not an instant"),
        (["--number", WANG, "--hours", "hostel"], "there are hospital, clinic"),
        (["--number", WANG, "--zone", "Asia/Bejing"], "no time zone called"),
        (["--number", WANG, "--purpose", "poetry"], "care, survey, marketing"),
        (["--number", WANG, "--ring", "-1"], "-1.0 is not in the range"),
        ([], "--number"),
    ],
)
def test_an_unclear_question_is_status_2_with_what_is_wrong(arguments: list[str], message: str) -> None:
    done = ask(*arguments)
    assert done.exit_code == 2
    assert message in done.output


def test_without_an_instant_the_clock_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = tmp_path / "clock.json"
    clock.write_text(json.dumps({"real": time.monotonic(), "virtual": 1795489200.0, "rate": 0.0}))
    monkeypatch.setattr("runtime.settings.ENVIRONMENT", {"HUIFANG_CLOCK": str(clock)})
    done = ask("--number", WANG)
    assert done.output.startswith("Allowed: it is 11:00 on Tuesday 2026-11-24")
