"""A case whose answer is not the known one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mismatch:
    """What was expected and what the product said, on one line."""

    id: str
    expected: str
    got: str
    reason: str

    def __str__(self) -> str:
        return f"{self.id}: expected {self.expected}, got {self.got} ({self.reason})"
