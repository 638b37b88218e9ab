"""Reading a playbook file: either the playbook, or everything that is wrong with the file, line by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaigns.playbooks.lines import Way, line_of, lines_of
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.problems import problems

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file: `surgery.toml:14: steps.2.due: expected a window …`."""

    file: str
    #: From 1; None where the file could not be read at all.
    line: int | None
    #: The way to the place, the first of several being 0; empty for the whole file.
    key: str
    says: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (where, self.key, self.says) if part)


class PlaybookWrong(Exception):
    """A playbook file cannot be used; the message names file, line, key and what was expected, a line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """All of them at once, in the order of the file."""
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        super().__init__("\n".join(map(str, self.problems)))


def read_playbook(file: Path) -> Playbook:
    """One playbook from its TOML file. Raises PlaybookWrong with everything that is wrong with it."""
    return parse_playbook(read_content(file), file.name)


def read_content(file: Path) -> str:
    """The text of a playbook file. Raises PlaybookWrong where it is none, or cannot be read."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = wrong.object.count(b"\n", 0, wrong.start) + 1
        raise PlaybookWrong([Problem(file.name, line, "", "expected text in UTF-8")]) from wrong
    except OSError as wrong:
        says = f"the file cannot be read ({wrong.strerror})"
        raise PlaybookWrong([Problem(file.name, None, "", says)]) from wrong


def parse_playbook(text: str, name: str) -> Playbook:
    """One playbook from what its file says; `name` is the file's, `surgery.toml`, and has to agree with the id.

    Raises PlaybookWrong with everything that is wrong.
    """
    text = text.removeprefix("\ufeff")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise PlaybookWrong([_no_toml(str(wrong), text, name)]) from wrong
    found = [*_misnamed(content, Path(name).stem), *problems(content)]
    if found:
        lines = lines_of(text)
        raise PlaybookWrong(Problem(name, line_of(lines, path), _written(path), says) for path, says in found)
    return Playbook.model_validate(content)


def _misnamed(content: dict[str, Any], stem: str) -> list[tuple[Way, str]]:
    said = content.get("id")
    if not isinstance(said, str) or said == stem:
        return []
    return [(("id",), f"expected '{stem}', the file's own name, found {said!r}")]


def _no_toml(message: str, text: str, name: str) -> Problem:
    """tomllib says where in its message; newer ones than Python 3.13 have it apart as well."""
    at = _AT.fullmatch(message)
    if at is None:
        return Problem(name, None, "", f"not TOML: {message}")
    line = int(at[2]) if at[2] else len(text.splitlines()) or 1
    column = f" at column {at[3]}" if at[3] else " at the end of the file"
    return Problem(name, line, "", f"not TOML: {at[1][0].lower()}{at[1][1:]}{column}")


def _written(way: Way) -> str:
    return ".".join(str(part) if _BARE.fullmatch(str(part)) else f'"{part}"' for part in way)
