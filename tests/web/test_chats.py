"""A customer who is due a call was reached by chat: logged beside the desk, or from the customer's year."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from runtime.database import Sessions
from tests.cast import TUESDAY_11, customer, follow_up
from tests.web.visitor import Visitor


@pytest.fixture
def due(sessions: Sessions) -> FollowUp:
    """Mei is due a call about her laser treatment."""
    with sessions.begin() as session:
        return follow_up(session, customer(session))


def changed(sessions: Sessions, due: FollowUp, **facts: Any) -> None:
    with sessions.begin() as session:
        for name, value in facts.items():
            setattr(session.get_one(FollowUp, due.id), name, value)


def test_the_list_of_the_day_and_the_customers_year_lead_to_the_form(due: FollowUp, wing: Visitor) -> None:
    here = f"/desk/chats/{due.id}"
    assert f'href="{here}"' in wing.get("/desk").text
    assert f'href="{here}"' in wing.get(f"/customers/{due.customer_id}").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Chat with", "No more calls", "What to ask and say", "How they were")),
        ("zh", ("在线沟通：", "拒绝回访", "沟通要点", "客户态度")),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_the_form_says_whom_and_why(
    language: str, words: tuple[str, ...], htmx: bool, due: FollowUp, wing: Visitor
) -> None:
    wing._language = language
    page = wing.get(f"/desk/chats/{due.id}", htmx=htmx).text
    for one in words:
        assert one in page
    assert ("<html" in page) is not htmx
    assert "852" not in page, "no telephone number"
    assert 'value="machine"' not in page


def test_it_is_logged_once_and_nobody_is_to_be_called_about_it(
    due: FollowUp, wing: Visitor, sessions: Sessions
) -> None:
    wing.get("/desk")
    said = {"disposition": "well", "notes": "微信回复：恢复很好", "attitude": "warm", "asked-0": "能游泳吗？"}
    answer = wing.post(f"/desk/chats/{due.id}", said, htmx=True)
    assert answer.headers["HX-Trigger"] == f'{{"logged": "chat-{due.id}"}}'
    assert "The chat with " in answer.text
    assert f"/desk/chats/{due.id}" not in answer.text
    wing.post(f"/desk/chats/{due.id}", said, htmx=True)
    with sessions() as session:
        (kept,) = session.scalars(select(Outcome)).all()
        assert (kept.reached_by, kept.notes, kept.attitude) == ("chat", said["notes"], "warm")
        assert session.get_one(FollowUp, due.id).state is FollowUpState.DONE
    year = wing.get(f"/customers/{due.customer_id}").text
    for words in ("chat", "Warm", "能游泳吗？"):
        assert words in year


def test_without_scripts_the_desk_says_that_it_is_kept(due: FollowUp, wing: Visitor) -> None:
    wing.get(f"/desk/chats/{due.id}")
    answer = wing.post(f"/desk/chats/{due.id}", {"disposition": "well"})
    assert (answer.status_code, answer.location) == (302, "/desk")
    assert "is logged." in wing.get("/desk").text


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        # somebody else's to call, or a visit: no such page
        ({"role": "doctor"}, 404),
        ({"mode": "visit"}, 404),
        # being called about, or not due: the page says so, and the form is gone
        ({"state": FollowUpState.UNDERWAY}, 200),
        ({"opens_at": TUESDAY_11 + timedelta(hours=1)}, 200),
    ],
)
def test_only_what_is_due_to_this_agent_can_be_logged(
    facts: dict[str, Any], status: int, due: FollowUp, wing: Visitor, sessions: Sessions
) -> None:
    changed(sessions, due, **facts)
    wing.get("/desk")
    page = wing.get(f"/desk/chats/{due.id}")
    assert page.status_code == status
    assert 'name="disposition"' not in page.text
    assert f"/desk/chats/{due.id}" not in wing.get(f"/customers/{due.customer_id}").text
    sent = wing.post(f"/desk/chats/{due.id}", {"disposition": "well"}, htmx=True)
    assert sent.status_code == (404 if status == 404 else 422)
    with sessions() as session:
        assert session.scalars(select(Outcome)).all() == []


def test_a_supervisor_has_no_such_link(due: FollowUp, rita: Visitor) -> None:
    assert "/desk/chats/" not in rita.get(f"/customers/{due.customer_id}").text
    assert rita.get(f"/desk/chats/{due.id}").status_code == 403


def test_an_agent_of_another_branch_has_none(due: FollowUp, wing: Visitor, sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.scalars(select(Agent).where(Agent.login == "wing")).one().branches = ["bund"]
    assert wing.get(f"/desk/chats/{due.id}").status_code == 404
