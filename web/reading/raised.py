"""Red flags as whoever calls about one sees them: what was raised, by whom, when and in which talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from campaigns.outcomes import Outcome
from campaigns.red_flags import RED_FLAG
from web.reading.steps import Books


@dataclass(frozen=True)
class Raised:
    """One red flag."""

    #: In the words of who raised it.
    about: str
    by_whom: str
    at: datetime
    #: Why the customer was called when it was raised; empty where nobody knows.
    why: str


def raised_of(event: Event, books: Books) -> Raised | None:
    """The red flag that this event is, in the language of `books`; None where it is none."""
    if event.kind != RED_FLAG:
        return None
    playbook, step = event.details.get("playbook", ""), event.details.get("step", "")
    why = books.why(playbook, step) if playbook and step else ""
    return Raised(event.subject, event.by_whom, event.created_at, why)


def behind(session: Session, event: Event) -> Event | None:
    """What the talk in which it was raised hung on, such as a treatment; of a flag about a flag that of the first."""
    hung_on = select(Event).join(FollowUp, FollowUp.event_id == Event.id)
    talk = hung_on.join(Outcome, Outcome.follow_up_id == FollowUp.id).where(Outcome.id == event.details.get("outcome"))
    about = session.scalars(talk).one_or_none()
    return behind(session, about) if about is not None and about.kind == RED_FLAG else about
