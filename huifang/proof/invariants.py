"""The eight invariants of the house as questions that find violations: one line of words for each.

The numbers are those of the plan of the house. A day may be judged at its end, when nothing is under way any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from huifang.proof.caps import over_a_cap
from huifang.proof.rings import rang_outside_hours, rang_unasked, waited_past_hours
from huifang.proof.witness import SeenCall

#: All that each attempt is about: its lead and what joined it.
_ABOUT = """with about as (select id as attempt_id, follow_up_id from attempt
        union all select attempt_id, follow_up_id from topic)"""

#: Who talked with the customer from when until when: a conversation that was handed on has several parts.
_PARTS = """with handed as (select attempt_id, from_agent_id, ended_at as until,
        lag(ended_at) over (partition by attempt_id order by ended_at, id) as since from transfer where state = 'done'),
        part as (
        select a.id, h.from_agent_id as agent_id, coalesce(h.since, a.bridged_at) as since, h.until
        from handed h join attempt a on a.id = h.attempt_id
        union all
        select a.id, a.agent_id, coalesce((select max(until) from handed where attempt_id = a.id), a.bridged_at),
        coalesce(a.ended_at, 'infinity') from attempt a where a.bridged_at is not null)"""

#: Each question gives the id of a row that breaks the invariant.
QUESTIONS = {
    "1 placed without a judgement": """
        select a.id from attempt a where a.channel = 'call' and a.direction = 'out' and a.placing_at is not null
        and a.evidence = '{}'::jsonb""",
    "2 two calls at once to one customer or number": """
        select b.id from attempt a join attempt b on a.id < b.id
        and (a.customer_id = b.customer_id or a.e164 = b.e164)
        where a.channel = 'call' and b.channel = 'call' and a.placed_at is not null and b.placed_at is not null
        and a.state <> 'refused' and b.state <> 'refused'
        and a.placed_at < coalesce(b.ended_at, 'infinity') and b.placed_at < coalesce(a.ended_at, 'infinity')""",
    "2 a follow-up in two calls at once": f"""
        {_ABOUT} select x.follow_up_id from about x join about y
        on y.follow_up_id = x.follow_up_id and x.attempt_id < y.attempt_id
        join attempt a on a.id = x.attempt_id join attempt b on b.id = y.attempt_id
        where a.channel = 'call' and b.channel = 'call'
        and a.claimed_at < coalesce(b.ended_at, 'infinity') and b.claimed_at < coalesce(a.ended_at, 'infinity')""",
    "3 an attempt without an end": """
        select id from attempt where state not in ('ended', 'refused', 'released', 'lost', 'withdrawn', 'planned')""",
    "3 a follow-up left under way": "select id from follow_up where state in ('underway', 'talked')",
    "3 a follow-up whose history does not lead to its state": """
        select f.id from follow_up f join lateral (select to_state from follow_up_change c
        where c.follow_up_id = f.id order by c.id desc limit 1) c on true where c.to_state <> f.state""",
    "4 called or texted although suppressed": """
        select a.id from attempt a join suppression s on (s.customer_id = a.customer_id or s.e164 = a.e164)
        and s.channel in (a.channel, 'all')
        where a.direction = 'out' and a.placing_at > s.since and (s.until is null or a.placing_at < s.until)
        and a.state <> 'refused'""",
    "4 called about somebody who was suppressed": """
        select a.id from attempt a join topic t on t.attempt_id = a.id join follow_up f on f.id = t.follow_up_id
        join suppression s on s.customer_id = f.customer_id and s.channel in ('call', 'all')
        where a.direction = 'out' and a.placing_at > s.since and (s.until is null or a.placing_at < s.until)
        and a.state <> 'refused'""",
    "5 more tries than allowed, or tries not counted": f"""
        {_ABOUT} select f.id from follow_up f left join (about x join attempt a on a.id = x.attempt_id
        and a.channel = 'call' and a.direction = 'out' and a.placing_at is not null
        and a.state not in ('refused', 'released')) on x.follow_up_id = f.id and f.mode in ('agent', a.mode)
        group by f.id having count(a.id) <> f.tries_made or f.tries_made > f.tries_allowed""",
    "5 more than three calls to a number in 24 hours": """
        select a.id from attempt a join attempt b on b.e164 = a.e164
        and b.placing_at > a.placing_at - interval '24 hours' and b.placing_at <= a.placing_at
        where a.channel = 'call' and b.channel = 'call' and a.direction = 'out' and b.direction = 'out'
        and a.state not in ('refused', 'released') and b.state not in ('refused', 'released')
        group by a.id having count(*) > 3""",
    "6 an agent in two conversations": f"""
        {_PARTS} select y.id from part x join part y on x.id < y.id and x.agent_id = y.agent_id
        where x.since < y.until and y.since < x.until""",
    "7 a conversation without an outcome": """
        select a.id from attempt a left join outcome o on o.attempt_id = a.id and o.follow_up_id = a.follow_up_id
        where a.bridged_at is not null and a.agent_id is not null and o.id is null""",
    "8 something final was changed": """
        select id from attempt_change where from_state in ('ended', 'refused', 'released', 'lost', 'withdrawn')
        union all select id from follow_up_change where from_state in ('done', 'exhausted', 'missed', 'withdrawn')
        and not (from_state = 'withdrawn' and to_state = 'planned' and reason = 'due_again')""",
}


def violations(session: Session, seen: Sequence[SeenCall], ahead_s: float = 0.0) -> list[str]:
    """Everything that breaks an invariant, in words; an empty list is the proof.

    `ahead_s` is by how many seconds our clock was ahead at the most, where it is known that it was.
    """
    found = [
        f"invariant {what}: {len(ids)} rows, the first is {ids[0]}"
        for what, question in QUESTIONS.items()
        if (ids := list(session.scalars(text(question))))
    ]
    return [
        *found,
        *over_a_cap(session),
        *rang_outside_hours(session, seen, ahead_s),
        *waited_past_hours(session, seen),
        *rang_unasked(session, seen),
    ]
