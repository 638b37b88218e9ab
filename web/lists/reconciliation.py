"""Reconciliation: the source system's list of a day is laid beside ours, and every difference is shown."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import structlog
from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from campaigns.importing.lines import FileUnreadable
from campaigns.importing.listed import MOST, Listed, NoKeyColumn, TooLong, pasted, read_listed
from campaigns.playbooks.sentences.words import Language, event_word
from campaigns.reconciliations import Reconciliation
from campaigns.reconciling import anchor_of, reconcile
from web.at_hand import db, now
from web.languages import language
from web.lists.asking import asked_day, asked_form
from web.people import me, only
from web.reading.lists import reconciliation as reading
from web.reading.steps import Books, books
from web.reasons import in_words
from web.sheets.sheet import Cell, Column, Sheet
from web.sheets.taking import take_out

blueprint = Blueprint("reconciliation", __name__, url_prefix="/reconciliation")
log = structlog.get_logger()

#: Bytes of a list that is sent in.
LARGEST = 5 * 1024 * 1024
HOW = {
    "theirs": _l("on their list, not on ours"),
    "ours": _l("on ours, not on theirs"),
    "no_follow_up": _l("on both, and not followed up"),
    "unread": _l("cannot be read"),
}


@dataclass(frozen=True)
class Typed:
    """What was asked, right or wrong."""

    playbook: str
    on: date
    numbers: str = ""


def admit_lists(app: Flask) -> None:
    """A list may be larger than other forms of ours; said before anything of it is read."""

    def larger() -> None:
        if request.endpoint == "lists.reconciliation.lay_beside":
            request.max_content_length = LARGEST
            request.max_form_memory_size = LARGEST

    app.before_request(larger)


@blueprint.get("")
@only("supervisor")
def page() -> str:
    """Which list of which day, and the latest ones."""
    return _form(Typed(request.args.get("playbook", ""), asked_day()), "")


@blueprint.post("")
@only("supervisor")
def lay_beside() -> Response | tuple[str, int]:
    """Compare; what cannot be compared comes back as it was, with what is to be done about it."""
    typed = Typed(request.form.get("playbook", ""), asked_day(), request.form.get("numbers", "").strip())
    of = books(db(), language()).held.get(typed.playbook)
    if of is None or anchor_of(of.playbook) is None:
        return _form(typed, gettext("Choose a playbook.")), 422
    try:
        theirs = _theirs(typed)
    except FileUnreadable as wrong:
        return _form(typed, _in_words(wrong)), 422
    if not theirs:
        return _form(typed, gettext("Choose a file, or paste the numbers of the list.")), 422
    kept = reconcile(db(), of, typed.on, theirs, me().id, now())
    db().commit()
    log.info("list_reconciled", playbook=kept.playbook, rows=kept.theirs, differences=len(kept.differences))
    return redirect(url_for("lists.reconciliation.result", reconciliation_id=kept.id))


@blueprint.get("/<int:reconciliation_id>")
@only("supervisor")
def result(reconciliation_id: int) -> str | Response:
    """How it came out."""
    found = db().get(Reconciliation, reconciliation_id) or abort(404)
    shown = reading.differences(db(), found, None if asked_form() else reading.SHOWN)
    if asked_form():
        return take_out(_sheet(found, shown), asked_form())
    read = books(db(), language())
    counts = {how: len(found.of(how)) for how in HOW}
    words = {"how": HOW, "event": _event_in_words(read, found.playbook), "name": read.name(found.playbook)}
    return render_template(
        "lists/reconciled.html", found=found, shown=shown, counts=counts, words=words, most=reading.SHOWN
    )


def _theirs(typed: Typed) -> list[Listed]:
    sent = request.files.get("list")
    if sent is None or not sent.filename:
        return pasted(typed.numbers)
    with tempfile.TemporaryDirectory(prefix="huifang-list-") as folder:
        return read_listed(_kept_in(Path(folder), sent))


def _kept_in(folder: Path, sent: FileStorage) -> Path:
    """Under its own name, which is said where something is wrong with it; nothing of the name leads elsewhere."""
    name = PurePath((sent.filename or "").replace("\\", "/")).name.replace("\0", "")[-80:]
    kept = folder / (name if name.strip(".") else "list")
    sent.save(kept)
    return kept


def _in_words(wrong: FileUnreadable) -> str:
    match wrong:
        case NoKeyColumn():
            return gettext("The list has no column with the numbers of its records, or of the customers.")
        case TooLong():
            return gettext("The list has more than %(n)s rows; a day has fewer. Send one day's list.", n=f"{MOST:,}")
        case _:
            return gettext("The file cannot be read: %(why)s", why=str(wrong))


def _form(typed: Typed, wrong: str) -> str:
    read = books(db(), language())
    listed = [(id_, one.on) for id_, one in read.held.items() if anchor_of(one.playbook) is not None]
    choices = [(id_, f"{read.name(id_)} · {_event_in_words(read, id_)}") for id_, _ in sorted(listed, key=_runs_first)]
    latest = reading.latest(db(), read)
    return render_template(
        "lists/reconciliation.html", typed=typed, wrong=wrong, choices=choices, latest=latest, most=MOST
    )


def _runs_first(one: tuple[str, bool]) -> tuple[bool, str]:
    return not one[1], one[0]


def _event_in_words(read: Books, playbook_id: str) -> str:
    """What their list is a list of: laser treatment, 激光治疗."""
    playbook = read.playbook(playbook_id)
    anchor = anchor_of(playbook) if playbook else None
    if anchor is None:
        return ""
    spoken: Language = "zh" if language() == "zh" else "en"
    return event_word(anchor.event, [anchor.category] if anchor.category else [], spoken).said


def _sheet(found: Reconciliation, shown: dict[str, list[reading.Difference]]) -> Sheet:
    columns = [
        Column(gettext("Difference")),
        Column(gettext("Record")),
        Column(gettext("Line of their list"), "number"),
        Column(gettext("Customer")),
        Column(gettext("Customer number")),
        Column(gettext("Cause")),
    ]
    rows: list[list[Cell]] = [
        [str(HOW[how]), one.key, one.line, one.customer, one.number, _cause(one)] for how in HOW for one in shown[how]
    ]
    title = gettext("Reconciliation %(day)s", day=found.on.isoformat())
    filters: dict[str, Any] = {"playbook": found.playbook, "on": found.on.isoformat()}
    return Sheet(f"reconciliation-{found.playbook}-{found.on}", title, columns, rows, filters)


def _cause(one: reading.Difference) -> str:
    words = in_words(one.why) if one.why else ""
    return f"{words} ({one.on})" if one.on else words
