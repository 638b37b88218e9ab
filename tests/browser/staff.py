"""A house with its staff: consultants with customers of their own, a nurse, deputies, and calls that somebody met."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.launches import Campaign
from dialer.agents.presence import announce
from dialer.agents.shares import change
from dialer.attempt_life import Result
from tests.browser.camera import Camera, take
from tests.browser.scenes import NOW
from tests.cast import agent, branch, campaign, customer, follow_up, ready
from tests.dialer.counted import call

_OWN = (("mei", ("gold",) * 12 + ("", "vip")), ("fai", ("diamond",) * 2 + ("platinum",) * 3 + ("",) * 9))
_TODAY = (("consultant", "not-yet-decided", 9), ("consultant", "skin-laser", 3), ("consultant", "customer-value", 6))
_SERVICE = (("service", "skin-laser", 17), ("service", "customer-value", 11))


def staff(session: Session) -> None:
    """Six people, four of them here."""
    for place in ("bund", "kitsilano"):
        branch(session, place)
    since = NOW - timedelta(hours=2)
    ready(session, since, "wing", name="林永美", languages=["zh"])
    ready(session, since, "kit", name="刘杰", roles=["service", "assistant"], branches=["harbour", "bund"])
    ready(session, since, "ada", name="吴爱达", roles=["nurse"], skills=["wound-care"])
    agent(session, "ben", name="Ben Harper", roles=["service"], languages=["en"], branches=["kitsilano"])
    agent(session, "mei", name="陈美", roles=["consultant"])
    agent(session, "fai", name="何辉", roles=["consultant", "expert"], languages=["zh", "en"], deputy="wing")
    announce(
        session,
        session.scalars(select(Agent.id).where(Agent.login == "kit")).one(),
        "break",
        NOW,
        timedelta(minutes=30),
    )
    change(session, "consultant", {"bring_in": 0.5, "care": 0.1, "further_sales": 0.4})
    change(session, "service", {"care": 0.5, "further_sales": 0.5})
    for owner, tiers in _OWN:
        for n, tier in enumerate(tiers):
            customer(session, f"甲{n}", f"+8526{n:07}", external_id=f"{owner}/{n}", owner=owner, tier=tier)
    _called(session)


def _called(session: Session) -> None:
    """What was called about since eight."""
    for role, playbook, count in (*_TODAY, *_SERVICE):
        for n in range(count):
            whose = customer(session, "乙", f"+8527{n:07}", external_id=f"{role}/{playbook}/{n}")
            call(session, follow_up(session, whose, role=role, playbook=playbook), result=Result.BUSY)


def answered(session: Session, running: Campaign, count: int, abandoned: int) -> None:
    """So many of this campaign's calls were answered today; of some nobody was there."""
    for n in range(count):
        at = NOW - timedelta(minutes=3 + n % 150)
        met = None if n < abandoned else at + timedelta(seconds=1)
        due = follow_up(session, customer(session, "丙", f"+8529{running.id:03}{n:04}"), campaign_id=running.id)
        result = Result.TALKED if met else Result.ABANDONED
        call(session, due, placing_at=at, answered_at=at, bridged_at=met, joined_at=met, result=result)


def two_campaigns(session: Session) -> None:
    """One within the line, one above it."""
    by = session.scalars(select(Agent).where(Agent.post == "supervisor")).one()
    answered(session, campaign(session, by, NOW - timedelta(hours=3), name="术后关怀"), 103, 1)
    answered(session, campaign(session, by, NOW - timedelta(hours=2), name="Members’ day"), 58, 3)


def agents(camera: Camera) -> None:
    """Who calls, how one of them calls, and the campaigns with who met nobody."""
    with camera.sessions.begin() as session:
        staff(session)
        two_campaigns(session)
    for language in ("zh", "en"):
        with camera.someone("rita", language) as page:
            page.locator(".campaign").last.scroll_into_view_if_needed()
            take(page, f"abandoned-{language}")
            page.goto(f"{camera.address}/console/agents")
            take(page, f"agents-{language}")
            page.click("#agent-fai a")
            take(page, f"agent-{language}")
