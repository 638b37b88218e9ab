"""A process on a leash: started by us, logging to a file, ended by its own handle, and gone when we are gone.

On Linux the kernel ends the process when the thread that started it ends, however that came about: start engines from
the main thread. Elsewhere a killed parent leaves them running, and the next start in the same folder ends them.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


class EngineMissing(Exception):
    """A program that is needed is not on this machine."""


class EngineFailed(Exception):
    """A program was started and did not come up."""


#: prctl(2): which signal a process gets when its parent dies.
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Account:
    """The user under whose name a process runs instead of ours."""

    name: str
    uid: int
    gid: int


@dataclass
class Leashed:
    """One running process of ours and the file it logs to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    #: What asks it to end in an orderly way.
    ending: signal.Signals
    asked: bool = False

    @property
    def running(self) -> bool:
        """Whether it still runs."""
        if self.process.returncode is None and self.process.poll() is not None:
            self._sweep()
        return self.process.returncode is None

    def ask_to_end(self) -> None:
        """Ask for an orderly end, without waiting, and only once: many programs take a second signal for haste."""
        if self.running and not self.asked:
            self.asked = True
            self.process.send_signal(self.ending)

    def end(self, within: float) -> None:
        """Ask for an orderly end, wait so many real seconds for it, then kill."""
        self.ask_to_end()
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
        else:
            self._sweep()

    def kill(self) -> None:
        """End it at once, with everything in its process group."""
        if self.running:
            self.process.kill()
            self.process.wait()
            self._sweep()

    def _sweep(self) -> None:
        """Right after its end, and only then: end what it forked and left behind in its process group."""
        with suppress(ProcessLookupError, PermissionError):  # the group is empty; macOS says so with the second
            os.killpg(self.process.pid, signal.SIGKILL)

    def last_lines(self, count: int = 20) -> str:
        """The end of its log."""
        return last_lines(self.log, count)


def last_lines(log: Path, count: int = 20) -> str:
    """The last lines of a log file; nothing when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 65536))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""


def start(
    name: str,
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    *,
    ending: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
) -> Leashed:
    """Start a command in a process group of its own, so that Ctrl-C reaches only us and we end things in order.

    Raises `EngineMissing` when the program is not there or may not be run.
    """
    try:
        with log.open("ab") as output:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd="/" if account else None,
                start_new_session=True,
                preexec_fn=_tied_to(os.getpid(), ending),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
    except OSError as wrong:
        raise EngineMissing(f"{name}: {command[0]} cannot be run ({wrong.strerror}).") from wrong
    return Leashed(name, process, log, ending)


def _tied_to(parent: int, ending: signal.Signals) -> Callable[[], None] | None:
    """What the new process does before it becomes the program, after the change of user, which would clear the tie."""
    if _LIBC is None:
        return None
    libc = _LIBC

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(ending))
        if os.getppid() != parent:
            os._exit(1)

    return tie
