"""Showing a customer's numbers in full: to a supervisor, once, for a reason, and with a line in the audit log.

Agents never see them: they dial through the system. The deed is a form; the page that follows shows the numbers the one
time, and the next one does not, so they stand in no address, in no cache, and not on a page that is loaded again.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import Blueprint, abort, redirect, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaigns.audit import write_down
from campaigns.customers import CustomerNumber
from campaigns.numbers.masking import mask
from web.at_hand import db, now
from web.languages import language
from web.people import me, only
from web.reading.customers import known

blueprint = Blueprint("unmasking", __name__, url_prefix="/customers/<int:customer_id>/numbers")
log = structlog.get_logger()

#: Why numbers are shown, for the audit log and its readers.
REASONS: dict[str, LazyString] = {
    "customer_asked": _l("the customer asked"),
    "verify_identity": _l("to verify who it is"),
    "carrier_question": _l("a question of the carrier"),
    "other": _l("another reason"),
}
#: Seconds for which the page that follows may still show them.
_FOLLOWS = 60
#: Key of the session: whose numbers the next page shows, and since when.
_NEXT = "unmasked"


@dataclass(frozen=True)
class Number:
    """One number as the page shows it."""

    words: str
    extension: str
    kind: str
    dead_reason: str | None


@dataclass(frozen=True)
class Numbers:
    """All numbers of a customer, in the order in which they are tried."""

    numbers: tuple[Number, ...]
    in_full: bool


@blueprint.post("")
@only("supervisor")
def show(customer_id: int) -> Response:
    """Write down who looks and why; the next page shows them."""
    who = known(db(), customer_id, me(), language(), now()) or abort(404)
    reason = request.form.get("reason", "")
    if reason not in REASONS:
        abort(400)
    write_down(db(), me().id, "unmasked", now(), customer_id=who.id, about=reason)
    db().commit()
    log.info("numbers_unmasked", customer_id=who.id, agent_id=me().id, reason=reason)
    session[_NEXT] = [who.id, now().timestamp()]
    return redirect(url_for("customers.year", customer_id=who.id))


def numbers_of(customer_id: int) -> Numbers:
    """The customer's numbers, masked; in full on the one page that follows the deed."""
    whose, since = session.pop(_NEXT, None) or (0, 0.0)
    in_full = me().supervises and whose == customer_id and now().timestamp() - since <= _FOLLOWS
    rows = select(CustomerNumber).where(CustomerNumber.customer_id == customer_id).order_by(CustomerNumber.position)
    numbers = (
        Number(row.e164 if in_full else mask(row.e164), row.extension, row.kind, row.dead_reason)
        for row in db().scalars(rows)
    )
    return Numbers(tuple(numbers), in_full)
