"""The audit log: who unmasked a number, took data out of the house, or changed what others may do. Never rewritten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from campaigns.agents import Agent
from runtime.database import Base

#: What is written down: a number shown in full, a sheet taken out, a person's data exported or erased, an agent added
#: or changed, a launch decided by a second person.
DEEDS = ("unmasked", "exported", "person_exported", "person_erased", "agent_added", "agent_changed", "launch_decided")


class AuditEntry(Base):
    """One deed; a trigger of the database refuses to change or delete it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint(f"did in ({', '.join(repr(deed) for deed in DEEDS)})", name="did"),
        Index(None, "at"),
        Index(None, "customer_id", "at"),
        Index(None, "agent_id", "at"),
        Index(None, "did", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    #: Who did it.
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    did: Mapped[str]
    #: About whom; the entry outlives the customer's row.
    customer_id: Mapped[int | None]
    #: What was looked at or taken: the name of a sheet, a login.
    about: Mapped[str] = mapped_column(server_default="")
    #: How much, in which form, under which filters; nothing personal.
    details: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


def write_down(
    session: Session,
    agent_id: int,
    did: str,
    now: datetime,
    *,
    customer_id: int | None = None,
    about: str = "",
    **details: Any,
) -> None:
    """Keep the deed, in the transaction of the deed itself. The caller commits."""
    entry = AuditEntry(at=now, agent_id=agent_id, did=did, customer_id=customer_id, about=about, details=details)
    session.add(entry)
