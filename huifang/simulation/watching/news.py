"""News: the rows that were written since the last look, read by ids beyond the last seen one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from dialer.attempt_life import FINAL
from huifang.simulation.glance import Glance

_OVER = frozenset(state.value for state in FINAL)


class AttemptRow(NamedTuple):
    """One attempt as it is now, with what it is about and where its callee is."""

    id: int
    token: str
    follow_up_id: int
    customer_id: int
    channel: str
    direction: str
    mode: str
    e164: str
    agent_id: int | None
    state: str
    carrier_id: str | None
    judged: bool
    placing_at: datetime | None
    bridged_at: datetime | None
    answers_at: datetime | None
    silent_by: datetime | None
    country: str | None
    subdivision: str | None
    zone: str | None
    #: Of everything that it is about: (follow-up, its customer, its hours, its purpose), the lead first.
    about: list[list[Any]]

    @property
    def is_call(self) -> bool:
        """A call, out or in."""
        return self.channel == "call"

    @property
    def open(self) -> bool:
        """The customer's phone may ring, or somebody talks; or a text is on its way."""
        return self.state not in _OVER and self.state != "planned"

    @property
    def over(self) -> bool:
        """Nothing changes it any more."""
        return self.state in _OVER

    @property
    def purpose(self) -> str:
        """The lead's."""
        return str(self.about[0][3])

    @property
    def customers(self) -> set[int]:
        """Everybody whom it is about."""
        return {self.customer_id, *(one[1] for one in self.about)}

    @property
    def follow_ups(self) -> set[int]:
        """Everything that it is about, greetings that are said along left out."""
        return {one[0] for one in self.about}

    def __str__(self) -> str:
        who = f"attempt {self.id}, follow-up {self.follow_up_id}, customer {self.customer_id}"
        return f"{who}, agent {self.agent_id}" if self.agent_id else who


class Change(NamedTuple):
    """One change of state, of an attempt or a follow-up."""

    id: int
    of: int
    from_state: str
    to_state: str
    reason: str


class FollowUpNow(NamedTuple):
    """Where a follow-up is now, and whose it is."""

    id: int
    customer_id: int
    state: str


class OutcomeRow(NamedTuple):
    """One outcome."""

    id: int
    follow_up_id: int
    attempt_id: int | None
    customer_id: int
    agent_id: int | None


class SuppressionRow(NamedTuple):
    """One suppression, of a customer or of a number."""

    id: int
    customer_id: int | None
    e164: str | None
    channel: str
    since: datetime
    until: datetime | None


#: New ones, those whose state changed, and conversations, whose agent may change without that.
_ATTEMPTS = """
    with touched as (
        select id from attempt where id > %(attempt)s
        union select attempt_id from attempt_change where id > %(attempt_change)s
        union select id from attempt where channel = 'call' and state = 'answered'
            and state in ('claimed', 'placing', 'unknown', 'placed', 'ringing', 'answered'))
    select a.id, a.token, a.follow_up_id, a.customer_id, a.channel, a.direction, a.mode, a.e164, a.agent_id, a.state,
        a.carrier_id, a.evidence <> '{}'::jsonb, a.placing_at, a.bridged_at, a.answers_at, a.silent_by,
        n.country, n.subdivision, c.zone,
        jsonb_build_array(jsonb_build_array(f.id, f.customer_id, f.hours, f.purpose)) || coalesce((
            select jsonb_agg(jsonb_build_array(b.id, b.customer_id, b.hours, b.purpose))
            from topic t join follow_up b on b.id = t.follow_up_id
            where t.attempt_id = a.id and b.mode = 'agent'), '[]')
    from touched join attempt a on a.id = touched.id
    join follow_up f on f.id = a.follow_up_id join customer c on c.id = a.customer_id
    left join customer_number n on n.customer_id = a.customer_id and n.e164 = a.e164
    order by a.id"""
_ATTEMPT_CHANGES = """
    select id, attempt_id, from_state, to_state, reason from attempt_change
    where id > %(attempt_change)s order by id"""
_FOLLOW_UP_CHANGES = """
    select id, follow_up_id, from_state, to_state, reason from follow_up_change
    where id > %(follow_up_change)s order by id"""
_FOLLOW_UPS = """
    select id, customer_id, state from follow_up where id > %(follow_up)s
    union select f.id, f.customer_id, f.state from follow_up_change c join follow_up f on f.id = c.follow_up_id
    where c.id > %(follow_up_change)s"""
_OUTCOMES = """
    select id, follow_up_id, attempt_id, customer_id, agent_id from outcome where id > %(outcome)s order by id"""
_SUPPRESSIONS = "select id, customer_id, e164, channel, since, until from suppression order by id"

#: Table -> what is read when it was written to: the part of the news, and its statement.
_READ: dict[str, tuple[tuple[str, type[Any], str], ...]] = {
    "attempt": (("attempts", AttemptRow, _ATTEMPTS), ("attempt_changes", Change, _ATTEMPT_CHANGES)),
    "follow_up": (("follow_ups", FollowUpNow, _FOLLOW_UPS), ("follow_up_changes", Change, _FOLLOW_UP_CHANGES)),
    "outcome": (("outcomes", OutcomeRow, _OUTCOMES),),
    "suppression": (("suppressions", SuppressionRow, _SUPPRESSIONS),),
}
WATCHED = frozenset(_READ)
#: Part of the news -> the id beyond which it is read.
_IDS = {
    "attempts": "attempt",
    "attempt_changes": "attempt_change",
    "follow_ups": "follow_up",
    "follow_up_changes": "follow_up_change",
    "outcomes": "outcome",
}


class News(NamedTuple):
    """What is new since the last look."""

    attempts: Sequence[AttemptRow] = ()
    attempt_changes: Sequence[Change] = ()
    follow_ups: Sequence[FollowUpNow] = ()
    follow_up_changes: Sequence[Change] = ()
    outcomes: Sequence[OutcomeRow] = ()
    #: All there are, where any was written; else None.
    suppressions: Sequence[SuppressionRow] | None = None


class Reader:
    """Remembers the last ids, and asks only about tables that were written to, all in one round trip."""

    def __init__(self, glance: Glance) -> None:
        self._connection = glance.connection
        self._last = dict.fromkeys(_IDS.values(), 0)

    def read(self, written: Iterable[str]) -> News:
        """What is new in these tables."""
        wanted = [one for table in sorted(written) for one in _READ[table]]
        with self._connection.pipeline():
            cursors = [self._connection.execute(sql, self._last, prepare=True) for _, _, sql in wanted]
        found = {
            part: [row_of(*row) for row in cursor.fetchall()]
            for (part, row_of, _), cursor in zip(wanted, cursors, strict=True)
        }
        for part, name in _IDS.items():
            self._last[name] = max((self._last[name], *(row.id for row in found.get(part, ()))))
        return News(**found)
