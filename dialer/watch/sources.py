"""Sources: the tables whose rows are added up, and what each row adds to which figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

#: Seconds from hearing of something to having acted on it: the upper ends of the histogram's buckets.
LAG_BUCKETS = (0.1, 0.5, 1, 5, 30, 120)

Found = Counter[tuple[str, str]]

#: The end of a span is the id of the last row that counts.
_SPAN = "id > :begin and id <= :end"
_ATTEMPTS = f"select channel, direction, count(*) from attempt where {_SPAN} group by 1, 2"
_CHANGES = """
    select a.channel, c.from_state, c.to_state, coalesce(a.result, ''),
    c.reason in ('polled', 'no_receipt', 'no_trace_at_carrier'), count(*)
    from attempt_change c join attempt a on a.id = c.attempt_id
    where c.id > :begin and c.id <= :end group by 1, 2, 3, 4, 5"""
_REFUSALS = f"select channel, code, count(*) from refusal where {_SPAN} group by 1, 2"
#: What we asked the carrier ourselves is no webhook. What nobody has acted on yet waits until now at least.
_HEARD = f"""
    select split_part(kind, ':', 1), count(*), coalesce(sum(lag), 0),
    {", ".join(f"count(*) filter (where lag <= {most})" for most in LAG_BUCKETS)}
    from (select kind, greatest(0, extract(epoch from
        coalesce(acted_at, case when apply_at is null then received_at else :now end) - received_at)) as lag
        from carrier_event where {_SPAN} and dedupe_key !~ '^(polled|stray|no_receipt):') heard group by 1"""


@dataclass(frozen=True)
class Source:
    """One table."""

    table: str
    #: Selects from it between two ids, grouped.
    question: str
    #: From the rows of the answer to figures.
    read: Callable[[Iterable[Sequence[Any]]], Found]

    def counted(self, session: Session, begin: int, end: int, now: datetime) -> Found:
        """What the rows from `begin` (left out) to `end` (taken in) add."""
        return self.read(session.execute(text(self.question), {"begin": begin, "end": end, "now": now}))


def _claimed(rows: Iterable[Sequence[Any]]) -> Found:
    found: Found = Counter()
    for channel, direction, count in rows:
        if channel == "call":
            found["calls_claimed" if direction == "out" else "calls_received", ""] += count
    return found


def _moved(rows: Iterable[Sequence[Any]]) -> Found:
    found: Found = Counter()
    for channel, before, after, result, reconciled, count in rows:
        for figure, labels in _said(before, after, result):
            found[f"{channel}s_{figure}", labels] += count
        if reconciled:
            found["reconciled", channel] += count
    return found


def _said(before: str, after: str, result: str) -> Iterable[tuple[str, str]]:
    """The figures that one change of an attempt adds to."""
    if before in ("placing", "unknown") and after in ("placed", "ringing", "answered", "ended"):
        yield "placed", ""
    # The message of the answer may be lost: its end says it too.
    if after == "answered" or (after == "ended" and before != "answered" and result in _PICKED_UP):
        yield "answered", ""
    if after == "ended":
        yield "ended", result
    if after in _AS_THEY_ARE:
        yield _AS_THEY_ARE[after], ""


_PICKED_UP = ("talked", "greeted", "abandoned")
_AS_THEY_ARE = {"refused": "carrier_refused", "released": "released", "lost": "lost", "unknown": "fate_unknown"}


def _refused(rows: Iterable[Sequence[Any]]) -> Found:
    return Counter({("refused", f"{channel}|{code}"): count for channel, code, count in rows})


def _heard(rows: Iterable[Sequence[Any]]) -> Found:
    found: Found = Counter()
    for stage, count, seconds, *buckets in rows:
        found["webhooks_heard", stage] += count
        found["webhook_lag", "count"] += count
        # Figures of a histogram are kept to the microsecond.
        found["webhook_lag", "sum"] += float(seconds)  # type: ignore[assignment]  # a Counter of floats
        for most, within in zip(LAG_BUCKETS, buckets, strict=True):
            found["webhook_lag", str(most)] += within
    return found


SOURCES = (
    Source("attempt", _ATTEMPTS, _claimed),
    Source("attempt_change", _CHANGES, _moved),
    Source("refusal", _REFUSALS, _refused),
    Source("carrier_event", _HEARD, _heard),
)
