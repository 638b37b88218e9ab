"""Institutions, the community, the public office, real estate, the insurer, the hotel, and greetings of any house."""

from __future__ import annotations

from tests.walks.story import LAUNCH, Story, call, greeting, happens, text, visit

NOVEMBER = "2026-11-24 10:00"

STORIES = (
    Story(
        "appointment-talk",
        "half a year and a year in office, on workdays",
        (happens("2026-11-28 10:00", "took-office", subject="科长"),),
        (
            call("half-year", "2027-05-28", "manager"),
            call("one-year", "2027-11-29", "manager"),
        ),
        house="bund",
    ),
    Story(
        "appointment-talk",
        "who has left office is not called",
        (happens(NOVEMBER, "took-office"), happens("2027-08-02 10:00", "left-office")),
        (call("half-year", "2027-05-24", "manager"),),
        leaves={"one-year withdrawn cancelled": 1},
        house="bund",
    ),
    Story(
        "assisted-household",
        "visited within the first month, then four times a year, until it is off the register",
        (happens(NOVEMBER, "household-registered"), happens("2027-11-15 10:00", "household-off-register")),
        (
            visit("first-visit", "2026-11-26", waits=2, by="2026-12-24"),
            visit("four-a-year", "2027-01-12", waits=11, by="2027-04-01"),
            visit("four-a-year", "2027-04-02", by="2027-07-01"),
            visit("four-a-year", "2027-07-02", says="relative"),
            visit("four-a-year", "2027-07-05", waits=3, by="2027-09-30"),
            visit("four-a-year", "2027-10-11", waits=10, by="2027-12-31"),
        ),
        leaves={"four-a-year withdrawn cancelled": 4},
        house="bund",
    ),
    Story(
        "petition",
        "answered, and again until it is settled; closed on a Saturday, and asked about on Monday",
        (happens(NOVEMBER, "matter"), happens("2026-12-05 10:00", "matter-closed")),
        (
            call("answer", "2026-11-24", says="concern", by="2026-11-27", refuses=("",), next_on="2026-11-26"),
            call("answer", "2026-11-26"),
            call("settled", "2026-12-07", says="dissatisfied", by="2026-12-08", refuses=("",), next_on="2026-12-10"),
            call("settled", "2026-12-10"),
        ),
        house="bund",
    ),
    Story(
        "property-lead",
        "every two days, forward before Mid-Autumn and the National Day break, until there is an appointment",
        (happens("2026-09-22 10:00", "lead"), happens("2026-10-09 12:00", "appointment", "viewing", on="2026-10-11")),
        (
            call("every-2-days", "2026-09-24", "consultant"),
            call("every-2-days", "2026-09-28", "consultant"),
            call("every-2-days", "2026-09-30", "consultant"),
            call("every-2-days", "2026-10-08", "consultant"),
        ),
        leaves={"every-2-days withdrawn cancelled": 7},
        house="bund",
    ),
    Story(
        "property-owner",
        "answered by the time promised, or the next day; a complaint until it is settled",
        (
            happens(NOVEMBER, "opinion", reply_days=3),
            happens("2026-11-25 10:00", "complaint"),
            happens("2026-12-01 10:00", "request", reply_days=2),
        ),
        (
            call("opinion", "2026-11-24", by="2026-11-27"),
            call("complaint", "2026-11-25", says="dissatisfied", by="2026-11-26", refuses=("",), next_on="2026-11-28"),
            call("complaint", "2026-11-28"),
            call("request", "2026-12-01", by="2026-12-03"),
        ),
        house="bund",
        rests=("complaint",),
    ),
    Story(
        "policy-review",
        "launched; the visit and the proposal are booked, reminded of and made",
        (
            happens(NOVEMBER, LAUNCH, "appointment-call"),
            happens("2026-11-24 12:00", "appointment", "policy-review", on="2026-11-27"),
            happens("2026-11-27 12:00", "appointment", "proposal", on="2026-12-04"),
        ),
        (
            call("appointment-call", "2026-11-24", "consultant", at="10:00", by="2026-11-30"),
            text("review-reminder", "2026-11-26", "consultant", at="09:00"),
            visit("review-visit", "2026-11-27", "consultant"),
            text("proposal-reminder", "2026-12-03", "consultant", at="09:00"),
            visit("proposal-visit", "2026-12-04", "consultant"),
        ),
        house="bund",
    ),
    Story(
        "festival-thanks",
        "mooncakes bought for Mid-Autumn: thanks on the day after",
        (happens("2027-09-01 10:00", "purchase", "mooncake"),),
        (call("thanks", "2027-09-16", by="2027-09-18"),),
        house="bund",
        until="2027-09-30",
    ),
    Story(
        "holiday-greeting",
        "launched as a recorded voice, as an agent's call, and as a text",
        (
            happens(NOVEMBER, LAUNCH, "greeting"),
            happens("2026-12-21 10:00", LAUNCH, "agent-call"),
            happens("2026-12-31 10:00", LAUNCH, "text"),
        ),
        (
            greeting("greeting", "2026-11-24", at="10:00", by="2026-11-26"),
            call("agent-call", "2026-12-21", at="10:00", by="2026-12-23"),
            text("text", "2026-12-31", at="10:00", by="2027-01-02"),
        ),
        house="bund",
    ),
)
