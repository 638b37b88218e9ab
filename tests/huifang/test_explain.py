"""`huifang explain` tells one follow-up's story on a page, or says in one line what to do."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dialer.attempt_life import Result as CallResult
from huifang.explain import explain
from runtime.database import Sessions
from tests.cast import customer, follow_up, ready
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
    clock = tmp_path / "clock.json"
    clock.write_text(json.dumps({"real": time.monotonic(), "virtual": play.now.timestamp(), "rate": 0.0}))
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


def test_the_page_tells_what_happened_what_it_waits_for_and_what_would_be_judged(play: Play, ask: Ask) -> None:
    done = ask(play.case().id)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == f"{play.case().id}  陈美玲 (M-1), Harbour Clinic"
    assert "2026-11-24 11:00:00  Call 1 to +852 •••• •567, claimed for Wing" in lines
    assert f"{'':23}next try, because nobody answered" in lines
    assert f"{'Now':21}Waits until 2026-11-24 14:30:00" in lines
    assert any("(2026-11-24 14:00:00) it would be refused: outside the permitted hours" in line for line in lines)


def test_the_page_is_told_in_chinese(play: Play, ask: Ask) -> None:
    done = ask(play.case().id, "--lang", "zh")
    lines = done.output.splitlines()
    assert lines[0] == f"{play.case().id}  陈美玲 (M-1), 海港诊所"
    assert "2026-11-24 11:00:00  第1次通话已结束" in lines
    assert f"目前{'':17}等待至 2026-11-24 14:30:00" in lines
    assert any("不允许：客户当地不在允许拨打的时段" in line for line in lines)


def test_a_customers_number_tells_all_that_is_open(play: Play, ask: Ask) -> None:
    with play.scene() as session:
        second = follow_up(session, session.merge(play.customer()), play.now, step="day-3")
    done = ask("--customer", "M-1")
    heads = [line for line in done.output.splitlines() if "(M-1)" in line]
    assert [line.split()[0] for line in heads] == [str(second.id), str(play.case().id)]


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        # no such follow-up
        (["98765"], "There is no follow-up 98765; `huifang explain --customer NUMBER` shows"),
        # no such customer
        (["--customer", "M-2"], "No customer has the number 'M-2'"),
    ],
)
def test_what_is_not_there_is_one_line_that_says_what_to_do(ask: Ask, arguments: list[str], advice: str) -> None:
    done = ask(*arguments)
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert advice in done.output


def test_a_customer_with_nothing_open_is_told_where_to_look(play: Play, ask: Ask) -> None:
    play.leaves_in_peace()
    assert "`huifang year M-1`" in ask("--customer", "M-1").output


@pytest.mark.parametrize("arguments", [[], ["1", "--customer", "M-1"], ["many"]])
def test_an_unclear_question_is_status_2(ask: Ask, arguments: list[str]) -> None:
    assert ask(*arguments).exit_code == 2


def test_no_number_is_shown_in_full_in_either_language(play: Play, ask: Ask) -> None:
    for lang in ("en", "zh"):
        said = ask(play.case().id, "--lang", lang).output.replace(" ", "")
        assert not any(number[4:] in said for number in ("+85291234567", "+85221234567", "+85261110001"))
