"""What time it is in the sandbox: the machine's own time, or a faster or slower one told by a file."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One line through (real, virtual), both unix seconds; `rate` is virtual seconds per real second."""

    real: float = 0.0
    virtual: float = 0.0
    rate: float = 1.0

    def at(self, real: float) -> float:
        """The virtual unix seconds at the real unix seconds `real`."""
        return self.virtual + (real - self.real) * self.rate


class Clock:
    """The virtual clock. Its file is read again whenever it changes, so a demonstration can wind it while it runs."""

    def __init__(self, path: Path | None = None) -> None:
        """`path` holds ``{"real": s, "virtual": s, "rate": x}``; without it the clock shows real time."""
        self._path = path
        self._mark: tuple[int, int] | None = None
        self._setting = Setting()

    def now(self) -> float:
        """Virtual unix seconds."""
        return self._current().at(time.time())

    def rate(self) -> float:
        """Virtual seconds for one real second."""
        return self._current().rate

    def real_seconds_until(self, instant: float) -> float:
        """Real seconds from now to the virtual unix second `instant`; 0 when it has passed, infinite if stopped."""
        setting = self._current()
        ahead = instant - setting.at(time.time())
        if ahead <= 0:
            return 0.0
        return ahead / setting.rate if setting.rate > 0 else float("inf")

    def _current(self) -> Setting:
        if self._path is None:
            return self._setting
        try:
            stat = self._path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            if mark != self._mark:
                self._setting = _read(self._path)
                self._mark = mark
        except (OSError, ValueError, KeyError, TypeError):
            # A writer may be half way through: the last good setting stands until the file reads well again.
            if self._mark is None:
                raise
        return self._setting


def _read(path: Path) -> Setting:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Setting(float(told["real"]), float(told["virtual"]), float(told["rate"]))


def rfc2822(instant: float | None) -> str | None:
    """A virtual unix second as Twilio writes dates: ``Tue, 12 May 2015 17:52:22 +0000``."""
    return None if instant is None else format_datetime(datetime.fromtimestamp(int(instant), UTC))


def iso(instant: float | None) -> str | None:
    """A virtual unix second as an ISO 8601 instant in UTC, with milliseconds."""
    return None if instant is None else datetime.fromtimestamp(instant, UTC).isoformat(timespec="milliseconds")
