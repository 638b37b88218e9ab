"""The list of commands comes at once, says one thing of each, and each of them is there."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from huifang.cli import COMMANDS, huifang

_OPENED = """
import sys
from click.testing import CliRunner
from huifang.cli import COMMANDS, huifang
assert CliRunner().invoke(huifang, ["--help"]).exit_code == 0
print(sorted({where.split(":")[0] for where, _ in COMMANDS.values()} & sys.modules.keys()))
"""


def test_the_list_opens_no_room() -> None:
    done = subprocess.run([sys.executable, "-c", _OPENED], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_each_command_has_a_line_of_its_own() -> None:
    lines = CliRunner().invoke(huifang, ["--help"], terminal_width=80).output.splitlines()
    listed = lines[lines.index("Commands:") + 1 :]
    assert [line.split(maxsplit=1) for line in listed] == [[name, said] for name, (_, said) in sorted(COMMANDS.items())]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_is_there_and_explains_itself(name: str) -> None:
    found = huifang.get_command(click.Context(huifang), name)
    assert found is not None
    assert (found.name, bool(found.help)) == (name, True)
