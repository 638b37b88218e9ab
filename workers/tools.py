"""Where a worker's tools hang: put up once when the process starts, taken down from the wall by each job."""

from __future__ import annotations

from dialer.tools import Tools

_wall: list[Tools] = []


def hang_up(tools: Tools) -> None:
    """Make these tools the ones that this process works with."""
    _wall[:] = [tools]


def tools() -> Tools:
    """The process's tools; a job that runs where none were hung up is a wiring mistake."""
    if not _wall:
        raise RuntimeError("no tools are hung up: start workers with `huifang worker`")
    return _wall[0]
