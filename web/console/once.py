"""Once: a confirmed form launches one campaign, however often it arrives."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.launches import Campaign

#: Where a campaign keeps the name of the form that launched it.
KEY = "form"


def new_form() -> str:
    """A name for one form."""
    return secrets.token_urlsafe(16)


def launched_by(session: Session, form: str) -> Campaign | None:
    """The campaign that this form has launched already.

    Until the transaction ends, a second arrival of the same form waits here; so both cannot find None.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"launch/{form}", 0))))
    return session.scalar(select(Campaign).where(Campaign.message[KEY].astext == form))
