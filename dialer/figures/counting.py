"""Counting: the figures of some days, counted anew from the ledger by set-based SQL.

Whatever is counted is first taken away, so that counting twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from campaigns.local_days import fill_local_days
from dialer.figures.rows import LAST_TRY, NOBODY
from runtime.zones import start_of_day

_KEYS = "day, playbook, role, branch, agent_id"
_PAIRS = "unnest(cast(:days as date[]), cast(:playbooks as text[])) wanted (day, playbook)"
_DAYS = "unnest(cast(:days as date[])) wanted (day)"
# Rows are materialized before they are summed: what is looked up for each is looked up once, not for every sum.

_ZONES = text(f"""
    select distinct c.day_zone, f.last_day from {_PAIRS}
    join follow_up f on f.last_day = wanted.day and f.playbook = wanted.playbook
    join customer c on c.id = f.customer_id
    where f.state = 'done' and f.reached_on is null
    and not exists (select from local_day d where d.zone = c.day_zone and d.day = f.last_day)""")

_FOLLOW_UPS = (
    text(f"""
    delete from follow_up_figure gone using {_PAIRS}
    where gone.day = wanted.day and gone.playbook = wanted.playbook"""),
    # Who logged it comes first: the rest is looked up only where nobody has.
    text(f"""
    with each_one as materialized (
        select f.last_day as day, f.playbook, f.role, c.branch,
            coalesce(
                (select o.agent_id from outcome o where o.follow_up_id = f.id and o.agent_id is not null
                 order by o.logged_at desc, o.id desc limit 1),
                promised.id, own.id,
                (select a.agent_id from attempt a where a.follow_up_id = f.id and a.agent_id is not null
                 and a.channel = 'call' and a.placing_at is not null and a.state not in ('refused', 'released')
                 order by a.placing_at desc, a.id desc limit 1),
                {NOBODY}
            ) as agent_id,
            case
                when f.state <> 'done' and f.state in ('missed', 'exhausted', 'withdrawn') then f.state
                when f.state <> 'done' then 'open'
                when f.reason in ('call_later', 'machine', 'relative', 'wrong_number') and (
                    select true from outcome o where o.follow_up_id = f.id and o.next_date is not null
                    and o.disposition = f.reason limit 1
                ) then 'carried'
                when coalesce(f.reached_on <= f.last_day, f.closed_at < until.ends_at) then 'on_time'
                else 'late'
            end as bucket,
            f.tries_made > 0 and f.mode <> 'text' as called,
            f.state = 'talked' or (f.state = 'done' and f.reason not in ('texted', 'no_answer_needed')) as met
        from {_PAIRS}
        join follow_up f on f.last_day = wanted.day and f.playbook = wanted.playbook
        join customer c on c.id = f.customer_id
        left join agent promised on promised.login = f.owner
        left join agent own on own.login = c.owner
        left join local_day until on until.zone = c.day_zone and until.day = f.last_day
    )
    insert into follow_up_figure ({_KEYS}, on_time, late, carried, missed, exhausted, withdrawn, open, tried, reached)
    select {_KEYS},
        count(*) filter (where bucket = 'on_time'), count(*) filter (where bucket = 'late'),
        count(*) filter (where bucket = 'carried'), count(*) filter (where bucket = 'missed'),
        count(*) filter (where bucket = 'exhausted'), count(*) filter (where bucket = 'withdrawn'),
        count(*) filter (where bucket = 'open'),
        count(*) filter (where bucket not in ('withdrawn', 'carried') and (called or met)),
        count(*) filter (where bucket not in ('withdrawn', 'carried') and met)
    from each_one
    group by {_KEYS}"""),
)

_ATTEMPTS = (
    text("delete from attempt_figure where day = :day"),
    text(f"""
    with each_one as materialized (
        select cast(:day as date) as day, f.playbook, f.role, c.branch, coalesce(a.agent_id, {NOBODY}) as agent_id,
            a.mode,
            least({LAST_TRY}, 1 + (
                select count(*) from attempt e where e.follow_up_id = a.follow_up_id
                and e.channel = 'call' and e.direction = 'out' and e.state not in ('refused', 'released')
                and (e.placing_at, e.id) < (a.placing_at, a.id)
            )) as nth,
            a.answered_at is not null or coalesce(a.result in ('talked', 'greeted', 'abandoned'), false) as answered,
            coalesce(a.result in ('talked', 'greeted'), false) as reached
        from attempt a
        join follow_up f on f.id = a.follow_up_id
        join customer c on c.id = f.customer_id
        where a.placing_at >= :begins and a.placing_at < :ends
            and a.channel = 'call' and a.direction = 'out' and a.state not in ('refused', 'released')
    )
    insert into attempt_figure ({_KEYS}, mode, nth, placed, answered, reached)
    select {_KEYS}, mode, nth, count(*), count(*) filter (where answered), count(*) filter (where reached)
    from each_one
    group by {_KEYS}, mode, nth"""),
)

_OF_DAYS = f"""
        from {_DAYS}
        join outcome o on o.contact_on = wanted.day
        join follow_up f on f.id = o.follow_up_id
        join customer c on c.id = f.customer_id"""
_RATED = "jsonb_each(o.ratings) rated (question, points) where jsonb_typeof(rated.points) = 'number'"
_OUTCOMES = (
    text(f"delete from outcome_figure gone using {_DAYS} where gone.day = wanted.day"),
    text(f"delete from rating_figure gone using {_DAYS} where gone.day = wanted.day"),
    text(f"""
    with each_one as materialized (
        select wanted.day, f.playbook, f.role, c.branch, coalesce(o.agent_id, {NOBODY}) as agent_id, o.disposition,
            exists (select from {_RATED} and cast(rated.points as int) < 3) as low
        {_OF_DAYS}
    )
    insert into outcome_figure ({_KEYS}, talked, well, concern, dissatisfied, refused, low)
    select {_KEYS}, count(*), count(*) filter (where disposition = 'well'),
        count(*) filter (where disposition = 'concern'), count(*) filter (where disposition = 'dissatisfied'),
        count(*) filter (where disposition = 'refused'), count(*) filter (where low)
    from each_one
    group by {_KEYS}"""),
    text(f"""
    with each_one as materialized (
        select wanted.day, f.playbook, f.role, c.branch, coalesce(o.agent_id, {NOBODY}) as agent_id,
            rated.question, cast(rated.points as int) as points
        {_OF_DAYS}, {_RATED}
    )
    insert into rating_figure ({_KEYS}, question, answers, points, low)
    select {_KEYS}, question, count(*), sum(points), count(*) filter (where points < 3)
    from each_one
    group by {_KEYS}, question"""),
)


def count_follow_ups(session: Session, days: Iterable[tuple[date, str]]) -> None:
    """Count the follow-ups of these last days and playbooks anew. The caller commits."""
    wanted = sorted(set(days))
    if not wanted:
        return
    pairs = {"days": [day for day, _ in wanted], "playbooks": [playbook for _, playbook in wanted]}
    for zone, day in session.execute(_ZONES, pairs).all():
        fill_local_days(session, [zone], day, day)
    for statement in _FOLLOW_UPS:
        session.execute(statement, pairs)


def count_attempts(session: Session, days: Iterable[date], zone: str) -> None:
    """Count the calls of these days of the house's zone anew. The caller commits."""
    # Day by day: of a join on spans PostgreSQL would compare every call with every day.
    for day in sorted(set(days)):
        span = {"begins": start_of_day(day, zone), "ends": start_of_day(day + timedelta(days=1), zone)}
        for statement in _ATTEMPTS:
            session.execute(statement, {"day": day} | span)


def count_outcomes(session: Session, days: Iterable[date]) -> None:
    """Count the talks, and the ratings given in them, of these days of the customers anew. The caller commits."""
    wanted = sorted(set(days))
    for statement in _OUTCOMES if wanted else ():
        session.execute(statement, {"days": wanted})
