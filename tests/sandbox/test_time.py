"""The clock that a file sets, and the schedule that follows it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sandbox.clock import Clock, iso, rfc2822
from sandbox.performance import CallerGone, Mailbox, Performance, Script, pause
from sandbox.schedule import Schedule
from tests.sandbox.box import MORNING, seconds, wind
from tests.sandbox.conftest import CHAN, MakeBox
from tests.sandbox.receiver import until


@pytest.fixture
def still(tmp_path: Path) -> Path:
    """A clock that stands still at ten in the morning."""
    return wind(tmp_path / "clock.json", MORNING, 0.0)


def silent(detail: str) -> None:
    raise AssertionError(detail)


def test_the_clock_runs_at_the_rate_of_its_file_and_notices_a_new_one(still: Path) -> None:
    clock = Clock(still)
    assert clock.now() == clock.now() == MORNING
    assert clock.real_seconds_until(MORNING + 1) == float("inf")
    wind(still, MORNING + 3600, 100.0)
    assert MORNING + 3600 <= clock.now() < MORNING + 3700
    assert clock.real_seconds_until(MORNING + 13_600) == pytest.approx(100, abs=1)


def test_half_a_file_leaves_the_clock_as_it_was(still: Path) -> None:
    clock = Clock(still)
    assert clock.now() == MORNING
    still.write_text('{"real": 1')
    assert clock.now() == MORNING


def test_a_missing_file_is_not_taken_for_real_time(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Clock(tmp_path / "none.json").now()


def test_dates_are_written_as_twilio_and_as_iso_write_them() -> None:
    assert rfc2822(MORNING) == "Mon, 02 Mar 2026 02:00:00 +0000"
    assert iso(MORNING) == "2026-03-02T02:00:00.000+00:00"
    assert rfc2822(None) is iso(None) is None


def test_what_is_due_happens_in_order_at_its_own_instant_however_late(still: Path) -> None:
    schedule = Schedule(Clock(still), silent)
    seen: list[tuple[str, float]] = []

    def note(name: str) -> None:
        seen.append((name, schedule.now() - MORNING))

    def first() -> None:
        note("first")
        schedule.after(5, lambda: note("between"))

    schedule.after(20, lambda: note("late"))
    schedule.after(10, first)
    schedule.after(10, lambda: note("second"))
    wind(still, MORNING + 3600, 0.0)
    with schedule.turn():
        assert schedule.now() == MORNING + 3600
    assert seen == [("first", 10), ("second", 10), ("between", 15), ("late", 20)]


def test_an_action_that_fails_is_reported_and_stops_nothing(still: Path) -> None:
    def fail() -> None:
        raise LookupError("nobody there")

    told: list[str] = []
    schedule, seen = Schedule(Clock(still), told.append), threading.Event()
    schedule.soon(fail)
    schedule.soon(seen.set)
    with schedule.turn():
        pass
    assert seen.is_set()
    assert told == ["LookupError: nobody there"]


def test_a_script_waits_for_time_and_for_news_and_tidies_up_when_interrupted(still: Path) -> None:
    schedule = Schedule(Clock(still), silent)
    news: Mailbox[str] = Mailbox(schedule)
    seen: list[str] = []

    def script() -> Script[str]:
        yield pause(schedule, 5)
        seen.append((yield news.take()))
        try:
            yield news.take()
        except CallerGone:
            seen.append("gone")
            raise
        return "never"

    performance = Performance(script(), seen.append)
    performance.start()
    news.put("hello")
    wind(still, MORNING + 6, 0.0)
    with schedule.turn():
        assert seen == ["hello"]
        performance.interrupt(CallerGone())
        performance.interrupt(CallerGone())
    assert seen == ["hello", "gone"]


def test_winding_the_clock_on_ends_a_long_call_at_once(make_box: MakeBox) -> None:
    box = make_box(rate=50.0)
    box.receiver.answers["twiml"] = "<Response><Pause length='3000'/></Response>"
    sid = box.call(CHAN, time_limit=2500)
    until(lambda: box.witnessed(sid)["answered_at"])
    wind(box.clock, MORNING + 5000, 50.0)
    seen = box.ended(sid)
    assert seconds(seen["answered_at"], seen["ended_at"]) == 2500
