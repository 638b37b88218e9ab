"""One recording: of a conversation, or of the message that a caller left.

::

    wanted ──the carrier records──> running ──the call is over──> ready ──the sound is here──> kept
       │                               │                            │                            │
       └───────────────────────────────┴──refused, or too old───────┴──> unwanted ──deleted──> gone

What is *unwanted* is deleted at the carrier as well as here; what is *kept* is no longer at the carrier once nobody is
to look at it. What never began, and what the carrier has nothing of, is *gone* at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from runtime.database import Base

STATES = ("wanted", "running", "ready", "kept", "unwanted", "gone")
_MOVES = {
    "wanted": {"running", "ready", "unwanted", "gone"},
    "running": {"ready", "unwanted", "gone"},
    "ready": {"kept", "unwanted"},
    "kept": {"unwanted", "gone"},
    "unwanted": {"gone"},
    "gone": set[str](),
}


class IllegalMove(Exception):
    """This change of a recording is not in the table."""


class Recording(Base):
    """One recording and where it is."""

    __tablename__ = "recording"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("(attempt_id is null) <> (inbound_call_id is null)", name="one_call"),
        # Nothing is recorded before it was said that it is.
        CheckConstraint(
            "attempt_id is null or notice_at is not null or state in ('wanted', 'unwanted', 'gone')", name="notice"
        ),
        CheckConstraint("(sound is null) or state = 'kept'", name="sound"),
        Index("uq_recording_attempt", "attempt_id", unique=True, postgresql_where=text("attempt_id is not null")),
        Index("ix_recording_work", "look_at", postgresql_where=text("look_at is not null")),
        Index("ix_recording_kept", "delete_at", postgresql_where=text("state = 'kept'")),
        Index("ix_recording_listed", "wanted_at", "id", postgresql_where=text("state = 'kept'")),
        Index(None, "customer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey(Customer.id, ondelete="CASCADE"))
    #: The conversation, or the call that left a message.
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey(Attempt.id, ondelete="CASCADE"))
    inbound_call_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_call.id", ondelete="CASCADE"), unique=True)
    #: What the message is about; as long as that is open, the message is kept.
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey(FollowUp.id, ondelete="SET NULL"), index=True)
    #: The carrier's ids of the call and of the recording.
    call_id: Mapped[str] = mapped_column(index=True)
    carrier_id: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    #: Reason code of the last change: notice_given, left_a_message, refused_by_customer, too_old, no_sound, …
    reason: Mapped[str] = mapped_column(server_default="")
    #: Login of the person who brought the last change about, where one did.
    by: Mapped[str | None]
    wanted_at: Mapped[datetime]
    #: When the customer was told that the call is recorded.
    notice_at: Mapped[datetime | None]
    #: The carrier was asked to record. Asked again only once it is sure that it does not.
    started_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    #: A worker looks at it from this instant on; None where nothing is to be done.
    look_at: Mapped[datetime | None]
    #: The retention ends here.
    delete_at: Mapped[datetime | None]
    #: MP3, fetched from the carrier.
    sound: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Listening(Base):
    """Who listened to a recording, and when: the audit log of the sound."""

    __tablename__ = "listening"

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey(Recording.id, ondelete="CASCADE"), index=True)
    #: Login.
    by: Mapped[str]
    at: Mapped[datetime]


def move(recording: Recording, to: str, reason: str, look_at: datetime | None, by: str | None = None) -> None:
    """The one writer of a recording's state; the caller holds the row's lock. Raises `IllegalMove`.

    The sound is here as long as it is *kept*, and no longer. `by` is a login.
    """
    if to not in _MOVES[recording.state]:
        raise IllegalMove(f"a recording cannot go from {recording.state} to {to}")
    if to != "kept":
        recording.sound = None
    recording.state, recording.reason, recording.look_at, recording.by = to, reason, look_at, by
