"""The demonstration, as a newcomer runs it without waiting: every follow-up accounted for, nothing broken."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from runtime.settings import ENVIRONMENT


@pytest.fixture(scope="module")
def day() -> dict[str, Any]:
    """One headless day, faster than for people who watch."""
    asked = [sys.executable, "-m", "huifang", "demo", "--headless", "--json", "--minutes", "0.7"]
    kept = {k: ENVIRONMENT[k] for k in ("PATH", "HOME") if k in ENVIRONMENT}
    done = subprocess.run(asked, env=kept, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.timeout(260)
def test_every_follow_up_is_in_one_bucket_and_nothing_is_broken(day: dict[str, Any]) -> None:
    assert sum(day["buckets"].values()) == day["planned"] > 500
    assert day["buckets"]["underway"] == day["buckets"]["talked"] == 0
    assert day["accounted_for"]
    assert day["violations"] == []


def test_the_day_shows_every_part_of_the_way(day: dict[str, Any]) -> None:
    # How much fits into a fast day depends on the machine; that every part is shown does not.
    for part in ("placed", "answered", "missed", "texted", "retried", "reached", "logged"):
        assert day[part] > 3, part
    assert day["answered"] + day["missed"] == day["placed"]
    assert "no_voice_service" in day["refused_by_reason"], "mainland customers are refused with that reason"
