"""What came of an import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ImportResult:
    """The rows of a file, each counted once: read = created + updated + unchanged + doubled + refused."""

    read: int
    created: int
    updated: int
    unchanged: int
    #: Rows whose key comes again further down in the same file; the last one counts.
    doubled: int
    refused: int
    #: Cells left out of imported rows, and doubled rows that said something else than the last.
    warnings: int
    #: Where the refused rows and the warnings are; None if there were none, or the folder could not be written to.
    report: Path | None

    def sentence(self) -> str:
        """One line for a person."""
        return (
            f"{self.read} rows read: {self.created} created, {self.updated} updated, {self.unchanged} unchanged, "
            f"{self.doubled} doubled, {self.refused} refused; {self.warnings} warnings."
        )


#: Told what is being done ("reading", "writing"), how many rows are through, and of how many where that is known.
Progress = Callable[[str, int, int | None], None]


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress for nobody."""
