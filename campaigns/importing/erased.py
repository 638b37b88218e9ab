"""Who was erased on their own wish: no import brings them back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from campaigns.importing.reading import Reading
from campaigns.importing.reasons import Reason

#: Few rows, by an index of their own.
_ERASED = text("select source, external_id, erased_at from customer where erased_at is not null")


def erased(connection: Connection) -> dict[tuple[str, str], datetime]:
    """Source and key there -> when the person's data was erased."""
    with connection.begin():
        return {(row.source, row.external_id): row.erased_at for row in connection.execute(_ERASED)}


def refuse_erased(row: Reading, field: str, erased_at: datetime) -> None:
    """The row is about somebody who does not want to be in here."""
    row.refuse(field, Reason.ERASED, f"This person's data was erased on their wish on {erased_at:%Y-%m-%d}.")
