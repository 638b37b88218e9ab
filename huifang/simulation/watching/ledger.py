"""The ledger's side: each new row held against what was known before. Numbers are those of the plan of the house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from huifang.proof.caps import NOT_ASKED, Contact, Contacts, zones_of
from huifang.simulation.watching.news import AttemptRow, Change, FollowUpNow, News, SuppressionRow

_FINAL_ATTEMPT = frozenset({"ended", "refused", "released", "lost", "withdrawn"})
_FINAL_FOLLOW_UP = frozenset({"done", "exhausted", "missed", "withdrawn"})
_NOT_ASKED = frozenset(state.value for state in NOT_ASKED)


class Ledger:
    """What is known of the database, and the rules that hold between one look and the next."""

    def __init__(self) -> None:
        self.attempts: dict[int, AttemptRow] = {}
        self.by_token: dict[str, AttemptRow] = {}
        #: Calls that are open.
        self.open: dict[int, AttemptRow] = {}
        #: Calls and texts that the carrier was asked for, and that have not ended.
        self.under_way: dict[int, AttemptRow] = {}
        self.follow_ups: dict[int, FollowUpNow] = {}
        #: Outcome id -> (attempt, follow-up).
        self.outcomes: dict[int, tuple[int | None, int]] = {}
        self.suppressions: tuple[SuppressionRow, ...] = ()
        self._outcome_of: dict[tuple[int, int], int] = {}
        self._contacts = Contacts()

    def learn(self, news: News, now: datetime) -> Iterator[str]:
        """Take the news in; what breaks an invariant."""
        changed = {change.of for change in news.attempt_changes}
        placing = {change.of for change in news.attempt_changes if change.to_state == "placing"}
        yield from self._history_of_attempts(news.attempt_changes)
        for row in news.attempts:
            if row.id in placing and row.direction == "out":
                yield from self._placed(row, now)
            yield from self._moved(row, changed=row.id in changed)
        if any(row.is_call and row.open for row in news.attempts):
            yield from self._together()
        yield from self._history_of_follow_ups(news.follow_up_changes)
        yield from self._buckets(news.follow_ups, {change.of: change.to_state for change in news.follow_up_changes})
        yield from self._left_under_way(row for row in news.attempts if row.id in changed and row.is_call and row.over)
        yield from self._logged(news)
        # Last: what is placed and suppressed in one step was placed before the suppression was committed.
        if news.suppressions is not None:
            self.suppressions = tuple(news.suppressions)

    def suppressed(self, row: AttemptRow, now: datetime) -> SuppressionRow | None:
        """A suppression that was committed before this step and forbids this call or text."""
        customers = row.customers if row.is_call else {row.customer_id}
        for one in self.suppressions:
            theirs = one.customer_id in customers or one.e164 == row.e164
            if theirs and one.channel in (row.channel, "all") and (one.until is None or one.until > now):
                return one
        return None

    def _placed(self, row: AttemptRow, now: datetime) -> Iterator[str]:
        if row.is_call and not row.judged:
            yield f"invariant 1 placed without a judgement: {row}"
        found = self.suppressed(row, now)
        if found is not None:
            yield f"invariant 4 {row.channel} although suppressed (suppression {found.id}): {row}"
        if row.placing_at is not None and row.state not in _NOT_ASKED:
            zones = zones_of(row.e164, row.country, row.subdivision, row.zone)
            contact = Contact(
                row.id, row.customer_id, row.e164, row.channel, row.purpose, row.placing_at, zones, row.answers_at
            )
            yield from (f"invariant 5 over a cap ({code}): {row}" for code in self._contacts.add(contact))

    def _moved(self, row: AttemptRow, *, changed: bool) -> Iterator[str]:
        before = self.attempts.get(row.id)
        if before is not None and before.state != row.state and not changed:
            yield f"invariant 3 moved from {before.state} to {row.state} without a history: {row}"
        if row.state in _NOT_ASKED and before is not None and before.placing_at is not None:
            self._contacts.forget(row.id, row.customer_id, row.e164)
        self.attempts[row.id] = self.by_token[row.token] = row
        if row.open and row.placing_at is not None:
            self.under_way[row.id] = row
        else:
            self.under_way.pop(row.id, None)
        if row.is_call and row.open:
            self.open[row.id] = row
        else:
            self.open.pop(row.id, None)

    def _together(self) -> Iterator[str]:
        """No two open calls share a customer, a number, a follow-up, or an agent."""
        seen: dict[tuple[str, object], AttemptRow] = {}
        for row in self.open.values():
            shared = [("number", row.e164), ("customer", row.customer_id), *(("follow-up", f) for f in row.follow_ups)]
            for key in shared:
                other = seen.setdefault(key, row)
                if other is not row:
                    yield f"invariant 2 two open calls to one {key[0]}: {other}; {row}"
            if row.agent_id is not None:
                other = seen.setdefault(("agent", row.agent_id), row)
                if other is not row:
                    yield f"invariant 6 an agent in two calls: {other}; {row}"

    def _history_of_attempts(self, changes: Iterable[Change]) -> Iterator[str]:
        states: dict[int, str] = {}
        for change in changes:
            if change.from_state in _FINAL_ATTEMPT:
                yield f"invariant 8 a final attempt was changed: attempt {change.of}, {_words(change)}"
            known = self.attempts.get(change.of)
            before = states.get(change.of, known.state if known else change.from_state)
            if before != change.from_state:
                yield f"invariant 3 a history with a gap: attempt {change.of} was {before}, {_words(change)}"
            states[change.of] = change.to_state

    def _history_of_follow_ups(self, changes: Iterable[Change]) -> Iterator[str]:
        states: dict[int, str] = {}
        for change in changes:
            again = change.from_state == "withdrawn" and change.reason == "due_again"
            if change.from_state in _FINAL_FOLLOW_UP and not again:
                yield f"invariant 8 a final follow-up was changed: follow-up {change.of}, {_words(change)}"
            known = self.follow_ups.get(change.of)
            before = states.get(change.of, known.state if known else change.from_state)
            if before != change.from_state:
                yield f"invariant 3 a history with a gap: follow-up {change.of} was {before}, {_words(change)}"
            states[change.of] = change.to_state

    def _buckets(self, rows: Iterable[FollowUpNow], led_to: dict[int, str]) -> Iterator[str]:
        for row in rows:
            if led_to.get(row.id, row.state) != row.state:
                yield f"invariant 3 a history that leads elsewhere: follow-up {row.id}, customer {row.customer_id}"
            self.follow_ups[row.id] = row

    def _left_under_way(self, ended: Iterable[AttemptRow]) -> Iterator[str]:
        """What follows from a call is written with its end, in one transaction."""
        for row in ended:
            for follow_up_id in row.follow_ups:
                known = self.follow_ups.get(follow_up_id)
                called = any(follow_up_id in other.follow_ups for other in self.open.values())
                if known is not None and known.state == "underway" and not called:
                    yield f"invariant 3 a follow-up left under way ({follow_up_id}) by a call that is over: {row}"

    def _logged(self, news: News) -> Iterator[str]:
        for row in news.outcomes:
            self.outcomes[row.id] = (row.attempt_id, row.follow_up_id)
            if row.attempt_id is None:
                continue
            first = self._outcome_of.setdefault((row.attempt_id, row.follow_up_id), row.id)
            if first != row.id:
                whose = f"follow-up {row.follow_up_id}, customer {row.customer_id}, agent {row.agent_id}"
                yield f"invariant 7 logged twice (outcomes {first} and {row.id}): attempt {row.attempt_id}, {whose}"


def _words(change: Change) -> str:
    return f"from {change.from_state} to {change.to_state} ({change.reason})"
