"""Structured logs: one JSON object a line on stderr, ids bound, never a whole telephone number."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

_NUMBER = re.compile(r"\+\d{7,15}")


def set_up_logs(process: str, level: int = logging.INFO) -> None:
    """Configure logs for this process; call it once, at the edge."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
            mask_numbers,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def mask_numbers(_logger: Any, _name: str, line: Any) -> str:
    """Whatever is logged, however deep, only the country code's first digits and the last two of a number remain."""
    return _NUMBER.sub(lambda found: f"{found.group()[:3]}…{found.group()[-2:]}", line)
