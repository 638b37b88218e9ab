"""`huifang playbooks`: lists the shelf in columns, reads a playbook aloud, checks files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from campaigns.playbooks.shelf import SHELF, shelf
from huifang.playbooks import playbooks, wrapped


def run(*arguments: str) -> Result:
    return CliRunner().invoke(playbooks, arguments)


def test_the_list_stands_in_columns_although_chinese_is_twice_as_wide() -> None:
    lines = run("list").stdout.splitlines()
    assert len(lines) == len(shelf())
    columns = set()
    for line, book in zip(lines, shelf().values(), strict=True):
        zh, en = line.index(book.name.zh), line.index(book.name.en, len(book.id))
        columns.add((cell_len(line[:zh]), cell_len(line[:en]), cell_len(line[: line.rindex(" ") + 1])))
        assert line.split()[0] == book.id
        assert line.split()[-1] == ("on" if book.on else "off")
    assert len(columns) == 1


def test_a_playbook_is_read_aloud_in_one_language() -> None:
    """Name, head, each step with why and how its script begins, the policies, the survey."""
    said = run("show", "service-next-day", "--lang", "zh").stdout
    assert said.startswith(
        "维修结算次日回访\n"
        "service-next-day，调查，workshop 时段，启用\n"
        "\n"
        "   1  next-day  结算后第1天由客服致电，最多拨打3次。\n"
        "                结算次日：十项满意度调查。\n"
        "                “您好，请问是{address}吗？我是{house}的{agent}。”\n"
        "\n"
        "   ·  "
    )
    assert said.endswith("   ·  目标：回访率100%。\n   ·  满意度调查共10题。\n")


def test_a_playbook_is_read_aloud_in_both() -> None:
    said = run("show", "skin-laser").stdout
    assert "The day after the laser treatment, service calls, at most 3 times." in said
    assert "激光治疗后第1天由客服致电，最多拨打3次。" in said


def test_a_playbook_that_is_not_there() -> None:
    done = run("show", "tarot")
    assert done.exit_code == 1
    assert done.stderr == "Error: There is no playbook 'tarot'; `huifang playbooks list` names them.\n"


def test_checking_says_what_is_fine_and_what_is_not(tmp_path: Path) -> None:
    good = SHELF / "service-next-day.toml"
    bad = tmp_path / "service-next-day.toml"
    bad.write_text(good.read_text("utf-8").replace('hours = "workshop"', 'hours = "garage"'), "utf-8")
    done = run("check", str(good), str(bad))
    line = bad.read_text("utf-8").split("\n").index('hours = "garage"') + 1
    assert done.exit_code == 1
    assert done.stdout == f"{good}: fine\n"
    assert done.stderr.startswith(f"service-next-day.toml:{line}: hours: expected one of ")
    assert done.stderr.endswith(", found 'garage'\n")
    assert run("check", str(good)).exit_code == 0


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # words and numbers stay whole
        ("Still done up to 60 days late.", ["Still done", "up to 60", "days late."]),
        ("逾期六十天60天内", ["逾期六十天", "60天内"]),
        # a mark that closes stays with what it closes
        ("一二三四五。六七", ["一二三四", "五。六七"]),
        ("客服致电“一二”", ["客服致电", "“一二”"]),
        # a word that is longer than the room has a line of its own
        ("a considerable one", ["a", "considerable", "one"]),
        ("", []),
    ],
)
def test_lines_fit_a_terminal(text: str, lines: list[str]) -> None:
    assert list(wrapped(text, 10)) == lines
