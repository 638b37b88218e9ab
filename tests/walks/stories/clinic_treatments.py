"""The clinic: after treatments of the skin, injections, courses, and the consultant's care beside them."""

from __future__ import annotations

from tests.walks.story import Story, announced, call, happens, missed, sorry, text

TREATED = "2026-11-24 16:00"

STORIES = (
    Story(
        "skin-laser",
        "no answer on day 3, a text, and an answer in the afternoon; the next treatment is booked on day 10",
        (
            happens(TREATED, "treatment", "laser", subject="激光祛斑"),
            happens("2026-12-04 12:00", "appointment", "laser", on="2026-12-22"),
        ),
        (
            call("day-1", "2026-11-25", by="2026-11-25", at="11:00"),
            missed("day-3", "2026-11-27", by="2026-11-29"),
            sorry("day-3", "2026-11-27"),
            call("day-3", "2026-11-27", at="14:30"),
            call("day-10", "2026-12-04", by="2026-12-06"),
            call("before-next", "2026-12-20", by="2026-12-20"),
        ),
    ),
    Story(
        "skin-hair-removal",
        "radio-frequency, and the next one booked in four weeks",
        (
            happens(TREATED, "treatment", "radio-frequency"),
            happens("2026-12-01 12:00", "appointment", "radio-frequency", on="2026-12-22"),
        ),
        (
            call("day-1", "2026-11-25"),
            call("day-7", "2026-12-01", by="2026-12-04"),
            call("before-next", "2026-12-20", by="2026-12-20"),
        ),
    ),
    Story(
        "injection",
        "on the last day of November, so that three months are the end of February",
        (happens("2026-11-30 16:00", "treatment", "injection"),),
        (
            call("day-1", "2026-12-01"),
            call("day-7", "2026-12-07", by="2026-12-10"),
            call("month-1", "2026-12-30"),
            call("month-3", "2027-02-28"),
            call("month-6", "2027-05-30"),
        ),
    ),
    Story(
        "treatment-care",
        "a text asks first, ten minutes later the call",
        (happens("2026-11-24 13:00", "treatment", "facial"),),
        (
            announced("hours-2", "2026-11-24", at="15:00"),
            call("hours-2", "2026-11-24", at="15:10"),
            announced("day-3", "2026-11-27", at="11:00"),
            call("day-3", "2026-11-27", at="11:10"),
            announced("day-7", "2026-12-01", at="11:00"),
            call("day-7", "2026-12-01", at="11:10"),
        ),
    ),
    Story(
        "treatment-care",
        "after an evening treatment first thing the next morning; no answer there, but to the consultant a day later",
        (happens("2026-11-24 19:00", "treatment", "facial"),),
        (
            announced("hours-2", "2026-11-25", at="11:00"),
            missed("hours-2", "2026-11-25", at="11:10"),
            sorry("hours-2", "2026-11-25"),
            text("unreached/text-next-day", "2026-11-26"),
            call("unreached/consultant-next-day", "2026-11-26", "consultant"),
            announced("day-3", "2026-11-27", at="11:00"),
            call("day-3", "2026-11-27", at="11:10"),
            announced("day-7", "2026-12-01"),
            call("day-7", "2026-12-01"),
        ),
        leaves={
            "hours-2 missed window_closed": 1,
            "unreached/text-again withdrawn no_longer_due": 3,
            "unreached/consultant-month-1 withdrawn no_longer_due": 1,
        },
    ),
    Story(
        "consultant-care",
        "beside the care of the skin, on the same customer, never two calls within ten minutes",
        (happens(TREATED, "treatment", "laser"),),
        (
            call("skin-laser/day-1", "2026-11-25", at="11:00"),
            call("day-1", "2026-11-25", "consultant", at="11:10"),
            call("within-month", "2026-11-26", "consultant", by="2026-12-24"),
            call("skin-laser/day-3", "2026-11-27"),
            call("skin-laser/day-10", "2026-12-04"),
        ),
    ),
    Story(
        "treatment-course",
        "four treatments: the consultant after the first and the last, the doctor's reminders between, the invitation",
        (
            happens(TREATED, "treatment", "facial", subject="水光", course_total=4, course_number=1),
            happens("2026-11-26 12:00", "appointment", "facial", on="2026-12-08", course_number=2),
            happens("2026-12-08 16:00", "treatment", "facial", subject="水光", course_total=4, course_number=2),
            happens("2026-12-08 17:00", "appointment", "facial", on="2026-12-22"),
            happens("2026-12-22 16:00", "treatment", "facial", subject="水光", course_total=4, course_number=3),
            happens("2026-12-22 17:00", "appointment", "facial", on="2027-01-05", course_number=4),
            happens("2027-01-05 16:00", "treatment", "facial", subject="水光", course_total=4, course_number=4),
        ),
        (
            call("first-day-1", "2026-11-25", "consultant"),
            call("first-within-month", "2026-11-26", "consultant", by="2026-12-24"),
            call("before-next", "2026-12-06", "doctor", by="2026-12-06"),
            call("before-next-unnumbered", "2026-12-20", "doctor", by="2026-12-20"),
            call("before-next", "2027-01-03", "doctor", by="2027-01-03"),
            call("last-day-1", "2027-01-06", "consultant"),
            call("last-within-month", "2027-01-07", "consultant", by="2027-02-05"),
            call("next-course", "2027-02-05", "consultant", by="2027-03-05"),
        ),
    ),
    Story(
        "treatment-course",
        "the next course is bought before anybody could invite to it",
        (
            happens(TREATED, "treatment", "facial", course_total=4, course_number=4),
            happens("2026-12-10 12:00", "purchase", "course"),
        ),
        (
            call("last-day-1", "2026-11-25", "consultant"),
            call("last-within-month", "2026-11-26", "consultant"),
        ),
        leaves={"next-course withdrawn no_longer_due": 1},
    ),
)
