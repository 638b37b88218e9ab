"""What the carrier refuses, on the console: what, since when, how often, what to do, and a button when it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.launches import Campaign
from dialer.troubles import Trouble
from runtime.database import Sessions
from tests.cast import TUESDAY_11, campaign, customer, greeting
from tests.stopped_clock import StoppedClock
from tests.web.visitor import Visitor

LINE = "+85221234567"
CLOSED: dict[str, Any] = {"code": "21215", "wide": "country", "country": "HK"}


def refuses(sessions: Sessions, **changes: Any) -> int:
    """Something is refused since an hour ago."""
    since = TUESDAY_11 - timedelta(hours=1)
    row = {"code": "20003", "wide": "account", "channel": "call", "line": "", "country": "", "times": 12}
    row |= {"first_at": since, "last_at": TUESDAY_11, "tried_at": TUESDAY_11}
    with sessions.begin() as session:
        one = Trouble(**row | changes)
        session.add(one)
        session.flush()
        return one.id


def paused(sessions: Sessions, name: str = "New Year") -> int:
    """A campaign that was paused for it."""
    with sessions.begin() as session:
        rita = session.scalars(select(Agent).where(Agent.login == "rita")).one()
        of = campaign(session, rita, name=name, state="paused", paused_because="21215")
        greeting(session, customer(session, name, f"+852600000{len(name):02}"), of)
        return of.id


def test_where_nothing_is_refused_nothing_is_said(rita: Visitor) -> None:
    assert "The carrier refuses" not in rita.get("/console").text


def test_a_closed_country_says_what_to_do_and_which_campaign_waits(rita: Visitor, sessions: Sessions) -> None:
    refuses(sessions, campaign_id=paused(sessions), **CLOSED)
    page = rita.get("/console").text
    assert "Calls to Hong Kong SAR China are refused." in page
    assert "allow calls to Hong Kong SAR China: Voice &gt; Settings &gt; Geo permissions" in page
    assert "12 times" in page
    assert "since 24 Nov, 10:00" in page
    assert "Paused for it: New Year" in page
    assert "https://www.twilio.com/docs/errors/21215" in page


def test_it_is_said_in_chinese_too(app: Any, sessions: Sessions) -> None:
    rita = Visitor(app, "zh")
    rita.sign_in("rita")
    refuses(sessions, campaign_id=paused(sessions), **CLOSED)
    page = rita.get("/console").text
    assert "拨往中国香港特别行政区的电话被拒绝。" in page
    assert "因此暂停：New Year" in page


@pytest.mark.parametrize(
    ("trouble", "what", "to_do"),
    [
        ({}, "The carrier refuses everything", "Compare TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
        ({"code": "30002", "channel": "text"}, "The carrier refuses everything", "suspended or closed"),
        ({"code": "21210", "wide": "line", "line": LINE}, f"Calls from {LINE} are refused", f"Verify {LINE}"),
        (
            {"code": "21606", "wide": "line", "line": LINE, "channel": "text"},
            f"Texts from {LINE} are refused",
            f"{LINE} cannot send texts",
        ),
        ({"code": "21408", "wide": "country", "country": "TW", "channel": "text"}, "Texts to Taiwan", "Messaging"),
        ({"code": "21216", "wide": "number", "country": "HK"}, "on the carrier&#39;s blocklist", "ask its support"),
        ({"code": "99999", "wide": "unclear", "line": LINE}, f"Calls from {LINE} are refused", "what 99999 means"),
        ({"code": "http_401"}, "The carrier refuses everything", "Compare TWILIO_ACCOUNT_SID"),
    ],
)
def test_each_trouble_has_words(
    trouble: dict[str, Any], what: str, to_do: str, rita: Visitor, sessions: Sessions
) -> None:
    refuses(sessions, **trouble)
    page = rita.get("/console").text
    assert what in page
    assert to_do in page


def test_one_thing_that_holds_up_two_campaigns_is_told_once(rita: Visitor, sessions: Sessions) -> None:
    for name in ("New Year", "Spring"):
        refuses(sessions, campaign_id=paused(sessions, name), **CLOSED)
    page = rita.get("/console").text
    assert page.count("Calls to Hong Kong SAR China are refused.</h3>") == 1
    assert "24 times" in page
    assert "Paused for it: New Year, Spring" in page


def test_mended_it_is_gone_and_the_campaign_goes_on(rita: Visitor, sessions: Sessions) -> None:
    waits = paused(sessions)
    one = refuses(sessions, campaign_id=waits, **CLOSED)
    rita.get("/console")
    rita.post(f"/console/refused/{one}/mended")
    page = rita.get("/console").text
    assert "“New Year” goes on" in page
    assert "The carrier refuses" not in page
    with sessions() as session:
        assert session.get_one(Campaign, waits).state == "running"
        assert session.get_one(Trouble, one).mended_by == "rita"
    rita.post(f"/console/refused/{one}/mended")
    assert "This was mended already." in rita.get("/console").text


def test_a_campaign_that_paused_itself_says_why_and_its_own_button_mends_it(rita: Visitor, sessions: Sessions) -> None:
    waits = paused(sessions)
    one = refuses(sessions, campaign_id=waits, **CLOSED)
    assert "the carrier refuses with error 21215" in rita.get("/console").text
    rita.post(f"/console/campaigns/{waits}/resume")
    with sessions() as session:
        assert session.get_one(Trouble, one).mended_by == "rita"


def test_only_a_supervisor_says_that_it_is_mended(wing: Visitor, sessions: Sessions) -> None:
    one = refuses(sessions)
    assert wing.post(f"/console/refused/{one}/mended").status_code == 403


def test_the_banner_comes_with_the_next_second(rita: Visitor, sessions: Sessions, clock: StoppedClock) -> None:
    """It is part of what the page asks for again and again."""
    rita.get("/console")
    refuses(sessions)
    assert "The carrier refuses everything" in rita.get("/console/now?seen=before", htmx=True).text
