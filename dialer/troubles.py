"""Troubles: what the carrier refuses by the account or its settings. A person mends it; until then it is shown.

A trouble is as wide as what it stands in the way of: the whole account, one line of ours, one country, one number; or
it is unclear, because nobody has told us what the carrier's code means. Where a call or a text does go through, the
trouble in its way is over by itself; one that has paused a campaign is a person's to close.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    and_,
    bindparam,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.lifecycle import FollowUpState
from campaigns.numbers.country import country_of
from dialer.attempt_life import AttemptState
from dialer.attempts import Attempt
from dialer.carrier import AccountBlocked, Blocked, CarrierError, Forbidden, NumberForbidden, Unclear
from runtime.database import Base

Words = str | ColumnElement[str]
#: What was refused waits so long, unless it is mended before.
MENDING = timedelta(hours=1)
#: What was over by itself and comes back so soon is the same trouble still: of one country some numbers may be allowed.
_SAME = timedelta(days=1)

#: Kind of refusal -> how wide it is.
WIDE: dict[type[CarrierError], str] = {
    AccountBlocked: "account",
    Blocked: "line",
    Forbidden: "country",
    NumberForbidden: "number",
    Unclear: "unclear",
}


class Trouble(Base):
    """One thing that is to be mended at the carrier; the same refusal again is counted, not written anew."""

    __tablename__ = "trouble"
    __table_args__ = (
        CheckConstraint("channel in ('call', 'text')", name="channel"),
        CheckConstraint("wide in ('account', 'line', 'country', 'number', 'unclear')", name="wide"),
        Index(
            "uq_trouble_open",
            "code",
            "channel",
            "line",
            "country",
            "campaign_id",
            unique=True,
            postgresql_where=text("mended_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The carrier's own code.
    code: Mapped[str]
    channel: Mapped[str]
    #: Our number, and the ISO country of theirs; empty where it is none of these that stands in the way.
    line: Mapped[str]
    country: Mapped[str]
    #: account, line, country, number or unclear.
    wide: Mapped[str]
    #: The campaign that was paused for it, or is to be when more of its numbers are refused.
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey(Campaign.id, ondelete="CASCADE"))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    #: When something was last let through to see whether it is mended.
    tried_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(server_default="1")
    mended_at: Mapped[datetime | None]
    #: Login of who says so; None where it was seen to be over.
    mended_by: Mapped[str | None]


def note(session: Session, attempt: Attempt, refusal: CarrierError, campaign_id: int | None, now: datetime) -> Trouble:
    """Write down, or count, that the carrier refused this attempt; the trouble, locked. The caller commits.

    `refusal` is one of `WIDE`; `campaign_id` is set where it is that campaign's own trouble.
    """
    wide = WIDE[type(refusal)]
    row = {
        "code": refusal.code,
        "channel": attempt.channel,
        "line": attempt.line if wide in ("line", "unclear") else "",
        "country": country_of(attempt.e164) if wide in ("country", "number") else "",
        "wide": wide,
        "campaign_id": campaign_id,
    }
    _reopen(session, row, now)
    again = {"last_at": now, "tried_at": now, "times": Trouble.times + 1}
    written = (
        insert(Trouble)
        .values(row | {"first_at": now, "last_at": now, "tried_at": now})
        .on_conflict_do_update(
            index_elements=["code", "channel", "line", "country", "campaign_id"],
            index_where=Trouble.mended_at.is_(None),
            set_=again,
        )
        .returning(Trouble.id)
    )
    return session.get_one(Trouble, session.execute(written).scalar_one(), with_for_update=True, populate_existing=True)


def _reopen(session: Session, row: Mapping[str, object], now: datetime) -> None:
    """The youngest of its kind that was over by itself a moment ago, unless another is open."""
    same = [getattr(Trouble, name).is_not_distinct_from(value) for name, value in row.items()]
    if session.scalar(select(Trouble.id).where(*same, Trouble.mended_at.is_(None)).with_for_update()) is not None:
        return
    over = (*same, Trouble.mended_by.is_(None), Trouble.mended_at > now - _SAME)
    youngest = select(Trouble.id).where(*over).order_by(Trouble.mended_at.desc()).limit(1)
    session.execute(update(Trouble).where(Trouble.id == youngest.scalar_subquery()).values(mended_at=None))


def in_the_way(channel: Words, line: Words, country: Words) -> ColumnElement[bool]:
    """Open troubles that stand in the way of this channel, from this line of ours, to this country."""
    on_line = and_(Trouble.wide.in_(["line", "unclear"]), Trouble.line == line)
    to_country = and_(Trouble.wide == "country", Trouble.country == country)
    same_channel = and_(Trouble.channel == channel, or_(on_line, to_country))
    return and_(Trouble.mended_at.is_(None), or_(Trouble.wide == "account", same_channel))


#: Put together once: every call comes by here, and hardly ever finds one.
_THIS = (bindparam("channel", type_=Text), bindparam("line", type_=Text), bindparam("country", type_=Text))
_MET = select(Trouble).where(in_the_way(*_THIS), Trouble.campaign_id.is_(None)).order_by(Trouble.id).with_for_update()


def went_through(session: Session, attempts: Iterable[Attempt], now: datetime) -> None:
    """The carrier took these attempts: what stood in their way is over, unless a campaign was paused for it."""
    for channel, line, country in sorted({(one.channel, one.line, country_of(one.e164)) for one in attempts}):
        met = session.scalars(_MET, {"channel": channel, "line": line, "country": country}).all()
        for trouble in met:
            trouble.mended_at = now
        for code in {trouble.code for trouble in met}:
            wake(session, code, None, now)


def wake(session: Session, code: str, campaign_id: int | None, now: datetime) -> None:
    """What waits for this trouble to be mended is due now; with a campaign, only its own. Locked rows go on waiting."""
    waits = [FollowUp.state == FollowUpState.PLANNED, FollowUp.waits_for.startswith(f"carrier_{code}", autoescape=True)]
    waits += [FollowUp.campaign_id == campaign_id] if campaign_id is not None else []
    calls = select(FollowUp.id).where(*waits, FollowUp.next_try_at > now).order_by(FollowUp.id)
    calls = calls.with_for_update(skip_locked=True)
    session.execute(
        update(FollowUp).where(FollowUp.id.in_(calls)).values(next_try_at=now, waits_for="mended"),
        execution_options={"synchronize_session": False},
    )
    waiting = [Attempt.state == AttemptState.PLANNED, Attempt.reason == f"carrier_{code}", Attempt.due_at > now]
    texts = select(Attempt.id).where(*waiting).order_by(Attempt.id).with_for_update(skip_locked=True)
    session.execute(
        update(Attempt).where(Attempt.id.in_(texts)).values(due_at=now),
        execution_options={"synchronize_session": False},
    )
