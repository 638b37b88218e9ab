"""Silence: what our processes would log of what strikes them is nobody's to read, and dear to write."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import format_exception
from typing import Any, NoReturn

import structlog

#: A part of a tick that fails keeps the others from nothing, and is told in the log alone.
_TOLD_NOWHERE_ELSE = "tick_part_failed"


@contextmanager
def nothing_logged(broke: Callable[[str], None]) -> Iterator[None]:
    """Inside, neither we nor the sandbox log anything; `broke` is told of what failed and only a log would tell."""

    def swallow(_logger: Any, _name: str, entry: structlog.typing.EventDict) -> NoReturn:
        if entry["event"] == _TOLD_NOWHERE_ELSE:
            part = structlog.contextvars.get_contextvars().get("part")
            broke(f"part {part} of a tick broke: {''.join(format_exception(sys.exception()))}")
        raise structlog.DropEvent

    kept, level = structlog.get_config(), logging.root.manager.disable
    structlog.configure(processors=[swallow], wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        structlog.configure(**kept)
        logging.disable(level)
