"""The shelf: the playbooks that ship with the product, read from their files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from campaigns.playbooks.model import Playbook
from campaigns.playbooks.reading import read_playbook

SHELF = Path(__file__).parent / "shelf"


@cache
def shelf() -> dict[str, Playbook]:
    """Every shipped playbook by its id."""
    return {path.stem: read_playbook(path) for path in sorted(SHELF.glob("*.toml"))}
