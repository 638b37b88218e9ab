"""What the section of appointments shows, on the page and after something in it was changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaigns.customers import Customer
from campaigns.events import Event
from campaigns.follow_ups import FollowUp
from runtime.zones import zone
from web.at_hand import db, now
from web.reading.appointments import appointments_ahead, booking


def appointments_shown(call: int, about: FollowUp, **said: Any) -> dict[str, Any]:
    """What the section needs."""
    customer = db().get_one(Customer, about.customer_id)
    cause = db().get(Event, about.event_id) if about.event_id else None
    return {
        "call": call,
        "ahead": appointments_ahead(db(), customer, now()),
        "booking": booking(db(), customer, cause, now()),
        "booked": "",
        "wrong_booking": "",
        "typed_booking": {},
    } | said


def on_the_clock(at: datetime, zone_name: str) -> str:
    """An instant as the field of a day and a time takes it."""
    return at.astimezone(zone(zone_name)).strftime("%Y-%m-%dT%H:%M")
