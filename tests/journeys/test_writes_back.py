"""A customer writes, is answered by text and gets the answer; then says STOP, and nobody writes any more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import requests
from sqlalchemy import select

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import Result
from dialer.attempts import Attempt
from dialer.inbound.texts import InboundText
from dialer.matters import MESSAGE
from huifang.demo.script import BEGINS
from tests.cast import MEI, branch, customer
from tests.journeys.at_the_desk import AtTheDesk
from tests.journeys.conftest import Neighbourhood
from tests.journeys.patience import eventually
from web.agents.adding import add_agent

PASSWORD = "nobody guesses this"
#: A Tuesday, eleven in the morning in Hong Kong.
MORNING = datetime(2026, 11, 24, 3, tzinfo=UTC)
LINE = "+85221234567"
ASKED, ANSWERED = "请问下周三还有位置吗？", "有的，上午十点给您留好了。"


def test_who_writes_is_answered_by_text_and_who_says_stop_is_left_in_peace(neighbourhood: Neighbourhood) -> None:
    n = neighbourhood
    with n.sessions.begin() as session:
        branch(session)
        her = customer(session, "陈美玲", MEI, external_id="C-20391").id
        add_agent(session, "wing", "林永美", "agent", ["service"], [], "zh", "+85261110001", PASSWORD, BEGINS)
    n.open({MEI: {"kind": "person", "sms_reply": ""}})
    n.set_clock(MORNING, 1.0)
    wing = AtTheDesk(n.pages, "wing", PASSWORD)
    _writes(n, ASKED)
    matter = eventually(lambda: _matter(n), "what she wrote is a follow-up")
    assert matter is not None
    assert (matter.customer_id, matter.state, matter.step) == (her, FollowUpState.PLANNED, "answer")
    assert ASKED in wing.page("/messages")
    _is_answered(n, wing, her)
    _writes(n, "STOP")
    eventually(lambda: _meanings(n) == ["message", "stop"], "her STOP is heard")
    refused = wing.post(f"/customers/{her}/messages", words="还需要吗？")
    assert refused.status_code == 422
    assert "无法发送" in refused.text
    assert [text["body"] for text in _got(n)] == [ANSWERED]


def _is_answered(n: Neighbourhood, wing: AtTheDesk, her: int) -> None:
    assert ASKED in wing.page(f"/customers/{her}/messages")
    assert wing.post(f"/customers/{her}/messages", words=ANSWERED, settles="yes").ok
    text = eventually(lambda: _got(n), "the answer is on her telephone")[0]
    assert (text["body"], text["from"]) == (ANSWERED, LINE)
    eventually(lambda: _delivered(n), "we hear that it arrived")
    assert "已送达" in wing.page(f"/customers/{her}/messages")
    with n.sessions() as session:
        outcome = session.scalars(select(Outcome)).one()
        assert (outcome.disposition, outcome.customer_id) == ("texted", her)
        assert session.get_one(FollowUp, outcome.follow_up_id).state is FollowUpState.DONE


def _writes(n: Neighbourhood, body: str) -> None:
    """She takes her telephone and writes."""
    phone = f"{n.house.environment['TWILIO_API_URL']}/sandbox/phone/{MEI}/write"
    assert requests.post(phone, json={"to": LINE, "body": body}, timeout=10).ok


def _got(n: Neighbourhood) -> list[dict[str, Any]]:
    return [m for m in n.network.ledger()["messages"] if m["to"] == MEI and m["status"] == "delivered"]


def _matter(n: Neighbourhood) -> FollowUp | None:
    with n.sessions() as session:
        return session.scalars(select(FollowUp).join(Customer).where(FollowUp.playbook == MESSAGE)).first()


def _delivered(n: Neighbourhood) -> bool:
    with n.sessions() as session:
        return session.scalars(select(Attempt.result).where(Attempt.mode == "reply")).one() is Result.DELIVERED


def _meanings(n: Neighbourhood) -> list[str]:
    with n.sessions() as session:
        return list(session.scalars(select(InboundText.meaning).order_by(InboundText.id)))
