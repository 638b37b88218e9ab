"""`huifang playbooks`: the shelf, read aloud and checked."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from huifang.playbook_changes import house, off, on, put, reset

if TYPE_CHECKING:
    from campaigns.playbooks.model import Playbook, Step

#: What stays on one line: a word or a number, a Chinese character, each with the marks that belong to it.
_PIECE = re.compile(r"\s+|[（“]?(?:[!-~]+|\S)[，。；：、！？”）]*")

_WORDS = {
    "en": {
        True: "on",
        False: "off",
        "care": "care",
        "survey": "survey",
        "marketing": "marketing",
        "head": "{id}, {purpose}, {hours} hours, {on}",
        "line": "“{}”",
        "questions": "The survey asks {} questions.",
    },
    "zh": {
        True: "启用",
        False: "停用",
        "care": "关怀",
        "survey": "调查",
        "marketing": "营销",
        "head": "{id}，{purpose}，{hours} 时段，{on}",
        "line": "“{}”",
        "questions": "满意度调查共{}题。",
    },
}


@click.group()
def playbooks() -> None:
    """The playbooks on the shelf."""


for _change in (house, on, off, put, reset):
    playbooks.add_command(_change)


@playbooks.command("list")
def list_() -> None:
    """Every playbook that ships: its id, its names, and whether it runs unless the house says otherwise."""
    found = _shelf()
    rows = [(one.id, one.name.zh, one.name.en) for one in found.values()]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row, playbook in zip(rows, found.values(), strict=True):
        cells = "  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"{cells}  {click.style('on', fg='green') if playbook.on else click.style('off', dim=True)}")


@playbooks.command()
@click.argument("playbook_id", metavar="ID|FILE")
@click.option("--lang", type=click.Choice(["en", "zh"]), default=None, help="One language only.")
def show(playbook_id: str, lang: str | None) -> None:
    """Read a playbook aloud: a sentence for each step, why, how the script begins, and what it keeps to besides.

    A shipped one by its id, or any file.
    """
    playbook = _of_file(Path(playbook_id)) if playbook_id.endswith(".toml") else _shelf().get(playbook_id)
    if playbook is None:
        raise click.ClickException(f"There is no playbook {playbook_id!r}; `huifang playbooks list` names them.")
    for number, language in enumerate([lang] if lang else ["en", "zh"]):
        click.echo("\n" * (number > 0), nl=False)
        for line in _aloud(playbook, language):
            click.echo(line)


@playbooks.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check playbook files; exit status 1 if one cannot be used.

    Each problem is one line: file, line, key, and what was expected.
    """
    from campaigns.playbooks.reading import PlaybookWrong, read_content
    from dialer.usable import usable_playbook

    wrong = 0
    for file in files:
        try:
            usable_playbook(read_content(file), file.name)
            click.echo(f"{file}: fine")
        except PlaybookWrong as problem:
            wrong += 1
            click.echo(str(problem), err=True)
    raise SystemExit(1 if wrong else 0)


def _shelf() -> dict[str, Playbook]:
    from campaigns.playbooks.reading import PlaybookWrong
    from campaigns.playbooks.shelf import shelf

    try:
        return shelf()
    except PlaybookWrong as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _of_file(file: Path) -> Playbook:
    from campaigns.playbooks.reading import PlaybookWrong, read_playbook

    try:
        return read_playbook(file)
    except PlaybookWrong as wrong:
        raise click.ClickException(str(wrong)) from wrong


def _aloud(playbook: Playbook, language: str) -> Iterator[str]:
    from campaigns.playbooks.sentence import policies

    words = _WORDS[language]
    yield click.style(playbook.name.in_language(language), bold=True)
    yield words["head"].format(
        id=playbook.id, purpose=words[playbook.purpose], hours=playbook.hours, on=words[playbook.on]
    )
    indent = max(len(step.id) for step in playbook.steps) + 8
    for number, step in enumerate(playbook.steps, 1):
        yield ""
        yield from _step(playbook, step, f"{number:4}  {step.id}".ljust(indent), language)
    kept = policies(playbook, language)
    if playbook.survey:
        kept.append(words["questions"].format(len(playbook.survey)))
    if kept:
        yield ""
    for policy in kept:
        yield from _hanging("   ·  ", policy)


def _step(playbook: Playbook, step: Step, margin: str, language: str) -> Iterator[str]:
    from campaigns.playbooks.sentence import sentence

    yield from _hanging(margin, sentence(playbook, step, language))
    empty = " " * len(margin)
    for line in _hanging(empty, step.why.in_language(language)):
        yield click.style(line, dim=True)
    spoken = step.script or step.text
    if spoken is not None:
        first = spoken.in_language(language).strip().splitlines()[0]
        for line in _hanging(empty, _WORDS[language]["line"].format(first)):
            yield click.style(line, dim=True)


def _hanging(margin: str, text: str) -> Iterator[str]:
    """The text beside its margin; on a terminal in lines that fit, elsewhere in one, which can be searched."""
    screen = sys.stdout.isatty()
    room = max(20, get_terminal_size().columns - len(margin))
    for number, line in enumerate(wrapped(text, room) if screen else [text]):
        yield f"{' ' * len(margin) if number else margin}{line}"


def wrapped(text: str, room: int) -> Iterator[str]:
    """Lines of at most so many columns, broken between words and between Chinese characters.

    Numbers stay whole, and no line begins with a mark that closes.
    """
    line = ""
    for piece in _PIECE.findall(text):
        if line and _width(line + piece.rstrip()) > room:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line:
        yield line.rstrip()


def _width(text: str) -> int:
    """In columns of a terminal: a Chinese character takes two."""
    from rich.cells import cell_len

    return cell_len(text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
