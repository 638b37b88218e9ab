"""Settled: once a process has taken in all that it works with, the garbage collector need not look at that again."""

from __future__ import annotations

import gc


def settle() -> None:
    """Call it once, before the work begins: going through what the libraries hold costs a tenth of a second."""
    gc.collect()
    gc.freeze()
