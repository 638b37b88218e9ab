"""What a customer arranges in a conversation: beside the script, without touching what is typed into the entry."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.complaints import open_complaints
from campaigns.consents import Consent, Standing
from campaigns.customers import Customer
from campaigns.suppressions import Suppression
from campaigns.wishes import WishChange
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.browser.scenes import NOW, mei
from tests.cast import agent, consents
from tests.web.at_her_desk import Desk
from tests.web.visitor import Visitor

HERE = 'id="agreed"'


@pytest.fixture
def desk(wing: Visitor, sessions: Sessions) -> Desk:
    """Wing's page, and what happens around it."""
    return Desk(wing, sessions)


@pytest.fixture
def call(desk: Desk) -> int:
    """She talks with Mei."""
    return desk.talks(mei)


def workdays(hours: str) -> str:
    """These hours from Monday to Friday, as the customer's row keeps them."""
    return ", ".join(f"{day} {hours}" for day in ("mon", "tue", "wed", "thu", "fri"))


def does(desk: Desk, call: int, deed: str, **form: str) -> Any:
    """She presses a button in the quiet part, as the page's script does."""
    desk.wing.get("/desk")
    return desk.wing.post(f"/desk/agreed/{call}/{deed}", form, htmx=True)


def test_it_stands_quietly_beside_the_conversation(desk: Desk, call: int) -> None:
    page = desk.wing.get("/desk").text
    assert HERE in page
    assert "at any time that is permitted" in page
    assert HERE not in desk.wing.get("/desk/today").text


@pytest.mark.parametrize(
    ("said", "wish", "shown"),
    [
        ("weekdays after 18:00", workdays("18:00-24:00"), "Mon to Fri"),
        ("周末勿扰", workdays("00:00-24:00"), "Sat, Sun not at all"),
        ("any time", None, "at any time that is permitted"),
    ],
)
def test_hours_are_typed_as_they_are_said(
    said: str, wish: str | None, shown: str, desk: Desk, call: int, sessions: Sessions
) -> None:
    with desk.scene() as session:
        session.scalars(select(Customer)).one().wished_hours = "mon 08:00-09:00"
    answer = does(desk, call, "hours", wish=said)
    assert shown in answer.text
    assert answer.headers["HX-Trigger"] == f'{{"logged": "wish-{call}"}}'
    with sessions() as session:
        assert session.scalars(select(Customer.wished_hours)).one() == wish
        assert session.scalars(select(WishChange.by)).one() == "wing"


@pytest.mark.parametrize("said", ["", "soon", "20:00-18:00"])
def test_hours_that_cannot_be_read_come_back_as_typed(said: str, desk: Desk, call: int) -> None:
    answer = does(desk, call, "hours", wish=said)
    assert answer.status_code == 422
    assert f'value="{said}"' in answer.text
    assert "These hours cannot be read" in answer.text
    assert "HX-Trigger" not in answer.headers


@pytest.mark.parametrize(
    ("agree", "standing", "shown"),
    [("yes", Standing.GIVEN, "agreed since 24 Nov"), ("no", Standing.WITHDRAWN, "no, since 24 Nov")],
)
def test_the_conversation_is_the_proof_of_what_was_said_of_offers(
    agree: str, standing: Standing, shown: str, desk: Desk, call: int, sessions: Sessions
) -> None:
    answer = does(desk, call, "offers", agree=agree)
    assert shown in answer.text
    with sessions() as session:
        whom = session.scalars(select(Customer.id)).one()
        assert consents(session, whom) == {"marketing": standing}
        kept = session.scalars(select(Consent)).one()
        assert (kept.proof, kept.source) == ("Said on the telephone on Nov 24, 2026", "desk/wing")


@pytest.mark.parametrize("channel", ["call", "text"])
def test_no_calls_and_no_texts_hold_at_once_and_the_talk_goes_on(
    channel: str, desk: Desk, call: int, sessions: Sessions
) -> None:
    does(desk, call, "peace", channel=channel)
    with sessions() as session:
        kept = session.scalars(select(Suppression)).one()
        assert (kept.channel, kept.reason, kept.by) == (channel, "asked", "wing")
        assert session.get_one(Attempt, call).stop_wanted_at is None
    assert desk.state() == "talking"


def test_a_complaint_is_logged_while_they_talk(desk: Desk, call: int, sessions: Sessions) -> None:
    answer = does(desk, call, "complaint", about="接待等候太久")
    assert "接待等候太久" in answer.text
    with sessions() as session:
        (kept,) = open_complaints(session, session.scalars(select(Customer.id)).one(), NOW)
        assert (kept.subject, kept.details) == ("接待等候太久", {"by": "wing"})


@pytest.mark.parametrize("deed", ["hours", "offers", "peace", "complaint"])
def test_only_the_quiet_part_is_swapped(deed: str, desk: Desk, call: int) -> None:
    answer = does(desk, call, deed, wish="any time", agree="yes", channel="call", about="x")
    assert answer.text.lstrip().startswith('<section id="agreed"')
    assert 'id="entry"' not in answer.text
    assert "hx-swap-oob" not in answer.text


def test_without_scripts_there_is_the_desk_again(desk: Desk, call: int) -> None:
    desk.wing.get("/desk")
    assert desk.wing.post(f"/desk/agreed/{call}/offers", {"agree": "yes"}).location == "/desk"


@pytest.mark.parametrize("deed", ["hours", "offers", "peace", "complaint"])
def test_somebody_elses_conversation_is_none_of_hers(deed: str, desk: Desk, call: int, sessions: Sessions) -> None:
    with desk.scene() as session:
        other = agent(session, "kit", phone="+85261110002").id
        session.get_one(Attempt, call).agent_id = other
    form = {"wish": "any time", "agree": "no", "channel": "all", "about": "x"}
    assert does(desk, call, deed, **form).status_code == 404
    assert does(desk, 999, deed, **form).status_code == 404
    with sessions() as session:
        assert session.scalars(select(Suppression)).all() == []
        assert session.scalars(select(Consent)).all() == []


def test_what_is_barred_otherwise_is_refused(desk: Desk, call: int) -> None:
    assert does(desk, call, "peace", channel="post").status_code == 400


def test_a_supervisor_has_no_conversation(rita: Visitor, desk: Desk, call: int, sessions: Sessions) -> None:
    rita.get("/console")
    assert rita.post(f"/desk/agreed/{call}/offers", {"agree": "yes"}).status_code == 403
    with sessions() as session:
        assert session.scalars(select(Agent.post).where(Agent.login == "rita")).one() == "supervisor"
