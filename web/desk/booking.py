"""Booking beside the talk: two times are offered, one is agreed, or a third; what is booked is moved or called off.

Only the section of appointments is swapped, so what is typed into the entry's form stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from campaigns.appointments import LONGEST, Agreed, AppointmentWrong, book, cancel, move_to
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from dialer.attempts import Attempt
from runtime.zones import on_clock
from web.at_hand import db, now
from web.desk.appointments_shown import appointments_shown
from web.people import me, only

blueprint = Blueprint("booking", __name__, url_prefix="/desk/appointments/<int:attempt_id>")

_WRONG: dict[str, LazyString] = {
    "taken": _l("%(name)s has another appointment at that time; agree on another."),
    "past": _l("That time is over; agree on another."),
    "too_far": _l("An appointment lies within a year."),
    "same_offers": _l("Offer two different times."),
    "no_subject": _l("Write down what the appointment is for."),
    "gone": _l("This appointment has been called off already."),
    "no_time": _l("Choose which time was agreed; a time is a day and a time of day."),
}
_Answer = Response | tuple[str, int]


@blueprint.post("")
@only("agent")
def agree(attempt_id: int) -> _Answer:
    """One of the two times that were offered, or another."""
    about = _talk(attempt_id)
    return _do(
        attempt_id,
        lambda: book(db(), about, attempt_id, _agreed(about.customer_id), me(), now()),
        gettext("Booked. The reminders count from it."),
    )


@blueprint.post("/<int:appointment_id>/move")
@only("agent")
def move(attempt_id: int, appointment_id: int) -> _Answer:
    """Another time."""
    about = _talk(attempt_id)
    return _do(
        attempt_id,
        lambda: move_to(db(), appointment_id, about.customer_id, _typed_time("to", about.customer_id), now()),
        gettext("Moved."),
    )


@blueprint.post("/<int:appointment_id>/cancel")
@only("agent")
def call_off(attempt_id: int, appointment_id: int) -> _Answer:
    """It does not take place."""
    about = _talk(attempt_id)
    return _do(
        attempt_id,
        lambda: cancel(db(), appointment_id, about.customer_id, me(), now()),
        gettext("Called off; nobody is reminded of it."),
    )


def _do(attempt_id: int, deed: Callable[[], object], said: str) -> _Answer:
    try:
        deed()
    except AppointmentWrong as wrong:
        db().rollback()
        words = gettext(str(_WRONG[wrong.code]), name=wrong.name)
        return _part(attempt_id, wrong_booking=words, typed_booking=request.form), 422
    db().commit()
    if "HX-Request" not in request.headers:
        return redirect(url_for("desk.page"))
    answer = make_response(_part(attempt_id, booked=said))
    answer.headers["HX-Trigger"] = f'{{"logged": "appointment-{attempt_id}"}}'
    return answer


def _part(attempt_id: int, **said: Any) -> str:
    return render_template("desk/_appointment.html", **appointments_shown(attempt_id, _talk(attempt_id), **said))


def _talk(attempt_id: int) -> FollowUp:
    """What leads this agent's own call; an address that was typed by hand finds nobody else's."""
    attempt = db().get(Attempt, attempt_id)
    if attempt is None or attempt.agent_id != me().id or attempt.channel != "call":
        abort(404)
    return db().get_one(FollowUp, attempt.follow_up_id)


def _agreed(customer_id: int) -> Agreed:
    chosen = request.form.get("agreed", "")
    if chosen not in ("first", "second", "other"):
        raise AppointmentWrong("no_time")
    return Agreed(
        subject=request.form.get("subject", "").strip()[:LONGEST],
        with_whom=request.form.get("with_whom", "").strip()[:LONGEST],
        first_offer=_typed_time("first", customer_id),
        second_offer=_typed_time("second", customer_id),
        starts_at=_typed_time(chosen, customer_id),
    )


def _typed_time(field: str, customer_id: int) -> datetime:
    """As browsers send it, on the branch's clock."""
    branch = db().get_one(Branch, db().get_one(Customer, customer_id).branch)
    try:
        typed = datetime.fromisoformat(request.form.get(field, ""))
    except ValueError as wrong:
        raise AppointmentWrong("no_time") from wrong
    return on_clock(typed.date(), typed.time(), branch.zone)
