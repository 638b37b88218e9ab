"""Health products and the pharmacy brand: from the parcel or the registration on, by telephone and at home."""

from __future__ import annotations

from tests.walks.story import Story, along, call, happens, missed, sorry, visit

RECEIVED = "2026-11-24 10:00"

STORIES = (
    Story(
        "onboarding-by-phone",
        "each call counts from the one before; four in December, and a fifth is refused",
        (happens(RECEIVED, "parcel-received"),),
        (
            call("first-call", "2026-11-24", "guide", at="10:00", by="2026-11-27"),
            call("second-call", "2026-11-25", "guide", by="2026-12-01"),
            call("expert", "2026-11-25", "expert", at="09:30", by="2026-11-26"),
            call("third-call", "2026-11-26", "guide", by="2026-12-05"),
            call("monthly", "2026-12-01", "guide", by="2026-12-31", next_on="2026-12-08"),
            call("monthly", "2026-12-08", "guide", next_on="2026-12-15"),
            call("monthly", "2026-12-15", "guide", next_on="2026-12-22"),
            call("monthly", "2026-12-22", "guide", refuses=("2026-12-29", "2026-12-31"), next_on="2027-01-01"),
            call("monthly", "2027-01-01", "guide", next_on="2027-01-08"),
            along("monthly", "2027-01-01", "guide"),
            call("monthly", "2027-01-08", "guide", next_on="2027-01-15"),
            # The two topics of New Year's Day were one call: this is the fourth of January.
            call("monthly", "2027-01-15", "guide", next_on="2027-01-22"),
            call("monthly", "2027-01-22", "guide", refuses=("2027-01-29",)),
            call("monthly", "2027-02-01", "guide", by="2027-02-28"),
        ),
        leaves={"monthly planned": 12},
        house="bund",
        until="2027-02-10",
    ),
    Story(
        "onboarding-by-phone",
        "no answer, then another time: what follows counts from the day of the talk; another parcel begins anew",
        (happens(RECEIVED, "parcel-received"), happens("2026-12-02 10:00", "parcel-received")),
        (
            missed("first-call", "2026-11-24", "guide"),
            sorry("first-call", "2026-11-24"),
            call("first-call", "2026-11-24", "guide", "call_later", at="13:30", refuses=("",), next_on="2026-11-27"),
            call("first-call", "2026-11-27", "guide"),
            call("second-call", "2026-11-28", "guide", "call_later", next_on="2026-12-03"),
            call("first-call", "2026-12-02", "guide"),
            call("second-call", "2026-12-03", "guide"),
            along("second-call", "2026-12-03", "guide"),
            call("expert", "2026-12-03", "expert"),
            call("third-call", "2026-12-04", "guide"),
        ),
        leaves={"monthly planned": 12},
        house="bund",
        until="2026-12-31",
    ),
    Story(
        "new-registration",
        "a new market: within 3 days",
        (happens(RECEIVED, "registration"),),
        (
            missed("new-market", "2026-11-24", by="2026-11-27"),
            sorry("new-market", "2026-11-24"),
            call("new-market", "2026-11-24", at="13:30"),
        ),
        house="bund",
    ),
    Story(
        "new-registration",
        "a mature market: within 7 days",
        (happens(RECEIVED, "registration"),),
        (call("mature-market", "2026-11-24", by="2026-12-01"),),
        house="bund",
        customer={"details": {"market": "mature"}},
    ),
    Story(
        "run-out",
        "pushed back by a further purchase",
        (
            happens(RECEIVED, "purchase", subject="钙片", quantity=60, units_per_day=2),
            happens("2026-12-10 10:00", "purchase", subject="钙片", quantity=60, units_per_day=2),
        ),
        (call("before-the-end", "2027-01-20", by="2027-01-22"),),
        leaves={"before-the-end withdrawn no_longer_due": 1},
        house="bund",
    ),
    Story(
        "run-out",
        "called a first time, and again after the next purchase",
        (
            happens(RECEIVED, "purchase", subject="钙片", quantity=60, units_per_day=2),
            happens("2026-12-22 10:00", "purchase", subject="钙片", quantity=30, units_per_day=2),
        ),
        (
            call("before-the-end", "2026-12-21", by="2026-12-23"),
            call("before-the-end", "2027-01-05", by="2027-01-07"),
        ),
        house="bund",
    ),
    Story(
        "run-out",
        "who never agreed to be called for marketing is not called",
        (happens(RECEIVED, "purchase", subject="钙片", quantity=60, units_per_day=2),),
        (),
        leaves={"before-the-end withdrawn no_consent": 1},
        house="bund",
        agreed=False,
    ),
    Story(
        "usage-good",
        "found at the registration: once or twice a month, until less is noticed",
        (happens(RECEIVED, "registration"),),
        (
            call("new-registration/new-market", "2026-11-24", finding="usage-good"),
            call("regular", "2026-12-01", by="2026-12-31", next_on="2026-12-10"),
            call("regular", "2026-12-10", refuses=("2026-12-20",)),
            call("regular", "2027-01-01", finding="usage-weak"),
        ),
        leaves={"regular withdrawn replaced": 11},
        house="bund",
        beside=("new-registration",),
    ),
    Story(
        "usage-weak",
        "found before the supply runs out: explained within two days, and better then",
        (happens(RECEIVED, "purchase", subject="钙片", quantity=60, units_per_day=2),),
        (
            call("run-out/before-the-end", "2026-12-21", finding="usage-weak", at="09:00"),
            call("explain", "2026-12-21", by="2026-12-23", says="concern", next_on="2026-12-28"),
            call("explain", "2026-12-28", finding="usage-good"),
        ),
        house="bund",
        beside=("run-out",),
    ),
    Story(
        "usage-adverse",
        "found at a visit: on the same day, and until it is settled",
        (happens(RECEIVED, "visit-agreed", on="2026-11-27"),),
        (
            visit("home-visit/visit", "2026-11-27", says="concern", finding="usage-adverse"),
            call("same-day", "2026-11-27", says="concern", refuses=("",), next_on="2026-11-30"),
            call("same-day", "2026-11-30", finding="usage-good"),
        ),
        house="bund",
        beside=("home-visit",),
    ),
    Story(
        "home-visit",
        "nobody at home, and met on the next day",
        (happens(RECEIVED, "visit-agreed", on="2026-11-27"),),
        (
            visit("visit", "2026-11-27", says="relative", by="2026-11-27"),
            visit("visit", "2026-11-28", waits=1, finding="usage-good"),
        ),
        house="bund",
    ),
)
