"""What happened to one follow-up, in order: planned, refused, tried, talked with, logged, ended."""

from __future__ import annotations

from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.explaining import history
from dialer.explaining.tries import Try, lines_of
from dialer.explaining.voice import Line, Voice


def past(session: Session, case: FollowUp, attempts: list[Try], voice: Voice) -> tuple[Line, ...]:
    """Sorted by instant; of what happened at the same one the cause stands before its effect."""
    changes = list(history.changes(session, case, voice))
    claims = [line for line, to in changes if to == FollowUpState.UNDERWAY]
    talks = [line for line, to in changes if to == FollowUpState.TALKED]
    rest = [line for line, to in changes if to not in (FollowUpState.UNDERWAY, FollowUpState.TALKED)]
    tried = [line for one in attempts for line in lines_of(one, case.id, voice)]
    refusals, entries = history.refusals(session, case, voice), history.outcomes(session, case, voice)
    told = [history.planned(session, case, voice), *refusals, *claims, *tried, *talks, *entries, *rest]
    return tuple(sorted(told, key=lambda line: line.at or case.created_at))
