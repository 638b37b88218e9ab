"""A glance: what the simulation itself wants to know of the database; nothing strikes it, and it holds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy.engine import make_url


class Glance:
    """One connection without transactions, whose questions are prepared once for all runs of a stage."""

    def __init__(self, database_url: str) -> None:
        address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.connection = psycopg.connect(address, autocommit=True, options="-c timezone=UTC")

    def rows(self, question: str, given: Mapping[str, Any] | None = None) -> list[Any]:
        """All rows of the answer; the question is in psycopg's words."""
        return self.connection.execute(question, given, prepare=True).fetchall()

    def close(self) -> None:
        """Look no more."""
        self.connection.close()
