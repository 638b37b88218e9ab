"""The clinic: abnormal reactions, customers who were not reached, and those who have not decided."""

from __future__ import annotations

from tests.walks.story import Story, call, happens, missed, sorry, text

TREATED = "2026-11-24 16:00"
BOOKED = happens("2026-11-24 16:00", "appointment", "hair-removal", on="2026-11-27")
#: Two days before, and nobody answers.
NO_ANSWER = (
    missed("skin-hair-removal/before-next", "2026-11-25", at="11:00"),
    sorry("skin-hair-removal/before-next", "2026-11-25"),
    missed("skin-hair-removal/before-next", "2026-11-25", at="14:30"),
    missed("skin-hair-removal/before-next", "2026-11-25", at="19:30"),
)

STORIES = (
    Story(
        "abnormal-reaction",
        "found on day 1; doctor and service call on the same day, and again on the day they name, until it is settled",
        (happens(TREATED, "treatment", "laser"),),
        (
            call("skin-laser/day-1", "2026-11-25", says="concern", at="11:00"),
            call("doctor", "2026-11-25", "doctor", "concern", at="11:10", refuses=("",), next_on="2026-11-28"),
            call("service", "2026-11-25", says="concern", at="11:20", refuses=("",), next_on="2026-11-28"),
            call("skin-laser/day-3", "2026-11-27"),
            call("doctor", "2026-11-28", "doctor", "dissatisfied", refuses=("",), next_on="2026-12-02"),
            call("service", "2026-11-28"),
            call("doctor", "2026-12-02", "doctor"),
            call("skin-laser/day-10", "2026-12-04"),
        ),
    ),
    Story(
        "unreached",
        "by no try of a reminder: texts, the consultant, and the consultant again after a month",
        (BOOKED,),
        (
            *NO_ANSWER,
            text("text-next-day", "2026-11-26", at="09:00"),
            missed("consultant-next-day", "2026-11-26", "consultant", at="11:00"),
            sorry("consultant-next-day", "2026-11-26"),
            missed("consultant-next-day", "2026-11-26", "consultant", at="14:30"),
            text("text-again", "2026-12-02", at="09:00"),
            text("text-again", "2026-12-09"),
            text("text-again", "2026-12-16"),
            call("consultant-month-1", "2026-12-25", "consultant"),
        ),
        beside=("skin-hair-removal",),
        leaves={
            "skin-hair-removal/before-next exhausted all_tries_used": 1,
            "consultant-next-day exhausted all_tries_used": 1,
        },
    ),
    Story(
        "unreached",
        "reached by the consultant on the next day: nothing more happens",
        (BOOKED,),
        (
            *NO_ANSWER,
            text("text-next-day", "2026-11-26"),
            call("consultant-next-day", "2026-11-26", "consultant"),
        ),
        beside=("skin-hair-removal",),
        leaves={
            "skin-hair-removal/before-next exhausted all_tries_used": 1,
            "text-again withdrawn no_longer_due": 3,
            "consultant-month-1 withdrawn no_longer_due": 1,
        },
    ),
    Story(
        "not-yet-decided",
        "within minutes, the next day in person, and then four touches by turns",
        (happens(TREATED, "consultation"),),
        (
            call("minutes", "2026-11-24", "assistant", at="16:00"),
            call("next-day", "2026-11-25", "consultant"),
            call("call-1", "2026-12-01", "consultant"),
            text("text-1", "2026-12-08", "consultant"),
            call("call-2", "2026-12-24", "consultant"),
            text("text-2", "2027-01-23", "consultant"),
        ),
    ),
    Story(
        "not-yet-decided",
        "leaving when the clinic is closed: called when it opens again; a purchase cancels the rest",
        (happens("2026-11-24 17:40", "consultation"), happens("2026-11-25 17:00", "purchase", "course")),
        (
            call("minutes", "2026-11-24", "assistant", at="19:30"),
            call("next-day", "2026-11-25", "consultant"),
        ),
        leaves={f"{step} withdrawn cancelled": 1 for step in ("call-1", "text-1", "call-2", "text-2")},
    ),
)
