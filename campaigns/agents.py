"""Agents and supervisors: who signs in, and in which role they call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from runtime.database import Base


class Agent(Base):
    """A person of the house who talks to customers, or who supervises those who do."""

    __tablename__ = "agent"
    __table_args__ = (
        CheckConstraint("post in ('agent', 'supervisor', 'administrator')", name="post"),
        CheckConstraint("deputy <> login", name="deputy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: What the person may do in the house: agent, supervisor, or administrator, who may do all that a supervisor may.
    post: Mapped[str]
    #: What the house calls the part of it where the person works; reports are read by it.
    department: Mapped[str] = mapped_column(server_default="")
    #: In which roles of the playbooks the person calls: service, consultant, nurse, …
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: Branch names whose customers the person calls; empty means all.
    branches: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: In which languages the person talks with customers (zh, en); empty means all.
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: What the person has learnt besides the role, in the words of the playbooks' steps.
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: Tiers whose customers the person calls; empty means all.
    tiers: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    #: Login of who calls this person's own customers while the person is away.
    deputy: Mapped[str | None] = mapped_column(ForeignKey("agent.login"))
    #: Of the pages.
    language: Mapped[str] = mapped_column(server_default="zh")
    #: Where the person's own telephone rings: E.164, sip:name@host, or client:identity for a softphone.
    phone: Mapped[str]
    #: Others that the person may choose when going available, written alike.
    other_phones: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    password_hash: Mapped[str]
    #: Somebody else chose the password: it opens nothing but the page where the person chooses an own one.
    temporary_password: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime]
    #: When the person signed in; None after signing out.
    signed_in_at: Mapped[datetime | None]

    @property
    def supervises(self) -> bool:
        """May do what a supervisor may."""
        return self.post in ("supervisor", "administrator")
