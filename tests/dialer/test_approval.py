"""A large launch waits for a second person: nobody is called before, and one decision is all there is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.audit import AuditEntry
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.playbooks.shelf import shelf
from campaigns.segments import Segment
from dialer.approval import Decided, OutOfDate, OwnLaunch, approve, decline, others_who_may, propose
from dialer.launch import Launch
from dialer.peace.campaign_control import CampaignNotLaunched, CampaignOver, pause, resume, stop
from tests.cast import MEI, agent, customer
from tests.dialer.play import Play


def proposed(play: Play, **changes: Any) -> Campaign:
    """Rita proposes a greeting; Sam may decide."""
    with play.scene() as session:
        customer(session, "陈美玲", MEI)
        rita, _ = agent(session, "rita", post="supervisor"), agent(session, "sam", post="administrator")
        wanted = Launch("New Year", shelf()["holiday-greeting"], Segment(), {}, rita.id, key="once", **changes)
        return propose(session, wanted, 1, play.now)


def who(session: Session, login: str) -> Agent:
    return session.scalars(select(Agent).where(Agent.login == login)).one()


def audited(play: Play) -> list[tuple[str, dict[str, Any]]]:
    with play.scene() as session:
        rows = session.execute(
            select(Agent.login, AuditEntry.details)
            .join(Agent, Agent.id == AuditEntry.agent_id)
            .where(AuditEntry.did == "launch_decided")
        )
        return [(login, details) for login, details in rows]


def test_nobody_is_called_for_a_proposal(play: Play) -> None:
    of = proposed(play)
    play.work()
    assert (of.state, of.size, play.carrier.calls) == ("proposed", 1, [])
    with play.scene() as session:
        assert session.scalar(select(func.count()).select_from(FollowUp)) == 0


def test_a_proposal_is_made_once_for_each_key(play: Play) -> None:
    of = proposed(play)
    with play.scene() as session:
        again = Launch("New Year", shelf()["holiday-greeting"], Segment(), {}, of.launched_by, key="once")
        assert propose(session, again, 1, play.now).id == of.id


def test_a_second_person_lets_it_run_over_who_is_in_the_segment_then(play: Play) -> None:
    of = proposed(play, tries=1)
    with play.scene() as session:
        customer(session, "李明", "+85291234568")
    play.clock.forward(hours=1)
    with play.scene() as session:
        assert approve(session, of.id, who(session, "sam"), (), play.now) == 2
    play.work()
    assert len(play.carrier.calls) == 2
    with play.scene() as session:
        now = session.get_one(Campaign, of.id)
        assert (now.state, now.decided_by, now.size) == ("running", who(session, "sam").id, 1)
    assert audited(play) == [("sam", {"decision": "approved", "planned": 2})]
    assert play.case().tries_allowed == 1


def test_who_proposed_it_does_not_decide_on_it(play: Play) -> None:
    of = proposed(play)
    with play.scene() as session, pytest.raises(OwnLaunch):
        approve(session, of.id, who(session, "rita"), (), play.now)
    with play.scene() as session, pytest.raises(OwnLaunch):
        decline(session, of.id, who(session, "rita"), "mine", play.now)
    own = update(Campaign).values(state="running", decided_by=of.launched_by, decided_at=play.now)
    with pytest.raises(IntegrityError, match="second_person"), play.scene() as session:
        session.execute(own)
    assert audited(play) == []


def test_a_declined_one_says_why_and_is_called_for_by_nobody(play: Play) -> None:
    of = proposed(play)
    with play.scene() as session:
        decline(session, of.id, who(session, "sam"), "Too close to the last one.", play.now)
    with play.scene() as session:
        found = session.get_one(Campaign, of.id)
        assert (found.state, found.declined_because) == ("declined", "Too close to the last one.")
    assert audited(play) == [("sam", {"decision": "declined"})]


@pytest.mark.parametrize("first", ["approve", "decline", "withdraw"])
def test_what_is_decided_is_not_decided_again(play: Play, first: str) -> None:
    of = proposed(play)
    with play.scene() as session:
        sam = who(session, "sam")
        if first == "approve":
            approve(session, of.id, sam, (), play.now)
        elif first == "decline":
            decline(session, of.id, sam, "no", play.now)
        else:
            stop(session, of.id, play.now)
    with play.scene() as session, pytest.raises(Decided):
        approve(session, of.id, who(session, "sam"), (), play.now)
    with play.scene() as session, pytest.raises(Decided):
        decline(session, of.id, who(session, "sam"), "no", play.now)


def test_two_who_approve_at_the_same_instant_launch_it_once(play: Play) -> None:
    of = proposed(play)
    with play.scene() as session:
        agent(session, "tao", post="supervisor")

    def decide(login: str) -> bool:
        try:
            with play.scene() as session:
                approve(session, of.id, who(session, login), (), play.now)
        except Decided:
            return False
        return True

    with ThreadPoolExecutor(2) as crowd:
        assert sorted(crowd.map(decide, ("sam", "tao"))) == [False, True]
    assert len(audited(play)) == 1


def test_a_proposal_is_neither_paused_nor_resumed_which_would_pass_the_second_person_by(play: Play) -> None:
    of = proposed(play)
    with play.scene() as session, pytest.raises(CampaignNotLaunched):
        pause(session, of.id, play.now)
    with play.scene() as session, pytest.raises(CampaignNotLaunched):
        resume(session, of.id)
    with play.scene() as session:
        decline(session, of.id, who(session, "sam"), "no", play.now)
    with pytest.raises(CampaignOver), play.scene() as session:
        resume(session, of.id)


@pytest.mark.parametrize(("ends_on", "step"), [(date(2026, 11, 25), "greeting"), (None, "gone")])
def test_what_cannot_be_launched_any_more_stays_undecided(play: Play, ends_on: date | None, step: str) -> None:
    """Its last day has gone by meanwhile, or the house's playbook has no such step any more."""
    of = proposed(play, ends_on=ends_on)
    play.clock.at += timedelta(days=2)
    with play.scene() as session:
        session.get_one(Campaign, of.id).step = step
    with play.scene() as session, pytest.raises(OutOfDate):
        approve(session, of.id, who(session, "sam"), (), play.now)
    with play.scene() as session:
        assert session.get_one(Campaign, of.id).state == "proposed"


def test_only_other_supervisors_may_decide(play: Play) -> None:
    proposed(play)
    with play.scene() as session:
        agent(session, "wing")
        assert others_who_may(session, who(session, "rita")) == 1
        assert others_who_may(session, who(session, "wing")) == 2
