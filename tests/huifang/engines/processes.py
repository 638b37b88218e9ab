"""Looking at processes that are not ours to wait for."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

#: Seconds in which something that must happen at once has happened even on a busy machine.
SOON = 20.0


def gone_soon(pid: int) -> bool:
    """Whether the process ends within a bounded time; wakes up at the very moment."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], SOON)[0])
    finally:
        os.close(handle)


def owner(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A process that starts something of ours and waits; its first line of output tells what it started."""
    waiting = f"{code}\nprint(pid, flush=True)\nimport sys; sys.stdin.read()"
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-c", waiting, *arguments], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def first_number(process: subprocess.Popen[str]) -> int:
    """The process id that an owner has told."""
    assert process.stdout
    return int(process.stdout.readline())
