"""What happened to the follow-up itself: how it was planned, its changes of state, refusals, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.events import Event
from campaigns.follow_ups import FollowUp, FollowUpChange
from campaigns.launches import Campaign
from campaigns.outcomes import Outcome
from campaigns.playbooks.editions import held
from campaigns.playbooks.model import Step
from campaigns.playbooks.sentence import sentence
from campaigns.playbooks.sentences.words import event_word
from dialer.explaining.grounds import grounds
from dialer.explaining.voice import Line, Voice
from dialer.judgement.refusals import Refusal
from runtime.zones import local_date


def rule(session: Session, case: FollowUp, voice: Voice) -> str:
    """The playbook and why its step is there, in words; the ids alone where it is off the shelf."""
    found = held(session).get(case.playbook)
    step = _step_of(session, case)
    if found is None or step is None:
        return voice.say("head", "gone", playbook=case.playbook, step=case.step)
    name = found.playbook.name.in_language(voice.language)
    return voice.say("head", "rule", playbook=name, why=step.why.in_language(voice.language))


def planned(session: Session, case: FollowUp, voice: Voice) -> Line:
    """The rule read aloud, and the event, launch or promise that it was planned for."""
    found, step = held(session).get(case.playbook), _step_of(session, case)
    what = voice.say("planned", "alone")
    changed = ""
    if found is not None and step is not None:
        what = voice.say("planned", "rule", sentence=sentence(found.playbook, step, voice.language))
        if found.since is not None and found.since > case.created_at:
            changed = voice.say("planned", "changed", day=local_date(found.since, voice.zone))
    return Line(case.created_at, what, voice.together(_because(session, case, voice), changed))


def _step_of(session: Session, case: FollowUp) -> Step | None:
    found = held(session).get(case.playbook)
    return found.playbook.find(case.step) if found else None


def _because(session: Session, case: FollowUp, voice: Voice) -> str:
    if case.owner is not None and case.take_over_at is not None:
        who = session.scalar(select(Agent.name).where(Agent.login == case.owner)) or case.owner
        return voice.say("planned", "promise_of", agent=who, at=voice.at(case.take_over_at))
    event = session.get(Event, case.event_id) if case.event_id else None
    if event is not None:
        what = event_word(event.kind, [event.category] if event.category else [], voice.language).said
        return voice.say("planned", "event", what=what, day=event.occurred_on)
    campaign = session.get(Campaign, case.campaign_id) if case.campaign_id else None
    if campaign is not None:
        return voice.say("planned", "launch", name=campaign.name)
    return voice.say("planned", "promise" if case.waits_for == "promised" else "calendar")


def changes(session: Session, case: FollowUp, voice: Voice) -> Iterator[tuple[Line, str]]:
    """Each change of state with its reason, and the state that it led to."""
    asked = select(FollowUpChange).where(FollowUpChange.follow_up_id == case.id).order_by(FollowUpChange.id)
    for change in session.scalars(asked):
        line = Line(change.at, voice.say("state", change.to_state), voice.reason(change.reason))
        yield line, change.to_state


def refusals(session: Session, case: FollowUp, voice: Voice) -> Iterator[Line]:
    """Each judgement that said no, on what grounds, and when it is looked at again; the same ones in a row as one."""
    asked = select(Refusal).where(Refusal.follow_up_id == case.id).order_by(Refusal.id)
    for (channel, code), several in groupby(session.scalars(asked), key=lambda one: (one.channel, one.code)):
        first, *others = several
        last = others[-1] if others else first
        again = _again(last.again_at, voice)
        values = {"why": voice.reason(code), "times": len(others) + 1, "last": voice.at(last.at)}
        what = voice.say("refusal", f"{channel}_{'often' if others else 'no'}", **values)
        yield Line(first.at, what, voice.together(grounds(last.evidence, voice), again))


def _again(at: datetime | None, voice: Voice) -> str:
    return voice.say("refusal", "again", at=voice.at(at)) if at else voice.say("refusal", "never")


def outcomes(session: Session, case: FollowUp, voice: Voice) -> Iterator[Line]:
    """What was logged, by whom, and what was promised; notes stay on the customer's page."""
    asked = (
        select(Outcome, Agent.name)
        .outerjoin(Agent, Agent.id == Outcome.agent_id)
        .where(Outcome.follow_up_id == case.id)
        .order_by(Outcome.id)
    )
    for outcome, agent in session.execute(asked):
        yield outcome_line(outcome, agent, voice)


def outcome_line(outcome: Outcome, agent: str | None, voice: Voice) -> Line:
    """One outcome in words; `agent` is the name of who logged it."""
    what = voice.say("entry", "outcome", disposition=voice.say("disposition", outcome.disposition))
    by = voice.say("entry", "by", agent=agent) if agent else ""
    at = f" {outcome.next_time:%H:%M}" if outcome.next_time else ""
    promised = voice.say("entry", "next", day=f"{outcome.next_date}{at}") if outcome.next_date else ""
    return Line(outcome.logged_at, what, voice.together(by, promised))
