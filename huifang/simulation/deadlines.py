"""When the clock has work again: a tick at any instant before would find nothing to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaigns.planning.house import EVERY
from dialer.attempt_life import OPEN
from huifang.simulation.glance import Glance

_OPEN = ", ".join(f"'{state.value}'" for state in OPEN)
#: Each the first instant, after the given one, of one thing that a tick looks for.
_NEXT = [
    "select min(closes_at) from follow_up where state = 'planned'",
    *(
        f"select min(next_try_at) from follow_up where state = 'planned' and mode = '{mode}' and next_try_at > %(now)s"
        for mode in ("agent", "greeting", "text", "visit")
    ),
    "select min(due_at) from attempt where state = 'planned' and due_at > %(now)s",
    *(
        f"select min({column}) from attempt where state in ({_OPEN}) and {column} > %(now)s"
        for column in ("deadline_at", "stop_wanted_at", "silent_by", "treat_at", "alone_since + interval '5 s'")
    ),
    "select min(deadline_at) from leg where state in ('wanted', 'placing', 'placed') and deadline_at > %(now)s",
    "select min(stop_wanted_at) from leg where state <> 'ended' and stop_wanted_at > %(now)s",
    "select min(lease_until) from presence where wants <> 'offline' and lease_until > %(now)s",
    # Whose agent's telephone went down is fetched a moment after that.
    "select min(l.ended_at) + interval '15 s' from leg l join attempt a on a.agent_id = l.agent_id"
    " where a.state = 'answered' and a.alone_since is null and l.ended_at + interval '15 s' > %(now)s",
    "select min(lapses_at) from preview",
    "select min(deadline_at) from transfer where ended_at is null",
    "select min(stop_at) from inbound_call where stop_at > %(now)s",
    "select min(again_at) from planning_asked"
    " where again_at > %(now)s and not %(plans)s and exists (select from to_plan)",
    "select min(at) + %(every)s::interval from planning_run having min(at) + %(every)s::interval > %(now)s",
]
_ASKED = (
    f"select min(at), (select count(*) from attempt where channel = 'call' and state in ({_OPEN})) "
    f"from ({' union all '.join(_NEXT)}) as next(at)"
)


def next_deadline(glance: Glance, now: datetime, *, plans: bool) -> tuple[datetime | None, int]:
    """The first instant at which something becomes due, and how many calls are under way now.

    `plans`: a worker has been asked to plan, and will; that it would be asked again is nothing to wake up for.
    """
    ((found, calls),) = glance.rows(_ASKED, {"now": now, "every": EVERY, "plans": plans})
    return found, calls


#: Where nothing is known to become due, the clock looks all the same this often: at rest, and while calls go on.
AT_REST, UNDER_WAY = timedelta(hours=2), timedelta(minutes=2)
