"""Conferences: who is held or muted in one, which one goes on, and a call that is sent on its way anew."""

from __future__ import annotations

from twilio.base import values

from dialer.twilio.addresses import CALL
from dialer.twilio.asking import Account, asked, at_most


class Conferences:
    """What is done with voices that have met."""

    _account: Account

    def treat(self, conference_id: str, carrier_id: str, *, hold: bool | None = None, mute: bool | None = None) -> None:
        """POST the participant. Who has left, or a conference that is over, is let be."""
        participant = self._account.client.conferences(conference_id).participants(carrier_id)
        at_most(lambda: participant.update(hold=_said(hold), muted=_said(mute)))

    def put_through(self, carrier_id: str, token: str) -> None:
        """POST the call with a new address: Twilio asks there at once what is to be heard. An ended one is let be."""
        address = self._account.addresses.of(CALL, token, "answer")
        at_most(lambda: self._account.client.calls(carrier_id).update(url=address, method="POST"))

    def conference_of(self, name: str) -> str | None:
        """GET the list by name and state; the sid of the one that goes on."""
        listing = self._account.client.conferences
        found = asked(lambda: listing.list(friendly_name=name, status="in-progress", limit=1))
        return found[0].sid if found else None


def _said(wanted: bool | None) -> bool | object:
    """What is not asked for is not sent, so that it stays as it is."""
    return values.unset if wanted is None else wanted
