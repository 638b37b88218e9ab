"""The whole judgement of a call, warm: facts in hand, evidence included, beside the 50 µs that one may take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bench.measure import Measured, quickest
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.caps.history import Contact, Past
from dialer.judgement.facts import Facts, Reach
from dialer.judgement.may_place import may_call
from dialer.twilio.coverage import Coverage

#: A Tuesday, eleven in the morning in Hong Kong; the same instant is noon in Tokyo and six in the evening in Honolulu.
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
#: Each is judged once a second for this long. A round is short, so that some rounds have the machine to themselves.
SECONDS = 20
ROUNDS = 1000
LIMIT = 50e-6

#: Six calls, two of them talked, and three texts in the last two months; none today.
_PAST = tuple(
    Past(NOW - timedelta(days=days, hours=3), what)
    for days, what in (
        *((1, Contact.ATTEMPT), (2, Contact.TEXT), (3, Contact.CONVERSATION), (11, Contact.TEXT)),
        *((12, Contact.ATTEMPT), (14, Contact.CONVERSATION), (33, Contact.TEXT), (34, Contact.ATTEMPT)),
        (50, Contact.ATTEMPT),
    )
)


def _facts(e164: str, country: str, subdivision: str, zone: str, hours: str, purpose: str) -> Facts:
    return Facts(
        follow_up=FollowUp(hours=hours, purpose=purpose, mode="agent"),
        customer=Customer(zone=zone, wished_hours="mon 09:00-21:00, tue 09:00-21:00"),
        branch=Branch(name="harbour"),
        numbers=(Reach(e164, "", country, subdivision, _PAST),),
        past=_PAST,
        call_suppressed=False,
        text_suppressed=False,
        campaign_state="running",
    )


#: Care where no law counts calls, marketing where one does, and a state with rows of its own.
CALLED = (
    _facts("+85291234567", "HK", "", "Asia/Hong_Kong", "clinic", "care"),
    _facts("+819012345678", "JP", "", "Asia/Tokyo", "greeting", "marketing"),
    _facts("+13055550123", "US", "FL", "Pacific/Honolulu", "greeting", "care"),
)


def measure() -> Measured:
    """Every call is allowed, so that no layer is left out."""
    carrier, times = Coverage(), SECONDS * len(CALLED)
    instants = [NOW + timedelta(seconds=n) for n in range(SECONDS)]

    def judge_all() -> int:
        return sum(may_call(known, carrier, now, 45).allowed for known in CALLED for now in instants)

    assert judge_all() == times, "every call is allowed"
    seconds = quickest(judge_all, ROUNDS)
    limit = LIMIT * times
    return Measured("judge a call", f"{times} judgements", seconds, "50 µs each", limit, times, at_most=1.0)
