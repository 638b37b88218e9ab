"""What passed between us and one person, as far as caps look back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Contact(StrEnum):
    """One thing that happened."""

    #: We called; nobody was talked with.
    ATTEMPT = "attempt"
    #: We called and talked.
    CONVERSATION = "conversation"
    #: Somebody answered and nobody of ours was there.
    ABANDONED = "abandoned"
    #: The person does not want to be called about this again.
    REFUSED = "refused"
    #: The person said to stop calling.
    OPT_OUT = "opt_out"

    @property
    def is_call(self) -> bool:
        """Counts as a call under a cap."""
        return self in (Contact.ATTEMPT, Contact.CONVERSATION, Contact.ABANDONED)


@dataclass(frozen=True)
class Past:
    """One thing that happened, and when (aware)."""

    at: datetime
    what: Contact
