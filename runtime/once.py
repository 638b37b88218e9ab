"""Once: what a transaction has asked the database is not asked again by the next one who needs it in the same one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session, SessionTransaction

Found = TypeVar("Found")

_NAME = "found in this transaction"


def once(session: Session, name: str, ask: Callable[[], Found]) -> Found:
    """What `ask` finds; within one transaction it is asked the first time only. Whoever changes that forgets it."""
    memory = _memory(session)
    if name not in memory:
        found = ask()
        memory = _memory(session)
        memory[name] = found
    known: Found = memory[name]
    return known


def forget(session: Session, name: str) -> None:
    """It was changed: whoever needs it next asks anew."""
    _memory(session).pop(name, None)


def _memory(session: Session) -> dict[str, Any]:
    """What is known of this transaction; empty where it is another one than before, or has not begun."""
    kept: tuple[SessionTransaction, dict[str, Any]] | None = session.info.get(_NAME)
    # What was found within a savepoint may be undone with it.
    transaction = session.get_nested_transaction() or session.get_transaction()
    if transaction is None:
        return {}
    if kept is None or kept[0] is not transaction:
        kept = session.info[_NAME] = (transaction, {})
    return kept[1]
