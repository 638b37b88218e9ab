"""`huifang explain` says in one sentence why somebody is called or not, then the story; or one day, or what to mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dialer.attempt_life import Result as CallResult
from huifang.explain import explain
from runtime.clock import set_shared_clock
from runtime.database import Sessions
from tests.cast import JACK, customer, follow_up, ready
from tests.dialer.play import Play, begin

Ask = Callable[..., Result]


@pytest.fixture
def play(sessions: Sessions) -> Play:
    """Mei was called and did not answer; it is two in the afternoon."""
    play = begin(sessions)
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session, external_id="M-1")
        follow_up(session, mei, play.now, closes_at=play.now + timedelta(days=2))
    play.tell(play.rings_next(), "ended", CallResult.NO_ANSWER)
    play.clock.forward(hours=3)
    return play


@pytest.fixture
def ask(play: Play, database_url: str, tmp_path: Path) -> Ask:
    """Run `huifang explain` at the play's own instant."""
    set_shared_clock(clock := tmp_path / "clock.json", play.now, 0)
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://nobody",
        "HUIFANG_SECRET_KEY": "secret",
        "HUIFANG_PUBLIC_URL": "http://localhost",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "token",
        "HUIFANG_CLOCK": str(clock),
    }
    return lambda *arguments: CliRunner(env=settings).invoke(explain, [str(a) for a in arguments])


def test_the_answer_comes_first_and_then_each_open_follow_up(play: Play, ask: Ask) -> None:
    with play.scene() as session:
        later = {"next_try_at": play.now + timedelta(hours=9)}
        second = follow_up(session, session.merge(play.customer()), play.now, step="day-3", **later)
    done = ask("M-1")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].startswith("陈美玲 is not called before 14:30 today: ")
    heads = [line.split()[0] for line in lines if "(M-1)" in line]
    assert heads == [str(play.case().id), str(second.id)]


def test_a_customer_with_nothing_open_is_answered_in_one_line(play: Play, ask: Ask) -> None:
    play.leaves_in_peace()
    assert ask("M-1").output == "陈美玲 is not called: left in peace since 14:00 today (opted out).\n"


def test_everybody_who_has_the_id_in_some_source_is_told(play: Play, ask: Ask) -> None:
    with play.scene() as session:
        customer(session, "Jack", JACK, external_id="M-1", source="elsewhere", house="kitsilano")
    lines = ask("M-1").output.splitlines()
    assert lines[0].startswith("陈美玲 is")
    assert lines[-1] == "Jack is not called: nothing has ever been planned."


def test_the_page_of_a_follow_up_tells_what_happened_and_what_would_be_judged(play: Play, ask: Ask) -> None:
    done = ask("--follow-up", play.case().id)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == f"{play.case().id}  陈美玲 (M-1), Harbour Clinic"
    assert "2026-11-24 11:00:00  Call 1 to +852 •••• •567, claimed for Wing" in lines
    assert f"{'Now':21}Waits until 2026-11-24 14:30:00" in lines
    assert any("(2026-11-24 14:00:00) it would be refused: outside the permitted hours" in line for line in lines)


@pytest.mark.parametrize("option", ["--language", "--lang"])
def test_the_page_is_told_in_chinese(play: Play, ask: Ask, option: str) -> None:
    lines = ask("M-1", option, "zh").output.splitlines()
    assert lines[0].startswith("今天14:30之前不致电陈美玲：")
    assert lines[2] == f"{play.case().id}  陈美玲 (M-1), 海港诊所"
    assert "2026-11-24 11:00:00  第1次通话已结束" in lines
    assert f"目前{'':17}等待至 2026-11-24 14:30:00" in lines
    assert any("不允许：客户当地不在允许拨打的时段" in line for line in lines)


@pytest.mark.parametrize(
    ("on", "first", "then"),
    [
        # it was called today, and waits
        ("2026-11-24", "陈美玲 is not called before 14:30 today: ", "2026-11-24 11:00:00  Call 1 ended"),
        # its window is open tomorrow too
        ("2026-11-25", "Forecast for Wednesday 2026-11-25", "Still open on that day unless it is done before; by what"),
        # nothing of hers was open yet
        ("2026-10-01", "Nothing was due to 陈美玲 on Thursday 2026-10-01; the next one is on Tuesday 2026-11-24.", ""),
    ],
)
def test_one_day_is_told(ask: Ask, on: str, first: str, then: str) -> None:
    done = ask("M-1", "--on", on)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(first)
    assert then in done.output


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        # no such follow-up
        (["--follow-up", "98765"], "There is no follow-up 98765; `huifang explain CUSTOMER` shows"),
        # no such customer
        (["M-2"], "No customer has the number 'M-2'"),
        (["M-2", "--on", "2026-11-24"], "No customer has the number 'M-2'"),
        # no such day
        (["M-1", "--on", "tomorrow"], "'tomorrow' is not a day like 2026-11-30."),
        (["M-1", "--on", "2026-02-30"], "'2026-02-30' is not a day like 2026-11-30."),
        (["M-1", "--on", "0001-01-01"], "'0001-01-01' is not a day like 2026-11-30."),
    ],
)
def test_what_cannot_be_told_is_one_line_that_says_what_to_do(ask: Ask, arguments: list[str], advice: str) -> None:
    done = ask(*arguments)
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert advice in done.output


@pytest.mark.parametrize(
    "arguments",
    [[], ["M-1", "--follow-up", "1"], ["--follow-up", "many"], ["--follow-up", "1", "--on", "2026-11-24"]],
)
def test_an_unclear_question_is_status_2(ask: Ask, arguments: list[str]) -> None:
    assert ask(*arguments).exit_code == 2


def test_no_number_is_shown_in_full_in_either_language(play: Play, ask: Ask) -> None:
    for language in ("en", "zh"):
        for day in ([], ["--on", "2026-11-24"]):
            said = ask("M-1", "--language", language, *day).output.replace(" ", "")
            assert not any(number[4:] in said for number in ("+85291234567", "+85221234567", "+85261110001"))
