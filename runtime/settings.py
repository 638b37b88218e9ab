"""The one place that reads the environment. Read once, frozen, handed down as an argument."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

ENVIRONMENT: Mapping[str, str] = os.environ


class SettingsWrong(Exception):
    """A setting is missing or cannot be used."""


@dataclass(frozen=True)
class Settings:
    """Everything a process needs to know from outside, validated."""

    #: PostgreSQL, as a SQLAlchemy address with the psycopg driver.
    database_url: str
    #: Redis, which only wakes workers.
    redis_url: str
    #: Signs sessions and CSRF tokens.
    secret_key: str
    #: The address under which Twilio and people reach us, no slash at the end.
    public_url: str
    twilio_account_sid: str
    twilio_auth_token: str
    #: Another address for Twilio's REST API: the sandbox. None means Twilio itself.
    twilio_api_url: str | None
    #: Calls a second that we allow ourselves; keep it below the account's own limit.
    calls_per_second: float
    #: Calls a second from one caller id, and texts.
    caller_id_calls_per_second: float
    texts_per_second: float
    #: Calls in flight at most, and the share of them that nothing but care may use.
    concurrent_calls: int
    share_for_care: float
    #: How long a customer who is due waits for the own agent.
    hand_over: timedelta
    #: Tiers whose customers are called by nobody but their own agent or his deputy.
    high_tiers: tuple[str, ...]
    #: Seconds of real time in which what came of a call is to be written down.
    wrap_up_seconds: float
    #: A launch that reaches more customers than this waits for a second person.
    approval_above: int
    #: Seconds of real time after which a request to the carrier counts as unanswered.
    carrier_timeout: float
    #: Dialling prefixes that the carrier serves by voice although Twilio does not (sandbox, another carrier).
    also_serves: tuple[str, ...]
    #: Conversations with agents are recorded, after the notice; and how many days recordings and messages are kept.
    record_calls: bool
    recording_days: int
    #: File of the shared virtual clock. None means real time.
    clock_file: str | None
    #: What Prometheus says to be told the figures. None: nobody is told.
    metrics_token: str | None = None
    #: Seconds of real time that a process which is told to stop has for what it is at.
    stop_seconds: float = 25.0


_REQUIRED = (
    "DATABASE_URL",
    "REDIS_URL",
    "HUIFANG_SECRET_KEY",
    "HUIFANG_PUBLIC_URL",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
)


def read_settings(environment: Mapping[str, str] = ENVIRONMENT) -> Settings:
    """All settings, or `SettingsWrong` naming everything that is missing or unusable, at once."""
    problems = [f"{name} is not set" for name in _REQUIRED if not environment.get(name)]
    settings = Settings(
        database_url=database_address(environment.get("DATABASE_URL", ""), problems),
        redis_url=environment.get("REDIS_URL", ""),
        secret_key=environment.get("HUIFANG_SECRET_KEY", ""),
        public_url=_web_address("HUIFANG_PUBLIC_URL", environment, problems),
        twilio_account_sid=environment.get("TWILIO_ACCOUNT_SID", ""),
        twilio_auth_token=environment.get("TWILIO_AUTH_TOKEN", ""),
        twilio_api_url=_web_address("TWILIO_API_URL", environment, problems) or None,
        calls_per_second=_above_zero("HUIFANG_CALLS_PER_SECOND", 0.9, environment, problems),
        caller_id_calls_per_second=_above_zero("HUIFANG_CALLER_ID_CALLS_PER_SECOND", 0.9, environment, problems),
        texts_per_second=_above_zero("HUIFANG_TEXTS_PER_SECOND", 0.9, environment, problems),
        concurrent_calls=math.ceil(_above_zero("HUIFANG_CONCURRENT_CALLS", 50, environment, problems)),
        share_for_care=_share("HUIFANG_SHARE_FOR_CARE", 0.2, environment, problems),
        hand_over=timedelta(minutes=_above_zero("HUIFANG_HAND_OVER_MINUTES", 20, environment, problems)),
        high_tiers=_names("HUIFANG_HIGH_TIERS", "gold, platinum, diamond", environment),
        wrap_up_seconds=_above_zero("HUIFANG_WRAP_UP_SECONDS", 120, environment, problems),
        approval_above=_count("HUIFANG_APPROVAL_ABOVE", 500, environment, problems),
        carrier_timeout=_above_zero("HUIFANG_CARRIER_TIMEOUT", 15, environment, problems),
        also_serves=_names("HUIFANG_ALSO_SERVES", "", environment),
        record_calls=_switch("HUIFANG_RECORD_CALLS", environment, problems),
        recording_days=_days("HUIFANG_RECORDING_DAYS", 90, environment, problems),
        clock_file=environment.get("HUIFANG_CLOCK") or None,
        metrics_token=_secret("HUIFANG_METRICS_TOKEN", environment, problems),
        stop_seconds=_above_zero("HUIFANG_STOP_SECONDS", 25, environment, problems),
    )
    if problems:
        raise SettingsWrong("; ".join(problems) + ". See the table of settings in README.md.")
    return settings


def database_address(raw: str, problems: list[str] | None = None) -> str:
    """A PostgreSQL address with our driver named; other databases are refused."""
    for prefix in ("postgresql://", "postgres://"):
        if raw.startswith(prefix):
            return "postgresql+psycopg://" + raw.removeprefix(prefix)
    if raw and not raw.startswith("postgresql+psycopg://") and problems is not None:
        problems.append("DATABASE_URL must begin with postgresql:// (PostgreSQL is the only database)")
    return raw


def _web_address(name: str, environment: Mapping[str, str], problems: list[str]) -> str:
    raw = environment.get(name, "").rstrip("/")
    if raw and (urlsplit(raw).scheme not in ("http", "https") or not urlsplit(raw).netloc):
        problems.append(f"{name} must be an address such as https://calls.example.org, not {raw!r}")
    return raw


def _secret(name: str, environment: Mapping[str, str], problems: list[str]) -> str | None:
    raw = environment.get(name) or None
    if raw is not None and (len(raw) < 16 or not raw.isascii()):
        problems.append(f"{name} must be a random word of at least 16 ASCII characters")
    return raw


def _names(name: str, default: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in environment.get(name, default).split(","))))


def _share(name: str, default: float, environment: Mapping[str, str], problems: list[str]) -> float:
    raw = environment.get(name) or str(default)
    try:
        value = float(raw)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        problems.append(f"{name} must be a number from 0 up to but not including 1, not {raw!r}")
        return default
    return value


def _switch(name: str, environment: Mapping[str, str], problems: list[str]) -> bool:
    raw = environment.get(name) or "off"
    if raw not in ("on", "off"):
        problems.append(f"{name} must be on or off, not {raw!r}")
    return raw == "on"


def _days(name: str, default: int, environment: Mapping[str, str], problems: list[str]) -> int:
    """Call centres that are licensed in mainland China keep recordings for 30 days or longer (MIIT, 18 June 2020)."""
    raw = environment.get(name) or str(default)
    if not raw.isascii() or not raw.isdigit() or not 30 <= int(raw[:6]) <= 3660:
        problems.append(f"{name} must be a whole number of days from 30 to 3660, not {raw!r}")
        return default
    return int(raw)


def _count(name: str, default: int, environment: Mapping[str, str], problems: list[str]) -> int:
    raw = environment.get(name) or str(default)
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
        problems.append(f"{name} must be a whole number from 0, not {raw!r}")
        return default
    return int(raw)


def _above_zero(name: str, default: float, environment: Mapping[str, str], problems: list[str]) -> float:
    raw = environment.get(name) or str(default)
    try:
        value = float(raw)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        problems.append(f"{name} must be a number above zero, not {raw!r}")
        return default
    return value
