"""The one clock: real, or shared by all processes through a file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime.clock import SharedClock, WallClock, clock_from, set_shared_clock
from runtime.settings import SettingsWrong

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
SOON = timedelta(seconds=5)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A clock that stands at New Year."""
    set_shared_clock(tmp_path / "clock.json", NEW_YEAR, rate=0.0)
    return tmp_path / "clock.json"


def test_real_time_is_aware_and_runs_like_time() -> None:
    clock = WallClock()
    first, second = clock.now(), clock.now()
    assert first.tzinfo is UTC
    assert first <= second < first + SOON
    assert clock.rate() == 1.0


def test_a_shared_clock_shows_what_it_was_set_to(file: Path) -> None:
    assert SharedClock(file).now() == NEW_YEAR
    assert SharedClock(file).rate() == 0.0


def test_set_anew_it_shows_so_to_those_who_read_it_already(file: Path) -> None:
    clock = SharedClock(file)
    assert clock.now() == NEW_YEAR
    set_shared_clock(file, NEW_YEAR + timedelta(days=1), rate=0.0)
    assert clock.now() == NEW_YEAR + timedelta(days=1)


def test_it_runs_at_its_rate(file: Path) -> None:
    set_shared_clock(file, NEW_YEAR, rate=3600.0)
    reading = json.loads(file.read_text())
    file.write_text(json.dumps(reading | {"real": reading["real"] - 10}))  # ten seconds ago
    clock = SharedClock(file)
    assert NEW_YEAR + timedelta(hours=10) <= clock.now() < NEW_YEAR + timedelta(hours=10) + 3600 * SOON
    assert clock.rate() == 3600.0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"real": 1}', '{"real": 1, "virtual": 2, "rate": 3, "more": 4}'])
def test_a_file_that_is_no_clock_says_which(tmp_path: Path, content: str) -> None:
    (tmp_path / "clock.json").write_text(content)
    with pytest.raises(SettingsWrong, match=r"HUIFANG_CLOCK: .*clock\.json"):
        SharedClock(tmp_path / "clock.json")


def test_a_file_that_is_missing_says_so_when_the_process_starts(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="HUIFANG_CLOCK"):
        clock_from(str(tmp_path / "nowhere.json"))


def test_an_instant_without_a_zone_is_no_instant(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        set_shared_clock(tmp_path / "clock.json", datetime(2027, 1, 1), rate=1.0)  # noqa: DTZ001


def test_where_no_file_is_named_time_is_real(file: Path) -> None:
    assert isinstance(clock_from(None), WallClock)
    assert isinstance(clock_from(str(file)), SharedClock)
