"""Saved segments: the filters of the form kept under a name, taken up again, or forgotten."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext

from campaigns import saved_segments
from web.at_hand import db, now
from web.console.launch_form import read_wanted, with_fields
from web.console.segment_form import FIELDS, fields_of
from web.console.showing import form_page
from web.people import me, only

blueprint = Blueprint("segmenting", __name__, url_prefix="/console/launch/segments")
LONGEST_NAME = 60


@blueprint.post("/save")
@only("supervisor")
def save() -> str | tuple[str, int]:
    """Keep the filters under the name that was typed, instead of what it stood for."""
    wanted, name = read_wanted(request.form), request.form.get("segment-name", "").strip()
    wrong = {field: words for field, words in wanted.wrong.items() if field in FIELDS}
    if not name or len(name) > LONGEST_NAME:
        wrong["segment-name"] = gettext("Give the segment a name of at most %(n)d characters.", n=LONGEST_NAME)
    if wrong:
        return form_page(wanted.but(wrong)), 422
    saved_segments.save(db(), name, wanted.segment, me(), now())
    db().commit()
    return form_page(wanted.but({}), name)


@blueprint.post("/load")
@only("supervisor")
def load() -> str | tuple[str, int]:
    """Put the filters of the saved segment in place of those of the form; all else stays as it was typed."""
    name = request.form.get("saved", "")
    segment = saved_segments.load(db(), name)
    if segment is None:
        wrong = {"saved": gettext("There is no saved segment of this name that can be used.")}
        return form_page(read_wanted(request.form).but(wrong)), 422
    return form_page(read_wanted(with_fields(request.form, FIELDS, fields_of(segment))).but({}), name)


@blueprint.post("/forget")
@only("supervisor")
def forget() -> str:
    """The saved segment is gone; the form stays as it was typed."""
    saved_segments.forget(db(), request.form.get("saved", ""))
    db().commit()
    return form_page(read_wanted(request.form).but({}))
