"""Every cap case with a known answer has it, by the command that people run; its prose is read as it was meant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialer.caps.history import Contact
from tests.cases.__main__ import main
from tests.cases.caps import told

CAPS = Path(__file__).parent / "data" / "cap_cases.csv"
NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)


def test_all_cap_cases_have_their_known_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["caps", str(CAPS)]) == 0
    assert capsys.readouterr().out == "15 passed, 0 failed\n"


def test_our_own_cap_cases_have_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    """Other states and countries, both sides of each boundary."""
    assert main(["caps", str(CAPS.with_name("more_cap_cases.csv"))]) == 0
    assert capsys.readouterr().out == "33 passed, 0 failed\n"


def test_a_wrong_answer_is_printed_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(CAPS.read_text("utf-8").replace(",forbidden,opt_out,", ",allowed,ok,"), "utf-8")
    assert main(["caps", str(wrong)]) == 1
    out = capsys.readouterr().out
    assert "H153: expected allowed, got forbidden (opt_out)" in out
    assert out.endswith("14 passed, 1 failed\n")


@pytest.mark.parametrize(
    ("prose", "what", "days"),
    [
        # instants with what happened, one for each clause
        ("2026-11-23T18:00Z no-answer;2026-11-24T14:00Z no-answer", Contact.ATTEMPT, [23, 24]),
        # days in a list
        ("2 attempts: 2026-11-02,2026-11-09", Contact.ATTEMPT, [2, 9]),
        # a run of days with a number of calls, spread over it
        ("4 attempts 2026-11-18..2026-11-20", Contact.ATTEMPT, [18, 19, 20, 18]),
        # a number of calls on one day; one that would lie ahead of the call is taken before it
        ("3 calls on 2026-11-26", Contact.ATTEMPT, [26, 26, 26]),
        ("a call on 2026-11-27", Contact.ATTEMPT, [27]),
        # days of the week with their number
        ("cold calls Mon 23, Tue 24, Wed 25 Nov (bank code)", Contact.ATTEMPT, [23, 24, 25]),
        # a refusal in a conversation is a refusal
        ("refused in conversation 2026-11-10", Contact.REFUSED, [10]),
        # in other words
        ("asked not to be called 2026-11-10", Contact.OPT_OUT, [10]),
        # a clause without a day happened at no time
        ("next call has a reserved live agent (preview)", Contact.ATTEMPT, []),
    ],
)
def test_the_prose_is_read_as_it_was_meant(prose: str, what: Contact, days: list[int]) -> None:
    found = list(told(prose, NOW, "UTC"))
    assert [past.at.day for past in found] == days
    assert all(past.what is what and past.at < NOW for past in found)
