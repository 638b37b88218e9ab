"""Structured logs: one JSON object a line on stderr, ids bound, never a whole telephone number.

Our lines and those of the libraries (gunicorn, rq, Twilio's SDK, SQLAlchemy, uncaught errors) go the same way. Who logs
binds ids with `bound`; a line that tells of something written to the database waits for its commit in `told`.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session

from runtime.masking import mask_numbers

log = structlog.get_logger()

_Chain = list[structlog.typing.Processor]

#: Somewhere around us stands a `bound`.
_INSIDE = ContextVar("inside", default=False)
_WAITING = "lines that wait for the commit"
#: These say at their lowest levels what a text says and to whom it goes, or much that nobody asked.
_DISCREET = ("twilio", "urllib3", "werkzeug", "sqlalchemy.engine", "alembic")


class _Stderr:
    """Writes whole lines, one at a time."""

    _lock = threading.Lock()

    def msg(self, line: str) -> None:
        # Nothing can be written where the disk is full. The line is lost, and the work that it tells of is not.
        with self._lock, suppress(OSError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = msg


def set_up_logs(process: str, level: int = logging.INFO) -> None:
    """Configure logs for this process; call it once, at the edge."""

    def name_process(_logger: Any, _name: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {"event": entry.pop("event"), "process": process, **entry}

    shared: _Chain = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        name_process,
        structlog.processors.format_exc_info,
        mask_numbers,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    structlog.configure(
        processors=[*shared, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Stderr(),
        cache_logger_on_first_use=True,
    )
    _take_in_libraries(shared, as_json, level)


def _take_in_libraries(shared: _Chain, as_json: structlog.typing.Processor, level: int) -> None:
    """Lines of the standard library's loggers, warnings, and errors that nobody caught, look like ours."""
    handler = logging.StreamHandler(sys.stderr)
    named: _Chain = [structlog.stdlib.add_logger_name, structlog.stdlib.ExtraAdder(), *shared]
    dropped = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=named, processors=[dropped, mask_numbers, as_json])
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], level
    for name in _DISCREET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _uncaught(kind: type[BaseException], wrong: BaseException | None, at: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log.error("uncaught", exc_info=(kind, wrong, at))


@contextmanager
def bound(**ids: Any) -> Iterator[None]:
    """Every line inside carries these, and nothing that was bound before; afterwards all is as it was."""
    before = structlog.contextvars.get_contextvars()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**ids)
    outside = _INSIDE.set(True)
    try:
        yield
    finally:
        _INSIDE.reset(outside)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**before)


def bind(**ids: Any) -> None:
    """From here to the end of the enclosing `bound` every line carries these; without one nothing would end it."""
    if _INSIDE.get():
        structlog.contextvars.bind_contextvars(**ids)


def told(session: Session, line: str, **fields: Any) -> None:
    """Log this line when the session's transaction is committed; one that is rolled back never happened.

    A process that did not set its logs up, such as a test or a simulation, is told nothing.
    """
    if structlog.is_configured():
        session.info.setdefault(_WAITING, []).append((line, fields))


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    for line, fields in session.info.pop(_WAITING, ()):
        log.info(line, **fields)


@event.listens_for(Session, "after_soft_rollback")
def _rolled_back(session: Session, _: object) -> None:
    session.info.pop(_WAITING, None)
