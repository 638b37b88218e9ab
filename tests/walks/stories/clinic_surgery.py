"""The clinic: the year after a surgery, and after a hair transplant."""

from __future__ import annotations

from typing import Any

from tests.walks.story import Happens, Line, Story, call, happens

OPERATED = "2026-11-24 16:00"
#: The months after 24 November.
MONTHS = {"month-1": "2026-12-24", "month-3": "2027-02-24", "month-6": "2027-05-24", "month-12": "2027-11-24"}


def surgery(at: str = OPERATED, category: str = "eyelid", **details: Any) -> Happens:
    return happens(at, "surgery", category, **details)


def nurse(step: str, day: str) -> Line:
    return call(step, day, "nurse")


FIRST_DAYS = (nurse("day-1", "2026-11-25"), nurse("day-2", "2026-11-26"))
REST = {f"{month} planned": 1 for month in MONTHS}
FIRST_YEAR = tuple(nurse(step, day) for step, day in MONTHS.items())

STORIES = (
    Story(
        "surgery",
        "sutures out on day 7",
        (surgery(),),
        (
            *FIRST_DAYS,
            nurse("sutures-out", "2026-12-01"),
            nurse("after-sutures", "2026-12-02"),
            *FIRST_YEAR,
        ),
    ),
    Story(
        "surgery",
        "sutures out on day 10, as the surgery says",
        (surgery(suture_day=10),),
        (*FIRST_DAYS, nurse("sutures-out", "2026-12-04"), nurse("after-sutures", "2026-12-05")),
        leaves=REST,
        until="2026-12-20",
    ),
    Story(
        "surgery",
        "no sutures, as the surgery says",
        (surgery(suture_day="none"),),
        FIRST_DAYS,
        leaves=REST,
        until="2026-12-20",
    ),
    Story(
        "surgery",
        "an inpatient: everything counts from the discharge",
        (surgery(inpatient="yes"), happens("2026-11-30 10:00", "discharge")),
        (
            nurse("day-1", "2026-12-01"),
            nurse("day-2", "2026-12-02"),
            nurse("sutures-out", "2026-12-07"),
            nurse("after-sutures", "2026-12-08"),
        ),
        leaves=REST,
        until="2026-12-20",
    ),
    Story(
        "surgery",
        "a second surgery replaces what the first still owes",
        (surgery(), surgery("2026-11-28 16:00", "nose", suture_day=5)),
        (
            *FIRST_DAYS,
            nurse("day-1", "2026-11-29"),
            nurse("day-2", "2026-11-30"),
            nurse("sutures-out", "2026-12-03"),
            nurse("after-sutures", "2026-12-04"),
        ),
        leaves=REST | {f"{step} withdrawn replaced": 1 for step in ("sutures-out", "after-sutures", *MONTHS)},
        until="2026-12-20",
    ),
    Story(
        "surgery",
        "the customer goes to another house",
        (surgery(suture_day="none"), happens("2026-12-10 16:00", "transferred")),
        FIRST_DAYS,
        leaves={f"{month} withdrawn cancelled": 1 for month in MONTHS},
    ),
    Story(
        "hair-transplant",
        "FUT: sutures out on day 10",
        (surgery(category="hair-transplant", method="FUT"),),
        (
            *FIRST_DAYS,
            nurse("sutures-out", "2026-12-04"),
            nurse("after-sutures", "2026-12-05"),
            *FIRST_YEAR,
        ),
    ),
    Story(
        "hair-transplant",
        "FUE: no sutures; the playbook of all other surgeries keeps away",
        (surgery(category="hair-transplant", method="FUE"),),
        FIRST_DAYS,
        leaves=REST,
        until="2026-12-20",
        beside=("surgery",),
    ),
)
