"""The shelf: the playbooks that ship with the product, read from their files."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from campaigns.playbooks.model import Playbook

SHELF = Path(__file__).parent / "shelf"


class PlaybookWrong(Exception):
    """A playbook file cannot be used; the message names the file, the key and what was expected."""


def read_playbook(path: Path) -> Playbook:
    """One playbook from its TOML file; `PlaybookWrong` lists everything that is wrong with it at once."""
    try:
        playbook = Playbook.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise PlaybookWrong(f"{path.name}: {wrong}") from wrong
    except ValidationError as wrong:
        found = [f"{path.name}: {'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in wrong.errors()]
        raise PlaybookWrong("\n".join(found)) from wrong
    if playbook.id != path.stem:
        raise PlaybookWrong(f"{path.name}: id: expected {path.stem!r}, the file's own name, found {playbook.id!r}")
    return playbook


@cache
def shelf() -> dict[str, Playbook]:
    """Every shipped playbook by its id."""
    return {path.stem: read_playbook(path) for path in sorted(SHELF.glob("*.toml"))}
