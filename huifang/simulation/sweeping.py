"""Sweeping: how often Python looks for garbage that hangs together in circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: So many new objects, and so many smaller sweeps, between two sweeps: a run makes few circles, and each sweep goes
#: through all that was learned in it.
_SELDOM = (50_000, 20, 20)


@contextmanager
def swept_seldom() -> Iterator[None]:
    """Inside, memory that hangs together in circles is given back later than it might be."""
    kept = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*kept)
