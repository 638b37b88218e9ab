"""A desk with three branches known."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.database import Sessions
from tests.campaigns.importing.desk import BRANCHES, Desk


@pytest.fixture
def desk(sessions: Sessions, tmp_path: Path) -> Desk:
    """A desk with three branches known: Hong Kong, Vancouver and Guangzhou."""
    with sessions.begin() as session:
        for branch in BRANCHES:
            session.merge(branch)
    return Desk(sessions, tmp_path)
