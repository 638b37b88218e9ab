"""Due cases: the facts about one customer, and how the follow-up that the planner makes of them stands today.

Each row gets a customer in a real database and a playbook of the product's own language; `tests.cases.due_rules` says
which. What is compared is what planning wrote.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from campaigns.planning.standing import Standing
from huifang.engines.postgres import EmbeddedPostgres
from migrations.running import upgrade
from runtime.database import Sessions, connect, sessions
from tests.cases.due_house import Answer, Fields, House, UnknownCase
from tests.cases.due_rules import RULES
from tests.cases.mismatch import Mismatch

#: The columns of an answer; what the file has of them is compared.
COLUMNS = ("window_start", "due_by", "expires_after", "status", "shifted_to")
#: Any other word for "no more contacts in this period" will do: the words of recurrences are left to their reason.
_NOT_FULL = {"upcoming", "due", "overdue", "expired", "optional"}


@contextmanager
def evaluator(_policies: Path) -> Iterator[Callable[[dict[str, str]], Mismatch | None]]:
    """What judges one row, on a PostgreSQL of its own; due windows need no policies."""
    folder = Path(tempfile.mkdtemp(prefix="huifang-cases-"))
    try:
        with EmbeddedPostgres(folder / "postgres", durable=False, say=lambda _: None) as server:
            engine = connect(server.create_database("cases"))
            upgrade(engine)
            yield judge(sessions(engine))
            engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def judge(database: Sessions) -> Callable[[dict[str, str]], Mismatch | None]:
    """What judges one row on a database with our tables."""
    return lambda row: _mismatch(row, lambda: verdict_on(row, database))


def verdict_on(row: dict[str, str], database: Sessions) -> Answer:
    """What the product says of this row. Raises `UnknownCase` for a rule, an event or a parameter that nobody knows."""
    rule = RULES.get(row["rule"])
    if rule is None:
        raise UnknownCase(f"there is no rule {row['rule']!r}; there are {', '.join(RULES)}")
    events, params = (Fields(column, json.loads(row[column] or "{}")) for column in ("events", "params"))
    with database.begin() as session:
        house = House(session, date.fromisoformat(row["today"]), params.get("tz", "Asia/Shanghai"))
        answer = rule(house, events, params)
    for fields in (events, params):
        fields.assert_all_read()
    return answer


def _mismatch(row: dict[str, str], verdict: Callable[[], Answer]) -> Mismatch | None:
    expected = {column: row[column].strip() for column in COLUMNS if column in row}
    try:
        answer = verdict().in_words()
    except (ValueError, KeyError, TypeError, SQLAlchemyError) as wrong:
        return Mismatch(row["id"], _said(expected), f"no answer: {' '.join(str(wrong).split())[:300]}", _reason(row))
    differ = [column for column, word in expected.items() if not _agrees(column, word, answer[column])]
    if not differ:
        return None
    return Mismatch(row["id"], _said(expected, differ), _said(answer, differ), _reason(row))


def _agrees(column: str, expected: str, got: str) -> bool:
    if column == "status" and got == Standing.FULL:
        return bool(expected) and expected not in _NOT_FULL
    return expected == got


def _said(words: dict[str, Any], columns: list[str] | None = None) -> str:
    return " ".join(f"{column}={words[column] or 'none'}" for column in columns or words)


def _reason(row: dict[str, str]) -> str:
    return row.get("reason", "")
