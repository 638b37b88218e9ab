"""Settings: read once, and everything that is wrong is named at once."""

from __future__ import annotations

import dataclasses

import pytest

from runtime.settings import SettingsWrong, database_address, read_settings

COMPLETE = {
    "DATABASE_URL": "postgresql://huifang@db/huifang",
    "REDIS_URL": "redis://redis",
    "HUIFANG_SECRET_KEY": "a-secret",
    "HUIFANG_PUBLIC_URL": "https://calls.example.org",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "a-token",
}


def test_with_nothing_set_everything_that_is_missing_is_named() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        read_settings({})
    assert all(f"{name} is not set" in str(wrong.value) for name in COMPLETE)
    assert "README.md" in str(wrong.value)


@pytest.mark.parametrize("name", COMPLETE)
def test_what_is_empty_is_missing(name: str) -> None:
    with pytest.raises(SettingsWrong, match=f"{name} is not set"):
        read_settings(COMPLETE | {name: ""})


def test_missing_and_unusable_are_told_together() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        read_settings(
            COMPLETE
            | {
                "REDIS_URL": "",
                "DATABASE_URL": "sqlite:///x",
                "TWILIO_API_URL": "nowhere",
                "HUIFANG_CARRIER_TIMEOUT": "0",
            }
        )
    said = str(wrong.value)
    for name in ("REDIS_URL", "DATABASE_URL", "TWILIO_API_URL", "HUIFANG_CARRIER_TIMEOUT"):
        assert name in said


def test_what_need_not_be_said_has_its_value() -> None:
    settings = read_settings(COMPLETE)
    assert (settings.calls_per_second, settings.concurrent_calls, settings.carrier_timeout) == (0.9, 50, 15.0)
    assert (settings.twilio_api_url, settings.also_serves, settings.clock_file) == (None, (), None)


def test_settings_do_not_change_while_a_process_runs() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        read_settings(COMPLETE).redis_url = "redis://elsewhere"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        # as most people and hosts write it
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        # as some hosts still write it
        ("postgres://u:p@h:5433/d?sslmode=require", "postgresql+psycopg://u:p@h:5433/d?sslmode=require"),
        # with our driver named already
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_the_database_is_reached_by_our_driver(raw: str, address: str) -> None:
    problems: list[str] = []
    assert database_address(raw, problems) == address
    assert problems == []


@pytest.mark.parametrize("raw", ["mysql://u@h/d", "sqlite:///huifang.db", "postgresql+psycopg2://u@h/d", "h/d"])
def test_another_database_is_refused(raw: str) -> None:
    with pytest.raises(SettingsWrong, match="PostgreSQL is the only database"):
        read_settings(COMPLETE | {"DATABASE_URL": raw})


@pytest.mark.parametrize("raw", ["calls.example.org", "ftp://calls.example.org", "https://", "localhost:8000"])
def test_an_address_that_is_none_is_refused(raw: str) -> None:
    with pytest.raises(SettingsWrong, match="HUIFANG_PUBLIC_URL must be an address"):
        read_settings(COMPLETE | {"HUIFANG_PUBLIC_URL": raw})


def test_a_slash_at_the_end_of_an_address_does_no_harm() -> None:
    assert read_settings(COMPLETE | {"HUIFANG_PUBLIC_URL": "https://a.b/"}).public_url == "https://a.b"


@pytest.mark.parametrize("raw", ["0", "-1", "many", "nan", "inf"])
@pytest.mark.parametrize("name", ["HUIFANG_CALLS_PER_SECOND", "HUIFANG_CONCURRENT_CALLS", "HUIFANG_CARRIER_TIMEOUT"])
def test_a_number_has_to_be_one_above_zero(name: str, raw: str) -> None:
    with pytest.raises(SettingsWrong, match=f"{name} must be a number above zero"):
        read_settings(COMPLETE | {name: raw})


def test_prefixes_may_be_written_with_spaces() -> None:
    assert read_settings(COMPLETE | {"HUIFANG_ALSO_SERVES": "+86, +853,"}).also_serves == ("+86", "+853")


@pytest.mark.parametrize("raw", ["1", "-0.1", "half", "nan"])
def test_a_share_lies_between_nothing_and_everything(raw: str) -> None:
    with pytest.raises(SettingsWrong, match="HUIFANG_SHARE_FOR_CARE must be a number from 0"):
        read_settings(COMPLETE | {"HUIFANG_SHARE_FOR_CARE": raw})


def test_high_tiers_may_be_named_or_none() -> None:
    assert read_settings(COMPLETE).high_tiers == ("gold", "platinum", "diamond")
    assert read_settings(COMPLETE | {"HUIFANG_HIGH_TIERS": "vip"}).high_tiers == ("vip",)
    assert read_settings(COMPLETE | {"HUIFANG_HIGH_TIERS": ""}).high_tiers == ()


def test_above_how_many_a_second_person_is_asked() -> None:
    assert read_settings(COMPLETE).approval_above == 500
    assert read_settings(COMPLETE | {"HUIFANG_APPROVAL_ABOVE": "0"}).approval_above == 0


@pytest.mark.parametrize("raw", ["-1", "many", "1.5", "５", "9" * 12])
def test_that_number_is_a_whole_one(raw: str) -> None:
    with pytest.raises(SettingsWrong, match="HUIFANG_APPROVAL_ABOVE must be a whole number from 0"):
        read_settings(COMPLETE | {"HUIFANG_APPROVAL_ABOVE": raw})


def test_nothing_is_recorded_unless_it_is_asked_for() -> None:
    settings = read_settings(COMPLETE)
    assert (settings.record_calls, settings.recording_days) == (False, 90)
    asked = read_settings(COMPLETE | {"HUIFANG_RECORD_CALLS": "on", "HUIFANG_RECORDING_DAYS": "30"})
    assert (asked.record_calls, asked.recording_days) == (True, 30)


@pytest.mark.parametrize("raw", ["yes", "1", "ON", "true"])
def test_what_is_neither_on_nor_off_is_refused_and_not_guessed(raw: str) -> None:
    with pytest.raises(SettingsWrong, match="HUIFANG_RECORD_CALLS must be on or off"):
        read_settings(COMPLETE | {"HUIFANG_RECORD_CALLS": raw})


@pytest.mark.parametrize("raw", ["29", "0", "-90", "90.5", "long", "3661", "９０", "9" * 30])
def test_recordings_are_kept_for_thirty_days_at_least_and_not_for_ever(raw: str) -> None:
    with pytest.raises(SettingsWrong, match="HUIFANG_RECORDING_DAYS must be a whole number of days from 30"):
        read_settings(COMPLETE | {"HUIFANG_RECORDING_DAYS": raw})


def test_a_token_that_can_be_guessed_is_refused_and_none_tells_nobody() -> None:
    assert read_settings(COMPLETE).metrics_token is None
    long = read_settings(COMPLETE | {"HUIFANG_METRICS_TOKEN": "0123456789abcdef"})
    assert (long.metrics_token, long.stop_seconds) == ("0123456789abcdef", 25.0)
    with pytest.raises(SettingsWrong, match="HUIFANG_METRICS_TOKEN must be a random word"):
        read_settings(COMPLETE | {"HUIFANG_METRICS_TOKEN": "short"})
