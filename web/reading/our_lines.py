"""Our own numbers: which there are, and whose customers they usually call."""

from __future__ import annotations

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.branches import Branch


def our_lines(session: Session) -> dict[str, str]:
    """Number (E.164) -> as people write it, with the branches whose own it is; in the order of the branches."""
    found: dict[str, list[str]] = {}
    for name, line in session.execute(select(Branch.name, Branch.line).order_by(Branch.name)):
        found.setdefault(line, []).append(name)
    return {line: f"{_written(line)} · {', '.join(names)}" for line, names in found.items()}


def _written(line: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(line), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
