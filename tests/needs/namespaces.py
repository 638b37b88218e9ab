"""What the tests with several hosts need: a program that lays cables, and the right to do so."""

from __future__ import annotations

import shutil
import sys

from tests.needs.need import Need

IP = Need("the program ip", "iproute2", "the tests in tests/faults that cut a cable between two hosts")


def missing() -> list[Need]:
    """What is not here; only Linux has such hosts."""
    return [] if shutil.which("ip") or sys.platform != "linux" else [IP]
