"""In turn: tests that wait for a whole house, rather than work, never wait beside one another.

Where the files are shared out among processes, those that start real processes and look on are one long piece of work
for one process, begun first. Beside it the others keep every core busy; were they all to wait at once, as files next to
each other in the alphabet do, the machine would stand idle, and a busy moment of two houses would slow both down.
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest

#: Files, or rooms of files, that mostly look on.
LOOK_ON = ("tests/faults/", "tests/huifang/test_demo.py", "tests/journeys/")


def looks_on(file: str) -> bool:
    """Whether what is in this file waits for others more than it works itself."""
    return file.startswith(LOOK_ON)


def piece(file: str, processes: int) -> str:
    """The piece of work that this file belongs to: its own, or one for as many processes as there are beyond three."""
    if not looks_on(file):
        return file
    return f"looking on {crc32(file.encode()) % max(1, processes - 3)}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first."""
    items.sort(key=lambda item: not looks_on(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files stay together with `--dist loadfile`, and those that look on stay in turn; other ways are xdist's own."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

    class InTurn(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            return piece(super()._split_scope(nodeid), self.numnodes)

    return InTurn(config, log)
