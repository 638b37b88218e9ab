"""Customers who write to us."""

from __future__ import annotations

from tests.walks.story import Story, along, call, happens, missed, sorry

STORIES = (
    Story(
        "message",
        "called a quarter of an hour later; missed at night, and called in the morning; two matters are one call",
        (
            happens("2026-11-24 10:00", "message"),
            happens("2026-11-26 23:10", "message"),
            happens("2026-12-01 12:10", "message"),
            happens("2026-12-01 12:20", "message"),
        ),
        (
            call("answer", "2026-11-24", at="10:15", by="2026-11-24"),
            missed("answer", "2026-11-27", at="09:00", by="2026-11-27"),
            sorry("answer", "2026-11-27"),
            call("answer", "2026-11-27", at="13:30"),
            call("answer", "2026-12-01", at="13:30"),
            along("answer", "2026-12-01"),
        ),
    ),
    Story(
        "message",
        "who sounds as if they wanted no more is read first, and asked in the afternoon",
        (happens("2026-11-24 10:00", "message", "perhaps-stop"),),
        (call("perhaps-stop", "2026-11-24", at="13:30", says="refused"),),
    ),
)
