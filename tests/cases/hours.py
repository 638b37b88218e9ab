"""Hours cases: one instant, one callee, one department; allowed or forbidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from dialer.hours.judge import Callee, Verdict, judge
from dialer.hours.law import Purpose
from dialer.hours.policy import HoursPolicy
from dialer.hours.windows import WHOLE_WEEK, parse_week
from tests.cases.mismatch import Mismatch


def evaluator(policies_file: Path) -> Callable[[dict[str, str]], Mismatch | None]:
    """What judges one row, with the policies of this file."""
    settings = json.loads(policies_file.read_text(encoding="utf-8"))["policies"]
    policies = {name: _policy(name, fields) for name, fields in settings.items()}
    return lambda row: _mismatch(row, verdict_on(row, policies))


def verdict_on(row: dict[str, str], policies: dict[str, HoursPolicy]) -> Verdict:
    """What the product says of this row. Its purpose is marketing unless it names another."""
    subdivision, purpose = place_and_purpose(row)
    callee = Callee(row["number"], row["country"], subdivision, row["zone_on_file"] or None)
    ring = float(row["ring_timeout_s"] or 0)
    return judge(callee, policies[row["policy"]], purpose, datetime.fromisoformat(row["instant_utc"]), ring)


def place_and_purpose(row: dict[str, str]) -> tuple[str, str]:
    """The subdivision and the purpose: the table of law writes `*DEBT` and `*RESEARCH` where a state would stand."""
    place, _, other = row["subdivision"].partition("*")
    return place, other.lower() or row.get("purpose") or Purpose.MARKETING.value


def _policy(name: str, fields: dict[str, Any]) -> HoursPolicy:
    week = parse_week(fields["win"]) if fields.get("win") else WHOLE_WEEK
    return HoursPolicy(name, week, bool(fields.get("no_ph")), bool(fields.get("workdays_only")))


def _mismatch(row: dict[str, str], verdict: Verdict) -> Mismatch | None:
    got = "allowed" if verdict.allowed else "forbidden"
    if got == row["expected"]:
        return None
    return Mismatch(row["id"], row["expected"], f"{got} ({verdict.code})", row["reason"])
