"""The one clock. Everything below the edges takes `now` as an argument; the edges ask here.

A demonstration or a test moves time for every process at once through a small file that all of them read:
`{"real": 1790000000.0, "virtual": 1795500000.0, "rate": 300.0}` means that at the real instant `real` (seconds since
1970) the clock showed `virtual`, and that it has run `rate` times as fast as real time since.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from runtime.settings import SettingsWrong


class Clock(Protocol):
    """Tells the present instant, aware and in UTC."""

    def now(self) -> datetime:
        """The present instant."""

    def rate(self) -> float:
        """Seconds of this clock for one second of real time."""


class WallClock:
    """Real time."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)

    def rate(self) -> float:
        """Always one."""
        return 1.0


@dataclass(frozen=True)
class _Reading:
    real: float
    virtual: float
    rate: float


class SharedClock:
    """A clock that several processes share through a file, read again whenever the file was replaced."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._seen: tuple[int, int] | None = None
        self._reading = _Reading(0.0, 0.0, 1.0)
        self._refresh()

    def now(self) -> datetime:
        """The present virtual instant."""
        self._refresh()
        r = self._reading
        return datetime.fromtimestamp(r.virtual + (time.time() - r.real) * r.rate, UTC)

    def rate(self) -> float:
        """How many virtual seconds pass in a real one, at this moment."""
        self._refresh()
        return self._reading.rate

    def _refresh(self) -> None:
        try:
            stat = os.stat(self._path)
            if (stat.st_mtime_ns, stat.st_ino) == self._seen:
                return
            self._reading = _Reading(**json.loads(self._path.read_text()))
            self._seen = (stat.st_mtime_ns, stat.st_ino)
        except (OSError, ValueError, TypeError) as wrong:
            raise SettingsWrong(f"HUIFANG_CLOCK: the clock file {self._path} cannot be read ({wrong})") from wrong


def set_shared_clock(path: str | Path, virtual: datetime, rate: float) -> None:
    """From now on the clock in this file shows `virtual` and runs at `rate`; other processes see it at once."""
    if virtual.tzinfo is None:
        raise ValueError("a clock cannot be set to an instant without a zone")
    reading = {"real": time.time(), "virtual": virtual.timestamp(), "rate": rate}
    target = Path(path)
    draft = target.with_suffix(".next")
    draft.write_text(json.dumps(reading))
    draft.replace(target)


def clock_from(clock_file: str | None) -> Clock:
    """The shared clock where a file is named, else real time."""
    return SharedClock(clock_file) if clock_file else WallClock()
