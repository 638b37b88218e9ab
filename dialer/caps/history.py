"""What passed between us and one person, as far as caps look back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Contact(StrEnum):
    """One thing that happened."""

    #: We called; nobody was talked with.
    ATTEMPT = "attempt"
    #: We called and talked.
    CONVERSATION = "conversation"
    #: Somebody answered and nobody of ours was there.
    ABANDONED = "abandoned"
    #: We sent a text.
    TEXT = "text"
    #: The person does not want to be called about this again.
    REFUSED = "refused"
    #: The person said to stop calling.
    OPT_OUT = "opt_out"


#: Each counts as a call under a cap on calls; the second, under one on unanswered calls.
CALLS = (Contact.ATTEMPT, Contact.CONVERSATION, Contact.ABANDONED)
UNANSWERED = (Contact.ATTEMPT, Contact.ABANDONED)
TEXTS = (Contact.TEXT,)


class Past(NamedTuple):
    """One thing that happened, and when (aware)."""

    at: datetime
    what: Contact
