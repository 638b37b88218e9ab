"""A person's data: all that is held about one customer, as a file, or erased on their wish. Administrators only."""

from __future__ import annotations

import structlog
from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from campaigns.audit import write_down
from dialer.persons.erase import erase_person
from dialer.persons.record import people, record, sounds
from web.at_hand import db, now
from web.customers.person_file import as_zip
from web.customers.person_words import TABLES
from web.languages import language
from web.people import me, only
from web.reading.customers import Known, known

blueprint = Blueprint("person", __name__, url_prefix="/customers/<int:customer_id>/person")
log = structlog.get_logger()


@blueprint.get("")
@only("administrator")
def page(customer_id: int) -> str:
    """What is held, the file, and the erasure."""
    return _page(_who(customer_id))


@blueprint.post("/export")
@only("administrator")
def export(customer_id: int) -> Response:
    """Everything in one ZIP: for machines, for people, and the sound."""
    who = _who(customer_id)
    tables = record(db(), who.id)
    write_down(db(), me().id, "person_exported", now(), customer_id=who.id, rows=sum(map(len, tables.values())))
    db().commit()
    log.info("person_exported", customer_id=who.id, agent_id=me().id)
    file = as_zip(who, tables, people(db(), tables), sounds(db(), who.id), now())
    name = f"person-{who.id}-{now():%Y-%m-%d}.zip"
    return send_file(file, mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.post("/erase")
@only("administrator")
def erase(customer_id: int) -> Response | tuple[str, int]:
    """Erase, once the customer's number was typed."""
    who = _who(customer_id)
    if request.form.get("number", "").strip() != who.number:
        return _page(who, wrong=gettext("This is not the customer number; nothing was erased.")), 422
    if not erase_person(db(), who.id, me().id, me().login, now()):
        abort(404)
    write_down(db(), me().id, "person_erased", now(), customer_id=who.id)
    db().commit()
    log.info("person_erased", customer_id=who.id, agent_id=me().id)
    flash(gettext("The person’s data is erased. Nobody calls or texts them any more, and no import brings them back."))
    return redirect(url_for("customers.search"))


def _who(customer_id: int) -> Known:
    return known(db(), customer_id, me(), language(), now()) or abort(404)


def _page(who: Known, wrong: str = "") -> str:
    held = {table: len(rows) for table, rows in record(db(), who.id).items()}
    return render_template("customers/person.html", who=who, held=held, tables=TABLES, wrong=wrong)
