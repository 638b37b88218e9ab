"""The hospital: after the discharge, and after first visits; never on public holidays."""

from __future__ import annotations

from tests.walks.story import Story, call, happens

STORIES = (
    Story(
        "inpatient",
        "day 7, then as the illness needs",
        (happens("2026-11-24 10:00", "discharge"),),
        (
            call("day-7", "2026-12-01", says="concern", at="10:00", next_on="2026-12-08"),
            call("day-7", "2026-12-08"),
        ),
        house="bund",
        rests=("abnormal-reaction",),
    ),
    Story(
        "inpatient",
        "day 7 is in the National Day break: the first open day after it",
        (happens("2026-09-25 10:00", "discharge"),),
        (call("day-7", "2026-10-08"),),
        house="bund",
    ),
    Story(
        "specialist-outpatient",
        "day 7",
        (happens("2026-11-24 10:00", "first-visit", "specialist"),),
        (call("day-7", "2026-12-01"),),
        house="bund",
    ),
    Story(
        "general-outpatient",
        "day 10",
        (happens("2026-11-24 10:00", "first-visit", "general"),),
        (call("day-10", "2026-12-04"),),
        house="bund",
    ),
)
