"""Scores: recordings drawn at random each month and judged against the call etiquette.

Nobody picks: a recording's place in the draw is a digest of the month, the agent and the recording. Source: the users'
follow-up manuals (quality: recordings drawn at random each month and scored; the script's order is the etiquette).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from dialer.attempts import Attempt
from dialer.recordings.recording import Recording
from runtime.database import Base
from runtime.zones import start_of_day

#: What is judged, in the order of the script, each with 0, 1 or 2 points.
CRITERIA = (
    "greeting", "introduction", "convenient", "listening", "advice", "satisfaction", "information", "thanks", "hang_up",
)  # fmt: skip
MOST_POINTS = 2
#: Recordings drawn for each agent and month, and how many seconds they have at least.
EACH, SHORTEST = 5, 30


class RecordingScore(Base):
    """One recording that was drawn, and what a supervisor says of it; it outlives the recording's sound."""

    __tablename__ = "recording_score"
    __table_args__ = (
        CheckConstraint("(scored_by is null) = (scored_at is null)", name="scored"),
        CheckConstraint("extract(day from month) = 1", name="month"),
        Index(None, "month", "agent_id"),
    )

    recording_id: Mapped[int] = mapped_column(ForeignKey(Recording.id, ondelete="CASCADE"), primary_key=True)
    #: Whose conversation it is.
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    #: The first day of the month that it stands for.
    month: Mapped[date]
    drawn_at: Mapped[datetime]
    #: Criterion -> points, 0 to `MOST_POINTS`.
    points: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    remark: Mapped[str] = mapped_column(server_default="")
    scored_by: Mapped[int | None] = mapped_column(ForeignKey(Agent.id))
    scored_at: Mapped[datetime | None]

    @property
    def total(self) -> int | None:
        """From 0 to 100; None until it is judged."""
        whole = MOST_POINTS * len(CRITERIA)
        return None if self.scored_at is None else round(100 * sum(self.points.values()) / whole)


@dataclass(frozen=True)
class Quality:
    """One agent's month."""

    drawn: int
    scored: int
    #: Of those that are judged, from 0 to 100; None where none is.
    average: float | None


class ScoreWrong(ValueError):
    """The score cannot be kept as it is; the message says what to change."""


def draw(session: Session, month: date, zone: str, now: datetime) -> int:
    """Draw what is missing of the month's recordings, for each agent up to `EACH`; how many that were.

    The month is counted on the clocks of this zone. One that was drawn and can be heard no more, before anybody judged
    it, is replaced. The caller commits.
    """
    talks = _heard(month, zone).subquery()
    missing = EACH - func.coalesce(
        select(func.count())
        .select_from(RecordingScore)
        .join(Recording, Recording.id == RecordingScore.recording_id)
        .where(RecordingScore.agent_id == talks.c.agent_id, RecordingScore.month == month)
        .where(or_(Recording.state == "kept", RecordingScore.scored_at.is_not(None)))
        .scalar_subquery(),
        0,
    )
    chosen = select(talks.c.id, talks.c.agent_id, cast(month, Date), literal(now)).where(talks.c.place <= missing)
    row = insert(RecordingScore).from_select(["recording_id", "agent_id", "month", "drawn_at"], chosen)
    added = session.scalars(row.on_conflict_do_nothing().returning(RecordingScore.recording_id))
    return len(added.all())


def judge(
    session: Session, recording_id: int, by: int, points: Mapping[str, int], remark: str, now: datetime
) -> RecordingScore:
    """Keep what a supervisor says of a recording that was drawn; said again, the later word counts.

    The caller commits. Raises `ScoreWrong`.
    """
    score = session.get(RecordingScore, recording_id, with_for_update=True)
    if score is None:
        raise ScoreWrong("This recording was not drawn.")
    if score.agent_id == by:
        raise ScoreWrong("Nobody judges their own talks.")
    if set(points) != set(CRITERIA) or not all(0 <= given <= MOST_POINTS for given in points.values()):
        raise ScoreWrong("Give each line its points.")
    score.points, score.remark, score.scored_by, score.scored_at = dict(points), remark, by, now
    return score


def quality_of_month(session: Session, month: date) -> dict[int, Quality]:
    """Agent -> what was drawn and judged of the month."""
    found: dict[int, list[RecordingScore]] = {}
    for score in session.scalars(select(RecordingScore).where(RecordingScore.month == month)):
        found.setdefault(score.agent_id, []).append(score)
    return {agent_id: _quality(scores) for agent_id, scores in found.items()}


def _quality(scores: list[RecordingScore]) -> Quality:
    totals = [score.total for score in scores if score.total is not None]
    return Quality(len(scores), len(totals), sum(totals) / len(totals) if totals else None)


def _heard(month: date, zone: str) -> Any:
    """Talks of the month that can be heard and were not drawn yet, each agent's in the order of the draw."""
    begins, ends = start_of_day(month, zone), start_of_day(_next(month), zone)
    lot = func.md5(func.concat(month.isoformat(), "/", cast(Attempt.agent_id, String), "/", cast(Recording.id, String)))
    place = func.row_number().over(partition_by=Attempt.agent_id, order_by=lot)
    drawn = select(RecordingScore.recording_id)
    return (
        select(Recording.id, Attempt.agent_id, cast(place, BigInteger).label("place"))
        .join(Attempt, Attempt.id == Recording.attempt_id)
        .where(
            Recording.state == "kept",
            Recording.wanted_at >= begins,
            Recording.wanted_at < ends,
            Recording.seconds >= SHORTEST,
            Attempt.agent_id.is_not(None),
            Recording.id.not_in(drawn),
        )
    )


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
