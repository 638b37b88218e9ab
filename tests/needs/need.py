"""Something that is missing, and what cannot be tested without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """Something that a package of the system brings."""

    what: str
    package: str
    left_out: str

    def __str__(self) -> str:
        return f"Left out: {self.left_out}, because {self.what} is missing (Debian: apt-get install {self.package})."
