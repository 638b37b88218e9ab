"""Settled: how often the garbage collector looks, and that it need not look at what a process keeps to its end."""

from __future__ import annotations

import gc

#: So many new objects, and so many smaller looks, between two looks.
_SELDOM = (50_000, 20, 20)


def look_seldom() -> None:
    """Look for memory that hangs together in circles less often than Python does by itself; for the whole process.

    Statements and pages make many small objects and few circles: to look as often as usual takes a tenth of the time.
    """
    gc.set_threshold(*_SELDOM)


def settle() -> None:
    """Call it once, before the work begins: going through what the libraries hold costs a tenth of a second."""
    gc.collect()
    gc.freeze()
