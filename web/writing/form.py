"""The form to write back: what it shows, what was typed, and what the words take and cost so far."""

from __future__ import annotations

from typing import Any

from campaigns.customers import Customer
from dialer.inbound.replies import ReplyRefused, look_at, way_of
from dialer.text_rules.limits import one_way
from dialer.text_rules.segments import segments, text_cost
from web.at_hand import db
from web.reading.customers import Known
from web.reading.matters import open_matter
from web.writing.words import refused


def form(who: Known, typed: str = "", *, settles: bool = False, wrong: str = "", said: str = "") -> dict[str, Any]:
    """All that the form shows; `said` is what became of what was sent before."""
    way = way_of(db(), db().get_one(Customer, who.id))
    shown: dict[str, Any] = {"who": who, "typed": typed, "settles": settles, "wrong": wrong, "said": said}
    shown |= {"matter": open_matter(db(), who.id), "way": way, "one_way": way is not None and one_way(way.e164)}
    return shown | takes(who, typed)


def takes(who: Known, typed: str) -> dict[str, Any]:
    """Segments and cost of these words, and why they cannot go, where the words alone tell it."""
    words, customer = typed.strip(), db().get_one(Customer, who.id)
    way = way_of(db(), customer)
    if way is None or not words:
        return {"took": None, "cost": None, "against": ""}
    took = segments(words)
    country = next((number.country for number in customer.numbers if number.e164 == way.e164), "")
    against = ""
    try:
        look_at(db(), customer, words, way.e164)
    except ReplyRefused as no:
        against = refused(no)
    return {"took": took, "cost": text_cost(took.count, country), "against": against}
