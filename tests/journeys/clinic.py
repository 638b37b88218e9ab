"""A clinic before Spring Festival, for the journeys in Chromium: two agents, two supervisors, a thousand members."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, insert, select

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from dialer.attempt_life import OPEN
from dialer.attempts import Attempt
from huifang.proof.invariants import violations
from huifang.proof.witness import seen_calls
from runtime.clock import SharedClock
from tests.browser.chromium import PATIENCE
from tests.cast import branch, customer, follow_up
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually
from web.agents.adding import add_agent

#: Thursday, eleven in the morning in Hong Kong; Spring Festival is on Saturday.
BEGINS = datetime(2027, 2, 4, 3, tzinfo=UTC)
PASSWORD = "nobody guesses this"
#: Rings are short, and a customer hangs up soon; people type as fast as ever.
AT_THE_DESK = 2.0
_STAFF = (
    ("wing", "林永美", "agent", "zh", "+85290010001"),
    ("kay", "Kay Ho", "agent", "en", "+85290010002"),
    ("rita", "梁丽达", "supervisor", "zh", "+85290010009"),
    ("sam", "Sam Lee", "supervisor", "en", "+85290010008"),
)
#: We are told that the account may do twenty calls a second; it does one, and queues the rest.
_TOLD = ("HUIFANG_CALLS_PER_SECOND", "HUIFANG_CALLER_ID_CALLS_PER_SECOND")
_LOCALES = {"zh": "zh-CN", "en": "en-GB"}
#: They pick up at once, listen, and hang up after some seconds.
_ANSWERS = {"answers": ["answer"], "ring_s": 1, "talk_s": 4, "sms_reply": None, "calls_back_after_s": None}


@dataclass(frozen=True)
class Clinic:
    """What a journey asks of the house, of the network and of the browser."""

    n: Neighbourhood
    chromium: Browser

    @contextmanager
    def someone(self, login: str) -> Iterator[Page]:
        """Somebody who has signed in with the keyboard, in their own language."""
        language = next(one[3] for one in _STAFF if one[0] == login)
        context = self.chromium.new_context(base_url=self.n.pages, locale=_LOCALES[language])
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page = context.new_page()
        page.goto("/login")
        expect(page.locator("[name=login]")).to_be_focused()
        for field in (login, PASSWORD):
            page.keyboard.type(field)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        yield page
        context.close()

    @contextmanager
    def at_the_desk(self, login: str) -> Iterator[Page]:
        """An agent who stands by from the first key to the last, with the telephone off the hook."""
        self.n.set_clock(self.now(), AT_THE_DESK)
        with self.someone(login) as page:
            page.keyboard.press("a")
            yield page
            expect(page.locator("#now")).to_have_attribute("data-state", "waiting")
            page.locator("#go-offline").press("Enter")
            expect(page.locator("#now")).to_have_attribute("data-state", "offline")

    def due(self, *customers: tuple[str, str]) -> dict[str, int]:
        """These customers, by name and number, are due for a call now; name -> customer's id."""
        now, ids = self.now(), {}
        with self.n.sessions.begin() as session:
            for name, number in customers:
                whose = customer(session, name, number)
                when = {"first_day": now.date(), "last_day": now.date(), "next_try_at": now, "opens_at": now}
                follow_up(session, whose, now, **when)
                ids[name] = whose.id
        return ids

    def thousand(self) -> None:
        """A thousand members, each with a telephone."""
        with self.n.sessions.begin() as session:
            model = customer(session, "甲", _member(0), tier="金卡")
            same = {c.name: getattr(model, c.name) for c in Customer.__table__.columns if c.name != "id"}
            rows = [same | {"external_id": f"M-{k}"} for k in range(1, 1000)]
            ids = session.scalars(insert(Customer).returning(Customer.id), rows).all()
            number = {"kind": "mobile", "country": "HK", "position": 1}
            numbers = [number | {"customer_id": one, "e164": _member(k)} for k, one in enumerate(ids, start=1)]
            session.execute(insert(CustomerNumber), numbers)

    def now(self) -> datetime:
        """What every clock of the house shows."""
        return SharedClock(self.n.house.environment["HUIFANG_CLOCK"]).now()

    def placed(self) -> int:
        """Calls that the network has been given."""
        return sum(call["direction"] != "inbound" for call in self.n.network.ledger()["calls"])

    def outcomes(self, *ids: int) -> list[Outcome]:
        """What was logged of these customers."""
        with self.n.sessions() as session:
            return list(session.scalars(select(Outcome).where(Outcome.customer_id.in_(ids)).order_by(Outcome.id)))

    def nothing_broke(self) -> None:
        """Everything that was begun has ended, and no promise of the house was broken."""
        eventually(lambda: self.underway() == 0, "every attempt is accounted for")
        with self.n.sessions() as session:
            assert violations(session, seen_calls(self.n.network.ledger())) == []

    def underway(self) -> int:
        """Attempts that are neither over nor given up."""
        with self.n.sessions() as session:
            return session.scalar(select(func.count()).where(Attempt.state.in_(OPEN))) or 0

    def sees_through(self, campaign_id: int, count: int) -> None:
        """Wait until so many follow-ups of this campaign are done, as long as there are more every now and then."""
        done = 0
        while done < count:
            done = self._more(campaign_id, done)

    def _more(self, campaign_id: int, known: int) -> int:
        eventually(lambda: self.done(campaign_id) > known, f"after {known} somebody is reached")
        return self.done(campaign_id)

    def done(self, campaign_id: int) -> int:
        """Follow-ups of this campaign that are done."""
        with self.n.sessions() as session:
            mine = FollowUp.campaign_id == campaign_id
            return session.scalar(select(func.count()).where(mine, FollowUp.state == "done")) or 0


def open_clinic(n: Neighbourhood, chromium: Browser, numbers: list[str]) -> Clinic:
    """Every process runs; these numbers and a thousand members answer whoever rings them."""
    environment = n.house.environment
    environment |= {"HUIFANG_CONCURRENT_CALLS": "40"} | dict.fromkeys(_TOLD, "20")
    n.set_clock(BEGINS, 0.0)
    with n.sessions.begin() as session:
        branch(session)
        for login, name, post, language, phone in _STAFF:
            roles = ["service"] if post == "agent" else []
            add_agent(session, login, name, post, roles, [], language, phone, PASSWORD, BEGINS)
    agents = {phone: {"kind": "agent", "ring_s": 1} for *_, phone in _STAFF}
    everybody: dict[str, dict[str, object]] = {one: dict(_ANSWERS) for one in [*numbers, *map(_member, range(1000))]}
    n.open(agents | everybody)
    n.set_clock(BEGINS, AT_THE_DESK)
    return Clinic(n, chromium)


def _member(k: int) -> str:
    return f"+8525123{k:04}"
