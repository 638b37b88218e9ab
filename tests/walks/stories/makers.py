"""Makers of equipment, the utility, and complaints in any house."""

from __future__ import annotations

from tests.walks.story import Story, call, happens

STORIES = (
    Story(
        "complaint",
        "until it is settled; repeated on the same matter, the manager calls too; and a request to be called",
        (
            happens("2026-11-24 10:00", "complaint", subject="接待"),
            happens("2026-12-01 10:00", "complaint", subject="接待"),
            happens("2026-12-05 10:00", "complaint", subject="停车"),
            happens("2026-12-10 10:00", "call-request"),
        ),
        (
            call("same-day", "2026-11-24", says="dissatisfied", refuses=("",), next_on="2026-11-26", at="10:00"),
            call("same-day", "2026-11-26"),
            call("repeated", "2026-12-01", "manager", at="10:00"),
            call("same-day", "2026-12-01", at="10:30"),
            call("same-day", "2026-12-05"),
            call("call-back", "2026-12-10", at="10:00"),
        ),
        house="bund",
        # What the agent settled himself is not asked about again as a complaint that was closed.
        beside=("complaint-closed",),
    ),
    Story(
        "complaint-closed",
        "apologise promptly, and follow it to the final verdict",
        (happens("2026-11-24 15:00", "complaint-closed"),),
        (
            call(
                "after-closing", "2026-11-24", says="dissatisfied", by="2026-11-25", refuses=("",), next_on="2026-11-27"
            ),
            call("after-closing", "2026-11-27"),
        ),
        house="bund",
    ),
    Story(
        "equipment-maintained",
        "handed over on a Saturday: on Monday, within the first month",
        (happens("2026-11-28 10:00", "maintenance-handed-over"),),
        (call("first-month", "2026-11-30", by="2026-12-28"),),
        house="bund",
    ),
    Story(
        "project-acceptance",
        "a month after, and in every half-year of the two years' warranty, on workdays",
        (happens("2026-11-24 10:00", "acceptance", warranty_months=24),),
        (
            call("month-1", "2026-12-24"),
            call("half-year", "2027-04-26", by="2027-05-24"),
            call("half-year", "2027-10-25", by="2027-11-24"),
            call("half-year", "2028-04-24", by="2028-05-24"),
            call("half-year", "2028-10-24", by="2028-11-24"),
        ),
        house="bund",
    ),
    Story(
        "project-acceptance",
        "nobody wrote down how long the warranty runs: twice in the first year",
        (happens("2026-11-24 10:00", "acceptance"),),
        (
            call("month-1", "2026-12-24"),
            call("half-year-no-term", "2027-04-26", by="2027-05-24"),
            call("half-year-no-term", "2027-10-25", by="2027-11-24"),
        ),
        house="bund",
    ),
    Story(
        "ticket-closed",
        "returned at ten in the evening: at nine in the morning, within twelve hours",
        (happens("2026-11-24 22:00", "ticket-closed"),),
        (call("within-12-hours", "2026-11-25", at="09:00"),),
        house="bund",
    ),
    Story(
        "inquiry",
        "asked on a Friday after hours: on Monday; asked again: answered again",
        (happens("2026-11-27 18:00", "inquiry"), happens("2026-12-02 10:00", "inquiry")),
        (
            call("answer", "2026-11-30", at="09:00", by="2026-11-28"),
            call("answer", "2026-12-02", at="10:00", by="2026-12-03"),
        ),
        house="bund",
    ),
    Story(
        "inquiry",
        "bought over the weekend: not called any more",
        (happens("2026-11-27 18:00", "inquiry"), happens("2026-11-29 10:00", "purchase")),
        (),
        leaves={"answer withdrawn cancelled": 1},
        house="bund",
    ),
)
