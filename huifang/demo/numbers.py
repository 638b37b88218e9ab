"""The day in numbers: each follow-up in one bucket, each call and text counted once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.judgement.refusals import Refusal

#: A machine that answered, or a relative, is a miss: the customer was not reached. So answered and missed add up.
_COUNTS = text("""
    with out as (select * from attempt where channel = 'call' and direction = 'out' and placed_at is not null)
    select (select count(*) from out) as placed,
    (select count(*) from out where state = 'answered' or result in ('talked', 'greeted')) as answered,
    (select count(*) from out where state in ('ended', 'lost') and result not in ('talked', 'greeted')) as missed,
    (select count(*) - count(distinct follow_up_id) from out) as retried,
    count(*) filter (where channel = 'text' and placed_at is not null) as texted,
    count(*) filter (where channel = 'call' and direction = 'in') as rang_back
    from attempt""")


@dataclass(frozen=True)
class DayNumbers:
    """What the headless demonstration prints."""

    #: Follow-ups in all; the buckets below add up to it.
    planned: int
    buckets: dict[str, int]
    #: Calls that the carrier took; of these answered by the customer, and missed; second and later tries.
    placed: int
    answered: int
    missed: int
    texted: int
    rang_back: int
    retried: int
    #: Follow-ups whose customer was talked with or heard the greeting; outcomes written down.
    reached: int
    logged: int
    refused_by_reason: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Ready for `json.dumps`."""
        return asdict(self)


def day_numbers(session: Session) -> DayNumbers:
    """The numbers at this moment."""
    by_state = select(FollowUp.state, func.count()).group_by(FollowUp.state)
    states = {state.value: n for state, n in session.execute(by_state)}
    buckets = {state.value: states.get(state.value, 0) for state in FollowUpState}
    refused = select(Refusal.code, func.count()).group_by(Refusal.code).order_by(Refusal.code)
    reached = """select count(distinct f) from (select follow_up_id as f from attempt
        where bridged_at is not null or result = 'greeted'
        union all select t.follow_up_id from topic t join attempt a on a.id = t.attempt_id
        where a.bridged_at is not null) as talked_about"""
    return DayNumbers(
        planned=session.execute(select(func.count()).select_from(FollowUp)).scalar_one(),
        buckets=buckets,
        **session.execute(_COUNTS).mappings().one(),
        reached=session.execute(text(reached)).scalar_one(),
        logged=session.execute(text("select count(*) from outcome")).scalar_one(),
        refused_by_reason=dict(session.execute(refused).all()),
    )
