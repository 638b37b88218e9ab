"""Our own processes (web, workers, clock, sandbox): started, watched and ended together, each with a log of its own."""

from __future__ import annotations

import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from huifang.engines import leash

#: Real seconds between two looks at the children.
_GLANCE = 0.1


class ChildDied(Exception):
    """One of our processes ended although nobody asked it to."""

    def __init__(self, name: str, how: str, last_lines: str) -> None:
        super().__init__(f"The process {name!r} {how}. The end of its log:\n{last_lines or '(it said nothing)'}")
        self.name = name
        self.last_lines = last_lines


class Children:
    """A family of processes whose logs lie in one folder; use it in a `with`, which ends them all."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, leash.Leashed] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a command with exactly this environment; its log is `<name>.log`.

        Call it from the main thread (see `huifang.engines.leash`). Raises `EngineMissing` when it cannot be run.
        """
        if name in self._running:
            raise ValueError(f"there is a process {name!r} already")
        self._running[name] = leash.start(name, command, self._logs / f"{name}.log", environment)

    def pid(self, name: str) -> int:
        """The process id of one child."""
        return self._running[name].process.pid

    def log(self, name: str) -> Path:
        """Where one child writes, also after its end."""
        return self._logs / f"{name}.log"

    def assert_alive(self) -> None:
        """Raise `ChildDied` for the first child that has ended by itself; that one is then no longer watched."""
        for name, child in self._running.items():
            if not child.running:
                del self._running[name]
                raise ChildDied(name, how_it_ended(child.process.returncode), child.last_lines())

    def watch(self, seconds: float = float("inf")) -> None:
        """Wait for so many real seconds, or for ever; raises `ChildDied` as soon as a child ends by itself."""
        end = time.monotonic() + seconds
        while True:
            self.assert_alive()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(_GLANCE, left))

    def ask_to_end(self, name: str) -> None:
        """Ask one child to end (SIGTERM), without waiting."""
        self._running[name].ask_to_end()

    def stop_one(self, name: str, within: float = 10.0) -> int:
        """Ask one child to end (SIGTERM), wait so many real seconds, then kill it; its exit code."""
        child = self._running.pop(name)
        child.end(within)
        return child.process.wait()

    def kill(self, name: str) -> None:
        """End one child as a power cut would; it counts as asked for."""
        self._running.pop(name).kill()

    def stop(self, within: float = 30.0) -> None:
        """Ask all to end at once, wait so many real seconds for all together, then kill the rest."""
        end = time.monotonic() + within
        for child in self._running.values():
            child.ask_to_end()
        for child in self._running.values():
            child.end(max(0.0, end - time.monotonic()))
        self._running.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def how_it_ended(code: int) -> str:
    """An exit code as words."""
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
