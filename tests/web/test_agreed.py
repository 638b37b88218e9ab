"""What was agreed with a customer, on their page: who may change it, that it holds at once, and who did it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.consents import Consent, Standing, give
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from campaigns.to_plan import ToPlan
from campaigns.wishes import WishChange
from dialer.peace.consents import withdraw_consent
from runtime.database import Sessions
from tests.browser.scenes import NOW
from tests.cast import consents, customer, follow_up
from tests.web.her_agreements import PAGE, TODAY, calls_her, either, her, login, opened, stops
from tests.web.visitor import Visitor

__all__ = ["either", "her", "opened"]


def test_nothing_is_agreed_and_the_page_says_so(opened: Visitor) -> None:
    page = opened.get(PAGE).text
    for words in ("at any time that is permitted", "on the clock of Hong Kong", "nothing bars calls or texts"):
        assert words in page
    assert page.count("nothing was said; it goes on until they object") == 3


def test_the_law_of_their_place_asks_for_a_consent_to_offers(rita: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer(session, "Hans", "+498912345678").numbers[0].country = "DE"
    page = rita.get(PAGE).text
    assert page.count("the law where they are asks for it beforehand") == 1
    assert page.count("nothing was said") == 2


def test_wished_hours_are_kept_with_who_was_told(either: Visitor, sessions: Sessions) -> None:
    week = {f"on-{day}": "not" for day in ("tue", "wed", "thu", "fri", "sat", "sun")}
    answer = either.post(f"{PAGE}/hours", week | {"on-mon": "hours", "hours-mon": "18:00-20:00"})
    assert answer.location == PAGE
    with sessions() as session:
        assert session.get_one(Customer, 1).wished_hours == "mon 18:00-20:00"
        kept = session.scalars(select(WishChange)).one()
        assert (kept.wished_hours, kept.by, kept.at) == ("mon 18:00-20:00", login(either), NOW)
    page = either.get(PAGE).text
    assert "Mon 18:00–20:00; Tue to Sun not at all" in page
    assert f"told to {login(either).title()} on 24 Nov" in page
    either.post(f"{PAGE}/hours", {})
    with sessions() as session:
        assert session.get_one(Customer, 1).wished_hours is None


def test_hours_that_cannot_be_read_come_back_as_typed(opened: Visitor, sessions: Sessions) -> None:
    answer = opened.post(f"{PAGE}/hours", {"on-sat": "hours", "hours-sat": "after <lunch>"})
    assert answer.status_code == 422
    assert 'value="after &lt;lunch&gt;"' in answer.text
    assert 'aria-describedby="wrong-sat"' in answer.text
    with sessions() as session:
        assert session.get_one(Customer, 1).wished_hours is None


def test_a_wish_that_an_import_has_replaced_is_nobodys_word(opened: Visitor, sessions: Sessions) -> None:
    opened.post(f"{PAGE}/hours", {"on-sun": "not"})
    with sessions.begin() as session:
        session.get_one(Customer, 1).wished_hours = "closed"
    assert "told to" not in opened.get(PAGE).text


def test_a_consent_is_given_with_its_proof_and_plans_her_anew(either: Visitor, sessions: Sessions) -> None:
    form = {"proof": "Form 7, front desk", "on": TODAY}
    assert either.post(f"{PAGE}/consents/marketing/give", form).location == PAGE
    with sessions() as session:
        kept = session.scalars(select(Consent)).one()
        assert (kept.purpose, kept.proof, kept.given_at) == ("marketing", "Form 7, front desk", NOW)
        assert kept.source == f"page/{login(either)}"
        assert session.get(ToPlan, 1) is not None
    page = either.get(PAGE).text
    assert "agreed since 24 Nov" in page
    assert f"Form 7, front desk · on this page · {login(either).title()}" in page


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"proof": "", "on": TODAY}, "Say how and where it was given"),
        ({"proof": "很" * 401, "on": TODAY}, "Say how and where it was given"),
        ({"proof": "Form 7", "on": ""}, "Choose the day"),
        ({"proof": "Form 7", "on": "2026-11-25"}, "today at the latest"),
        ({"proof": "Form 7", "on": "0001-01-01"}, "Choose the day"),
        ({"proof": "Form 7", "on": "31/31/31"}, "Choose the day"),
        # she took it back on the 23rd, and a form of the same day does not undo that
        ({"proof": "Form 7", "on": "2026-11-23"}, "They took it back later"),
    ],
)
def test_a_consent_without_proof_or_day_is_not_kept(
    form: dict[str, str], told: str, opened: Visitor, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        withdraw_consent(session, 1, "marketing", "said so", "desk/wing", datetime(2026, 11, 23, 4, tzinfo=UTC))
    answer = opened.post(f"{PAGE}/consents/marketing/give", form)
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{form["proof"]}"' in answer.text
    with sessions() as session:
        assert consents(session, 1)["marketing"] is Standing.WITHDRAWN


def test_a_form_of_an_earlier_day_begins_on_that_day(opened: Visitor, sessions: Sessions) -> None:
    opened.post(f"{PAGE}/consents/care/give", {"proof": "Form 7", "on": "2026-11-01"})
    with sessions() as session:
        # midnight in Hong Kong
        assert session.scalars(select(Consent.given_at)).one() == datetime(2026, 10, 31, 16, tzinfo=UTC)


def test_taking_back_is_as_easy_and_holds_at_once(either: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        give(session, 1, "care", "Form 7", "import", NOW)
        offer = follow_up(session, session.get_one(Customer, 1), step="offer", purpose="marketing").id
    calls_her(sessions)
    assert either.post(f"{PAGE}/consents/care/withdraw", {}).location == PAGE
    assert stops(sessions)
    with sessions() as session:
        assert consents(session, 1)["care"] is Standing.WITHDRAWN
        assert session.get_one(FollowUp, offer).state is FollowUpState.PLANNED
        day_10 = session.scalars(select(FollowUp).where(FollowUp.step == "day-10")).one()
        assert (day_10.state, day_10.reason) == (FollowUpState.WITHDRAWN, "consent_withdrawn")
    page = either.get(PAGE).text
    assert "taken back on 24 Nov" in page
    assert "History of 2 words" in page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("post", "/hours"),
        ("post", "/consents/care/give"),
        ("post", "/consents/care/withdraw"),
        ("post", "/peace"),
        ("post", "/peace/1/lift"),
        ("post", "/complaint"),
        ("post", "/complaint/settled"),
    ],
)
def test_of_another_branch_an_agent_changes_nothing(
    method: str, path: str, wing: Visitor, her: int, sessions: Sessions
) -> None:
    with sessions.begin() as session:
        session.scalars(select(Agent).where(Agent.login == "wing")).one().branches = ["bund"]
    wing.get("/customers")
    assert getattr(wing, method)(PAGE + path).status_code == 404
    with sessions() as session:
        assert (session.scalars(select(Consent)).all(), session.scalars(select(Suppression)).all()) == ([], [])


@pytest.mark.parametrize("path", ["", "/hours", "/consents/care/give", "/peace", "/complaint"])
def test_a_stranger_is_sent_to_sign_in_and_a_form_needs_its_token(path: str, stranger: Visitor, her: int) -> None:
    stranger.get("/login")
    answer = stranger.get(PAGE) if not path else stranger.post(PAGE + path)
    assert answer.location == "/login"
    assert stranger.client.post(PAGE + "/hours").status_code == 400


def test_a_purpose_that_there_is_not_has_no_page(opened: Visitor) -> None:
    assert opened.post(f"{PAGE}/consents/spam/give").status_code == 404


def test_the_two_pages_of_a_customer_lead_to_each_other(opened: Visitor) -> None:
    assert 'href="/customers/1/agreed"' in opened.get("/customers/1").text
    assert 'href="/customers/1" ' in opened.get(PAGE).text


def test_days_are_the_customers(rita: Visitor, sessions: Sessions) -> None:
    """Jack's Monday evening in Vancouver is our Tuesday."""
    with sessions.begin() as session:
        customer(session, "Jack", "+16042530001", house="kitsilano")
    page = rita.get(PAGE).text
    assert f'max="{date(2026, 11, 23)}"' in page
