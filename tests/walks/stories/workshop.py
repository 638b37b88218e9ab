"""The car workshop: the survey, the lost customers, the reminders."""

from __future__ import annotations

from tests.walks.story import Story, call, happens, missed, sorry

CAME = "2026-11-24 16:00"

STORIES = (
    Story(
        "service-next-day",
        "ten ratings on the next day, at the second try and in another part of it",
        (happens(CAME, "invoice"),),
        (
            missed("next-day", "2026-11-25", at="09:00"),
            sorry("next-day", "2026-11-25"),
            call("next-day", "2026-11-25", at="13:30"),
        ),
        house="bund",
    ),
    Story(
        "lost-customer",
        "an invoice counts as a visit; then 6 months go by, and the next visit counts anew",
        (
            happens(CAME, "visit"),
            happens("2027-03-01 16:00", "invoice"),
            happens("2027-09-10 16:00", "visit"),
        ),
        (
            call("service-next-day/next-day", "2027-03-02"),
            call("after-invoice", "2027-09-01", by="2027-09-01"),
            call("after-visit", "2028-03-10", by="2028-03-10"),
        ),
        leaves={"after-visit withdrawn replaced": 1},
        house="bund",
    ),
    Story(
        "maintenance-reminder",
        "a week or two before it is due",
        (happens(CAME, "maintenance-due", on="2026-12-20"),),
        (call("reminder", "2026-12-06", by="2026-12-13"),),
        house="bund",
    ),
    Story(
        "maintenance-reminder",
        "it is done already",
        (happens(CAME, "maintenance-due", on="2026-12-20"), happens("2026-12-01 16:00", "maintenance-done")),
        (),
        leaves={"reminder withdrawn no_longer_due": 1},
        house="bund",
    ),
    Story(
        "insurance-reminder",
        "two to four weeks before it runs out",
        (happens(CAME, "insurance-due", on="2027-01-15"),),
        (call("reminder", "2026-12-16", by="2027-01-01"),),
        house="bund",
    ),
    Story(
        "insurance-reminder",
        "it is renewed already",
        (happens(CAME, "insurance-due", on="2027-01-15"), happens("2026-12-01 16:00", "insurance-renewed")),
        (),
        leaves={"reminder withdrawn no_longer_due": 1},
        house="bund",
    ),
)
