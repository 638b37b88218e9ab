"""Logs: one JSON object a line, and never a whole telephone number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from runtime.logs import set_up_logs


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """What a test sets up is not the next one's."""
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def logged(capsys: pytest.CaptureFixture[str], **fields: Any) -> str:
    set_up_logs("worker")
    structlog.get_logger().info("placed", **fields)
    return capsys.readouterr().err


def test_a_line_is_json_with_time_level_and_process(capsys: pytest.CaptureFixture[str]) -> None:
    entry = json.loads(logged(capsys, attempt=7, name="陈美玲"))
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {"event": "placed", "level": "info", "process": "worker", "attempt": 7, "name": "陈美玲"}


@pytest.mark.parametrize(
    "value",
    [
        # by itself, inside words, twice
        "+85291234567",
        "no answer from +85291234567 today",
        "+85291234567 and +85291234567",
        # deeper than the first level
        ["+85291234567"],
        {"to": {"e164": "+85291234567"}},
        # an error's own words
        ValueError("bad number +85291234567"),
    ],
)
def test_a_number_is_never_whole(capsys: pytest.CaptureFixture[str], value: Any) -> None:
    line = logged(capsys, value=value)
    assert "91234567" not in line
    assert "+85…67" in line


def test_a_traceback_tells_no_number_either(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("worker")
    try:
        raise ValueError("+85291234567")
    except ValueError:
        structlog.get_logger().exception("job_failed")
    line = capsys.readouterr().err
    assert "Traceback" in line
    assert "91234567" not in line


@pytest.mark.parametrize("value", ["+86", "+1 650", "2026-11-24T11:00:00+08:00", "a+b"])
def test_what_is_no_number_stays(capsys: pytest.CaptureFixture[str], value: str) -> None:
    assert json.loads(logged(capsys, value=value))["value"] == value


def test_what_is_bound_once_is_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("clock")
    structlog.contextvars.bind_contextvars(tick=5)
    structlog.get_logger().warning("tick_failed")
    assert json.loads(capsys.readouterr().err)["tick"] == 5
