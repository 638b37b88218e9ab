"""The own telephones as a page shows them, named by a stamp that only we can make, never by a number."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from campaigns.numbers.masking import mask
from dialer.agents.telephones import chosen, telephones
from web.at_hand import db, settings
from web.people import me

_KINDS = {"sip": _l("SIP phone"), "client": _l("Softphone")}


@dataclass(frozen=True)
class Telephone:
    """One of the agent's own, as the page shows it."""

    name: str
    kind: str
    masked: str
    chosen: bool
    #: The first one is the house's to change.
    removable: bool


def own_telephones() -> list[Telephone]:
    """Those of the person who is signed in, the first one first."""
    agent, rung = me(), chosen(db(), me())
    return [
        Telephone(_stamp(phone), _kind(phone), mask(phone), phone == rung, phone != agent.phone)
        for phone in telephones(agent)
    ]


def named(name: str) -> str | None:
    """The own telephone of this name."""
    return next((phone for phone in telephones(me()) if hmac.compare_digest(_stamp(phone), name)), None)


def _stamp(phone: str) -> str:
    return hmac.new(settings().secret_key.encode(), phone.encode(), "sha256").hexdigest()[:16]


def _kind(phone: str) -> str:
    return str(_KINDS.get(phone.partition(":")[0], _l("Phone")))
