"""The clinic and the health centre: customers of standing, customers by value, a text and then a call."""

from __future__ import annotations

from datetime import date

from tests.walks.story import Happens, Story, call, changes, happens

TEXTED = "2026-11-24 10:00"
#: What is sent, and on which step the call follows on the next day.
SENT = {
    "caller-read": {"relation": "caller", "read": "yes"},
    "caller-unread": {"relation": "caller", "read": "no"},
    "stranger-read": {"relation": "stranger", "read": "yes"},
    "stranger-unread": {"relation": "stranger"},
    "met-read": {"relation": "met", "read": "yes"},
    "met-unread": {"relation": "met", "read": "no"},
    "unknown": {"read": "yes"},
}
#: What comes round in the year after, and is planned already; the Mid-Autumn after that of a walk lies too far ahead.
AGAIN = ("new-year", "spring-festival")


def left(*occasions: str, ends: str = "important") -> dict[str, int]:
    return {f"{occasion}-{ends} planned": 1 for occasion in occasions}


def treated(*days: str) -> tuple[Happens, ...]:
    """In the books from the beginning."""
    return tuple(happens("2026-11-24 10:00", "treatment", "facial", on=day) for day in days)


def facial(day: str) -> Happens:
    return happens(f"{day} 16:00", "treatment", "facial")


STORIES = (
    Story(
        "vip-care",
        "gold, with a birthday in May: called by the customer's own consultant",
        (changes("2026-11-24 11:30", "tier-reached", tier="gold"),),
        (
            call("tier-reached-important", "2026-11-24", "own consultant", at="11:30", by="2026-11-27"),
            call("new-year-important", "2026-12-25", "own consultant", by="2026-12-31"),
            call("spring-festival-important", "2027-01-30", "own consultant", by="2027-02-05"),
            call("birthday-important", "2027-05-20", "own consultant", by="2027-05-20"),
        ),
        leaves=left(*AGAIN, "birthday", "mid-autumn"),
        customer={"owner": "own", "birthday": date(1990, 5, 20)},
        until="2027-06-30",
    ),
    Story(
        "vip-care",
        "diamond, with a lunar birthday at Mid-Autumn: greeted on that one only",
        (changes("2027-05-15 11:30", "tier-reached", tier="diamond"),),
        (
            call("tier-reached-important", "2027-05-15", "own consultant"),
            call("mid-autumn-important", "2027-09-12", "own consultant", by="2027-09-14"),
            call("lunar-birthday-important", "2027-09-15", "own consultant"),
        ),
        leaves=left(*AGAIN),
        customer={"owner": "own", "birthday": date(1990, 5, 20), "lunar_birthday": "08-15"},
        until="2027-10-31",
    ),
    Story(
        "vip-care",
        "silver, born on 29 February, with a complaint before New Year: greeted when it is settled",
        (
            changes("2026-11-24 11:30", "tier-reached", tier="silver"),
            happens("2026-12-20 10:00", "complaint"),
        ),
        (
            call("tier-reached-others", "2026-11-24", "assistant"),
            call("complaint/same-day", "2026-12-20", says="dissatisfied", at="10:00", next_on="2026-12-28"),
            call("complaint/same-day", "2026-12-28", at="09:00"),
            call("new-year-others", "2026-12-28", "assistant"),
            call("spring-festival-others", "2027-01-30", "assistant"),
            call("birthday-others", "2027-02-28", "assistant"),
            call("mid-autumn-others", "2027-09-12", "assistant"),
        ),
        leaves=left(*AGAIN, "birthday", ends="others"),
        customer={"birthday": date(1988, 2, 29)},
        until="2027-10-31",
    ),
    Story(
        "vip-care",
        "VIP, with a lunar birthday on the day of the Dragon Boat Festival",
        (changes("2027-06-01 11:30", "tier-reached", tier="vip"),),
        (
            call("tier-reached-others", "2027-06-01", "assistant"),
            call("lunar-birthday-others", "2027-06-09", "assistant"),
        ),
        leaves=left(*AGAIN, "mid-autumn", "lunar-birthday", ends="others"),
        customer={"lunar_birthday": "05-05"},
        until="2027-06-30",
    ),
    Story(
        "customer-value",
        "loyal: a satisfaction call in each half-year",
        (
            *treated("2026-06-01", "2026-08-01", "2026-10-01", "2026-11-20"),
            facial("2027-03-15"),
            facial("2027-06-10"),
        ),
        (
            call("loyal", "2027-01-01", "consultant", by="2027-06-30"),
            call("loyal", "2027-07-01", "consultant", by="2027-12-31"),
        ),
        leaves={"loyal planned": 1},
        customer={"details": {"spend": 60000}},
        until="2027-07-10",
    ),
    Story(
        "customer-value",
        "fast-growing: once in each quarter",
        (*treated("2026-06-01", "2026-08-01", "2026-10-01", "2026-11-20"), facial("2027-03-15")),
        (
            call("fast-growing", "2027-01-01", "consultant", by="2027-03-31"),
            call("fast-growing", "2027-04-01", "consultant", by="2027-06-30"),
        ),
        leaves={"fast-growing planned": 4},
        customer={"details": {"spend": 30000}},
        until="2027-04-10",
    ),
    Story(
        "customer-value",
        "with potential: twice in each quarter; not here for six months: won back in the next half-year",
        treated("2026-11-20"),
        (
            call("potential", "2027-01-01", "consultant", by="2027-02-14"),
            call("potential", "2027-02-15", "consultant", by="2027-03-31"),
            call("potential", "2027-04-01", "consultant", by="2027-05-15"),
            call("potential", "2027-05-16", "consultant", by="2027-06-30"),
            call("sleeping", "2027-07-01", "consultant", by="2027-12-31"),
        ),
        leaves={"potential withdrawn quota_met": 8, "sleeping planned": 1},
        until="2027-07-10",
        stride=28,
    ),
    *(
        Story(
            "text-then-call",
            step,
            (happens(TEXTED, "text-sent", **said),),
            (call(step, "2026-11-25", by="2026-11-26"),),
        )
        for step, said in SENT.items()
    ),
    Story(
        "text-then-call",
        "who called back is not called",
        (happens(TEXTED, "text-sent", relation="met"), happens("2026-11-24 15:00", "called-back")),
        (),
        leaves={"met-unread withdrawn cancelled": 1},
    ),
)
