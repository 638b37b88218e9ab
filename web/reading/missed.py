"""Missed windows as supervisors read them: by cause first, then one row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.follow_ups import FollowUp
from campaigns.house_clock import house_zone
from campaigns.lifecycle import FollowUpState
from campaigns.planning.missed import Missed, missed
from runtime.zones import local_date
from web.reading.steps import Books

#: Spans of days that can be asked for; the first one unless somebody asks.
SPANS = (7, 30, 90)
#: Rows of one page.
PAGE = 50
#: More than these are not counted; nobody reads so many, and the page says so.
MOST = 5000


@dataclass(frozen=True)
class Asked:
    """What the supervisor wants to see."""

    days: int = SPANS[0]
    playbook: str = ""
    #: A reason code; empty for all.
    cause: str = ""
    #: From 1; 0 for all rows at once.
    page: int = 1


@dataclass(frozen=True)
class Line:
    """One window that went by."""

    customer_id: int
    customer: str
    #: The customer's id in the source system.
    number: str
    branch: str
    playbook: str
    why: str
    first_day: date
    last_day: date
    cause: str
    tries_made: int
    #: It is overdue, and may still be done.
    open: bool
    #: The agent who had promised it; empty where nobody had.
    promised_by: str


@dataclass(frozen=True)
class Share:
    """How many windows one cause, one playbook or one agent's promises have taken."""

    #: A reason code, the id of a playbook, or an agent's name.
    key: str
    count: int
    #: Of the most frequent one, from 0 to 1.
    share: float


@dataclass(frozen=True)
class MissedWindows:
    """One page of the list, with what it is taken from."""

    causes: tuple[Share, ...]
    #: Playbook ids with their counts, whatever cause is asked for.
    playbooks: tuple[Share, ...]
    rows: tuple[Line, ...]
    #: All rows of this cause and playbook.
    total: int
    #: Those among all missed ones that may still be done.
    still: int
    page: int
    pages: int
    #: There are more than could be counted.
    cut: bool
    #: Agents with the calls that they had promised and that were not made in time, whatever cause is asked for.
    promises: tuple[Share, ...]


def missed_windows(session: Session, asked: Asked, books: Books, now: datetime) -> MissedWindows:
    """What was missed in the last days, the latest first; days are the customers', counted back from the house's."""
    since = local_date(now, house_zone(session)) - timedelta(days=asked.days)
    found = missed(session, since, now, limit=MOST + 1)
    counted = found[:MOST]
    of_playbook = [one for one in counted if asked.playbook in ("", one.playbook)]
    wanted = [one for one in of_playbook if asked.cause in ("", one.cause)]
    pages = max(1, -(-len(wanted) // PAGE))
    page = min(max(1, asked.page), pages)
    shown = wanted[(page - 1) * PAGE : page * PAGE] if asked.page else wanted
    return MissedWindows(
        causes=_shares(one.cause for one in of_playbook),
        playbooks=_shares(one.playbook for one in counted),
        rows=_lines(session, shown, books),
        total=len(wanted),
        still=sum(one.open for one in of_playbook),
        page=page,
        pages=pages,
        cut=len(found) > MOST,
        promises=_promises(session, since, now.date() + timedelta(days=1), asked.playbook),
    )


def _promises(session: Session, since: date, until: date, playbook: str) -> tuple[Share, ...]:
    """Windows that closed on a promise, by who had given it; the most frequent first."""
    who, count = func.coalesce(Agent.name, FollowUp.owner), func.count()
    kept_not = (
        select(who, count)
        .select_from(FollowUp)
        .outerjoin(Agent, Agent.login == FollowUp.owner)
        .where(FollowUp.state == FollowUpState.MISSED, FollowUp.reason == "promise_missed")
        # Whatever was missed is over by today; without the bound the days to come would be read too.
        .where(FollowUp.last_day.between(since, until))
        .group_by(who)
        .order_by(count.desc(), who)
    )
    asked = kept_not.where(FollowUp.playbook == playbook) if playbook else kept_not
    rows = session.execute(asked).all()
    return tuple(Share(name, n, n / rows[0][1]) for name, n in rows)


def _owners(session: Session, found: Sequence[Missed]) -> dict[int, str]:
    """Follow-up -> the name of the agent who had promised it."""
    asked = (
        select(FollowUp.id, func.coalesce(Agent.name, FollowUp.owner))
        .outerjoin(Agent, Agent.login == FollowUp.owner)
        .where(FollowUp.id.in_([one.follow_up_id for one in found]), FollowUp.owner.is_not(None))
    )
    return {row[0]: row[1] for row in session.execute(asked)}


def _shares(keys: Iterable[str]) -> tuple[Share, ...]:
    counts = Counter(keys)
    top = max(counts.values(), default=1)
    return tuple(Share(key, n, n / top) for key, n in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _lines(session: Session, found: Sequence[Missed], books: Books) -> tuple[Line, ...]:
    names = {b.name: b.name_zh if books.language == "zh" else b.name_en for b in session.scalars(select(Branch))}
    owners = _owners(session, found)
    return tuple(
        Line(
            customer_id=one.customer_id,
            customer=one.customer,
            number=one.number,
            branch=names.get(one.branch, one.branch),
            playbook=books.name(one.playbook),
            why=books.why(one.playbook, one.step),
            first_day=one.first_day,
            last_day=one.last_day,
            cause=one.cause,
            tries_made=one.tries_made,
            open=one.open,
            promised_by=owners.get(one.follow_up_id, ""),
        )
        for one in found
    )
