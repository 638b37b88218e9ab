"""The days of people at their screens, over the running product with a telephone network in a box.

One house for all: an agent with the keyboard alone, two agents at once, a page that is loaded again in the middle of a
note, a supervisor before Spring Festival.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from campaigns.launches import Campaign
from campaigns.outcomes import Outcome
from dialer.attempts import Attempt
from tests.journeys.clinic import Clinic, open_clinic
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually

TEN = [(f"客{sign}", f"+8526111{n:04}") for n, sign in enumerate("一二三四五六七八九十")]
#: The last two are at home under one number, and are talked with in one call.
TWELVE = [(f"宾{n}", f"+8526222{n:04}") for n in range(11)] + [("宾11", "+85262220010")]
IN_THE_MIDDLE = {"wing": ("陈美玲", "+85263330001"), "kay": ("Tom Harper", "+85263330002")}
#: So fast that a thousand calls take a minute at the carrier's one call a second.
RATE = 20.0
#: Which conversation stands on the desk, from when to when; by the clock of this machine.
_WATCH = """
window.watched = []
const look = () => {
  const entry = document.querySelector('form#entry')?.dataset.draft ?? ''
  const last = watched.at(-1)
  if (last?.entry !== entry) watched.push({ entry, at: Date.now() })
}
new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
for (const one of ['pointerdown', 'touchstart', 'wheel']) addEventListener(one, () => { window.hand = one })
"""
_ANSWERED = """() => {
  const entry = document.querySelector('form#entry')
  return entry?.querySelector('#save')?.checkVisibility() ? entry.dataset.draft : ''
}"""


@pytest.fixture(scope="module")
def clinic(one_house: Neighbourhood, chromium: Browser) -> Clinic:
    numbers = [number for _, number in (*TEN, *TWELVE, *IN_THE_MIDDLE.values())]
    return open_clinic(one_house, chromium, sorted(set(numbers)))


@pytest.fixture(autouse=True)
def well(clinic: Clinic) -> Iterator[None]:
    """Each journey leaves the house in order."""
    yield
    clinic.n.house.assert_well()
    clinic.nothing_broke()


def stands(page: Page) -> str:
    """The conversation that is to be written down, once the customer has answered; else empty."""
    return str(page.evaluate(_ANSWERED))


def log(page: Page, note: str) -> None:
    """Write the outcome and a note with keys."""
    page.keyboard.press("1")
    page.keyboard.press("n")
    page.keyboard.type(note)
    page.keyboard.press("Control+Enter")


def next_one(page: Page, before: set[str]) -> str:
    """The next conversation that comes by itself."""
    return eventually(lambda: ({stands(page)} - {"", *before} or {""}).pop(), "the next customer answers")


def test_an_agent_takes_ten_calls_in_a_row_with_the_keyboard_alone(clinic: Clinic) -> None:
    ids, seen = clinic.due(*TEN), list[str]()
    with clinic.at_the_desk("wing") as page:
        page.evaluate(_WATCH)
        for turn in range(10):
            seen.append(next_one(page, set(seen)))
            log(page, f"第{turn + 1}通")
        expect(page.locator("#today")).to_be_visible()
        assert page.evaluate("window.hand") is None
    logged = clinic.outcomes(*ids.values())
    assert [(one.notes, str(one.attempt_id), one.disposition) for one in logged] == [
        (f"第{turn + 1}通", entry, "well") for turn, entry in enumerate(seen)
    ]
    assert {one.customer_id for one in logged} == set(ids.values())
    called = [call for call in clinic.n.network.ledger()["calls"] if call["to"] in dict(TEN).values()]
    called_numbers = sorted(call["to"] for call in called)
    assert called_numbers == sorted(number for _, number in TEN), "each was called once"
    assert all(call["answered_at"] for call in called)


def test_two_agents_never_see_the_same_customer(clinic: Clinic) -> None:
    ids = clinic.due(*TWELVE)
    with clinic.at_the_desk("wing") as wing, clinic.at_the_desk("kay") as kay:
        desks, written = (wing, kay), set[str]()
        for page in desks:
            page.evaluate(_WATCH)
        while len(written) < 11:
            [(page, entry)] = eventually(lambda: _new(desks, written)[:1], f"after {len(written)} another one answers")
            log(page, f"记录{entry}")
            written.add(entry)
        spans = [spans_of(page) for page in desks]
    whose = _whose(clinic)
    both = [(a, b) for a, b in product(*spans) if _together(a, b)]
    assert both, "they talked at the same time"
    for a, b in both:
        assert whose[a[0]].isdisjoint(whose[b[0]]), "neither a customer nor the family's telephone is on both"
    hers, others = ({one for entry, *_ in desk for one in whose[entry] if isinstance(one, int)} for desk in spans)
    assert hers.isdisjoint(others)
    assert hers | others == set(ids.values())
    assert sorted(one.customer_id for one in clinic.outcomes(*ids.values())) == sorted(ids.values())


def _new(desks: tuple[Page, Page], written: set[str]) -> list[tuple[Page, str]]:
    return [(page, entry) for page in desks if (entry := stands(page)) and entry not in written]


def spans_of(page: Page) -> list[tuple[int, float, float]]:
    """(attempt, from, to) of each conversation that stood on this desk."""
    seen = cast(list[dict[str, Any]], page.evaluate("[...watched, {entry: '', at: Date.now()}]"))
    return [(int(one["entry"]), one["at"], then["at"]) for one, then in pairwise(seen) if one["entry"].isdigit()]


def _together(a: tuple[int, float, float], b: tuple[int, float, float]) -> bool:
    return a[1] < b[2] and b[1] < a[2]


def _whose(clinic: Clinic) -> dict[int, set[int | str]]:
    """Attempt -> the customers whose matters it is about, by id, and the telephone."""
    with clinic.n.sessions() as session:
        rows = session.execute(select(Attempt.id, Attempt.customer_id, Attempt.e164)).all()
        found: dict[int, set[int | str]] = {attempt: {customer_id, e164} for attempt, customer_id, e164 in rows}
        for attempt, customer_id in session.execute(select(Outcome.attempt_id, Outcome.customer_id)):
            if attempt:
                found[attempt].add(customer_id)
    return found


@pytest.mark.parametrize("login", IN_THE_MIDDLE)
def test_a_note_is_whole_though_the_page_is_loaded_again_in_the_middle(clinic: Clinic, login: str) -> None:
    [her] = clinic.due(IN_THE_MIDDLE[login]).values()
    with clinic.at_the_desk(login) as page:
        entry = next_one(page, set())
        page.keyboard.press("2")
        page.keyboard.press("n")
        page.keyboard.type("右脸颊微红，")
        page.reload()
        expect(page.locator("[name=notes]")).to_have_value("右脸颊微红，")
        expect(page.locator("[value=concern]")).to_be_checked()
        page.keyboard.press("n")
        page.keyboard.press("End")
        page.keyboard.type("call again on Friday")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#today")).to_be_visible()
    [logged] = clinic.outcomes(her)
    assert (str(logged.attempt_id), logged.notes) == (entry, "右脸颊微红，call again on Friday")
    assert logged.disposition == "concern"


@pytest.mark.timeout(400)
def test_a_supervisor_launches_a_greeting_to_a_thousand_customers_pauses_resumes_and_reads_the_result(
    clinic: Clinic,
) -> None:
    clinic.thousand()
    before = clinic.placed()
    with clinic.someone("rita") as rita, clinic.someone("sam") as sam:
        _proposes(rita)
        _approves(sam)
        clinic.n.set_clock(clinic.now(), RATE)
        campaign = rita.locator(".campaign")
        rita.goto("/console")
        eventually(lambda: clinic.placed() > before + 20, "the first are called")
        campaign.get_by_role("button", name=re.compile("暂停")).press("Enter")
        expect(campaign).to_have_attribute("data-state", "paused")
        _rests(clinic)
        campaign.get_by_role("button", name=re.compile("继续|恢复")).press("Enter")
        expect(campaign).to_have_attribute("data-state", "running")
        campaign_id = _campaign_id(clinic)
        clinic.sees_through(campaign_id, 1000)
        for page in (rita, sam):
            page.goto("/console")
            expect(page.locator(".campaign")).to_have_attribute("data-state", "over")
            expect(page.locator(".campaign > p").first).to_contain_text("1,000")
    called = [call["to"] for call in clinic.n.network.ledger()["calls"] if call["to"].startswith("+8525123")]
    assert len(called) == len(set(called)) == 1000, "each once"


def _proposes(rita: Page) -> None:
    rita.goto("/console/launch")
    rita.fill("[name=name]", "春节问候")
    rita.check("[name=tiers][value=金卡]")
    rita.fill("[name=message-zh]", "{address}您好，{house}给您拜年，祝您阖家安康。如不希望再接到此类问候，请按9。")
    expect(rita.locator("#count .figure")).to_have_text("1,000")
    rita.locator("#launch-form button.main").click()
    expect(rita.locator(".figure").first).to_have_text("1,000")
    rita.locator("button.main.large[form=wanted]").click()
    expect(rita.get_by_role("heading", name="春节问候")).to_have_count(0)


def _approves(sam: Page) -> None:
    """Above 500 customers a second person agrees, in her own language."""
    sam.goto("/console/launch")
    sam.locator(".proposals a.button").click()
    sam.get_by_role("button", name="Approve 1000 calls").click()
    sam.wait_for_url(re.compile("/console"))


def _rests(clinic: Clinic) -> None:
    """What was on its way ends; then nothing is placed for a minute of the house."""
    eventually(lambda: clinic.underway() == 0, "what was on its way has ended")
    placed, since = clinic.placed(), clinic.now()
    eventually(lambda: (clinic.now() - since).total_seconds() > 60, "a minute goes by")
    assert clinic.placed() == placed


def _campaign_id(clinic: Clinic) -> int:
    with clinic.n.sessions() as session:
        return session.scalars(select(Campaign.id)).one()
