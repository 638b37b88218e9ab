"""What is logged of a whole evening: each line about an attempt says which, and none names anybody."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.registry import FailedJobRegistry
from sqlalchemy import text

from campaigns.customers import CustomerNumber
from dialer.attempt_life import Result
from runtime.logs import bind, bound, set_up_logs, told
from tests.cast import LINES, MEI
from tests.dialer.play import Play
from workers.bell import QUEUE, Bell
from workers.worker import run_worker

#: As they are, as people write them, and without the country.
CAST = re.compile("|".join(re.escape(number.lstrip("+")[-8:]) for number in (MEI, *LINES)))
IDS = ("attempt_id", "follow_up_id", "customer_id")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A process sets its logs up once; a test takes that back."""
    root, hooks = logging.getLogger(), (sys.excepthook,)
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level, (sys.excepthook,) = handlers, level, hooks
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    said = capsys.readouterr().err
    assert CAST.search(said) is None, said
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def test_each_line_about_an_attempt_names_it_its_follow_up_and_its_customer(
    play: Play, bell: Bell, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("worker")
    play.opens()
    bell.ring(play.tick())
    run_worker(redis, burst=True)
    call = play.attempt()
    play.tell(call, "ended", Result.NO_ANSWER)
    moved = [line for line in lines(capsys) if line["event"] == "attempt_moved"]
    assert [line["to"] for line in moved] == ["placing", "placed", "ended"]
    wanted = {"attempt_id": call.id, "follow_up_id": call.follow_up_id, "customer_id": call.customer_id}
    assert all({name: line[name] for name in IDS} == wanted for line in moved)
    assert moved[0]["job"] == "place"


def test_what_is_rolled_back_is_not_told(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("worker")
    with play.tools.sessions() as session:
        told(session, "happened")
        session.execute(text("select 1"))
        session.rollback()
        session.commit()
    assert lines(capsys) == []


def test_a_job_that_breaks_over_a_number_keeps_it_out_of_logs_and_redis(
    play: Play, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database repeats the row that it refuses; so does whoever raises with a number in hand."""
    set_up_logs("worker")
    call = play.rings()
    with play.scene() as session:
        number = session.query(CustomerNumber).first()
        assert number is not None
        number.kind = number.country = "x"
    queue = Queue(QUEUE, connection=redis)
    queue.enqueue(_breaks, call.id, failure_ttl=60)
    run_worker(redis, burst=True)
    said = lines(capsys)
    (broken,) = [line for line in said if line.get("logger") == "rq.worker" and line["level"] == "error"]
    assert broken["attempt_id"] == call.id
    (failed,) = FailedJobRegistry(queue=queue).get_job_ids()
    kept = Job.fetch(failed, connection=redis).latest_result()
    assert kept is not None
    assert kept.exc_string
    assert CAST.search(kept.exc_string) is None
    assert "陈美玲" not in kept.exc_string


def _breaks(attempt_id: int) -> None:
    raise ValueError(f"{attempt_id}: {MEI}\nDETAIL:  Failing row contains (1, 陈美玲).")


@pytest.mark.parametrize("logger", ["gunicorn.error", "rq.worker", "twilio.http_client", "flask.app", "py.warnings"])
def test_libraries_lines_look_like_ours_and_name_nobody(logger: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("web")
    with bound(request_id="abc"):
        logging.getLogger(logger).warning("To=%s and %s", MEI, {"body": MEI})
    (line,) = lines(capsys)
    assert (line["process"], line["logger"], line["request_id"]) == ("web", logger, "abc")
    assert "…" in line["event"]


def test_what_twilios_sdk_says_of_each_request_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("worker", logging.DEBUG)
    logging.getLogger("twilio.http_client").info("Body: your wound")
    assert lines(capsys) == []


def test_an_error_that_nobody_caught_is_a_line_like_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("clock")
    try:
        raise ValueError(MEI)
    except ValueError:
        sys.excepthook(*sys.exc_info())
    (line,) = lines(capsys)
    assert line["event"] == "uncaught"
    assert "ValueError: +85…67" in line["exception"]


def test_what_is_bound_ends_with_its_job(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("worker")
    with bound(attempt_id=1):
        bind(customer_id=2)
        with bound(part="next"):
            structlog.get_logger().info("inside")
    structlog.get_logger().info("after")
    inside, after = lines(capsys)
    assert not set(IDS) & set(inside)
    assert not set(IDS) & set(after)
