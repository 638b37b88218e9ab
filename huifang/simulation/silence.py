"""Silence: what our processes would log of what strikes them is nobody's to read, and dear to write."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def nothing_logged() -> Iterator[None]:
    """Inside, neither we nor the sandbox log anything."""
    kept, level = structlog.get_config(), logging.root.manager.disable
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        structlog.configure(**kept)
        logging.disable(level)
