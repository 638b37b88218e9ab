"""Cases: what the ledger says came of the follow-ups, counted by set-based SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.orm import Session

#: Tries that the reach curve shows.
TRIES = 6

#: Conversations with the customer that were written down: of one call one, whatever it was about.
_COMPLETED = text("""
    select count(distinct attempt_id) from outcome where reached_by = 'call' and contact_on is not null
    and agent_id is not null""")
_BUCKETS = text("select state, count(*) from follow_up group by state order by state")
_REFUSED = text("select channel || ' ' || code, count(*) from refusal group by 1 order by 2 desc, 1")
#: Why the window closed before anybody was reached, and for what it waited last.
_MISSED = text("""
    select case when waits_for = '' then reason else reason || ', waiting for ' || waits_for end, count(*)
    from follow_up where state = 'missed' group by 1 order by 2 desc, 1""")
#: Of the follow-ups that were called about: by which of their calls the customer was reached, if they were.
_REACHED = text("""
    with about as (
        select a.id, a.follow_up_id, a.placing_at, a.result from attempt a
        union all select a.id, t.follow_up_id, a.placing_at, a.result from topic t join attempt a on a.id = t.attempt_id
        join follow_up f on f.id = t.follow_up_id and f.mode = 'agent'),
    call as (
        select x.follow_up_id, row_number() over (partition by x.follow_up_id order by x.placing_at, x.id) as nth,
            x.result = 'greeted' or o.id is not null as reached
        from about x join attempt a on a.id = x.id
        left join outcome o on o.attempt_id = x.id and o.follow_up_id = x.follow_up_id and o.contact_on is not null
        where a.channel = 'call' and a.direction = 'out' and a.placing_at is not null
        and a.state not in ('refused', 'released')),
    first as (select follow_up_id, min(nth) filter (where reached) as reached_by from call group by follow_up_id)
    select n, count(*) filter (where reached_by <= n)::float / nullif(count(*), 0)
    from generate_series(1, :tries) n, first group by n order by n""")


@dataclass(frozen=True)
class Cases:
    """Counts of follow-ups."""

    #: State -> follow-ups; every one is in exactly one.
    buckets: Mapping[str, int] = field(default_factory=dict)
    completed: int = 0
    #: Try -> the share of the follow-ups called about that was reached by it or before, from 0 to 1.
    reached_by: Mapping[int, float] = field(default_factory=dict)
    #: Channel and rule -> how often it said no.
    refused: Mapping[str, int] = field(default_factory=dict)
    #: Why follow-ups were missed -> how many.
    missed: Mapping[str, int] = field(default_factory=dict)


def cases(session: Session) -> Cases:
    """Everything as it is now."""
    return Cases(
        buckets=dict(session.execute(_BUCKETS).all()),
        completed=session.execute(_COMPLETED).scalar_one(),
        reached_by=dict(session.execute(_REACHED, {"tries": TRIES}).all()),
        refused=dict(session.execute(_REFUSED).all()),
        missed=dict(session.execute(_MISSED).all()),
    )
