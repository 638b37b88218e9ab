"""Taking a sheet out of the house: as a file, with a line in the audit log."""

from __future__ import annotations

from flask import abort, make_response
from werkzeug.wrappers import Response

from campaigns.audit import write_down
from web.at_hand import db, now
from web.people import me
from web.sheets.files import as_csv, as_xlsx
from web.sheets.sheet import Sheet

_FORMS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def take_out(sheet: Sheet, form: str) -> Response:
    """The sheet as a file; `form` is csv or xlsx. Who took how many rows of what, under which filters, is kept."""
    if form not in _FORMS:
        abort(404)
    write, kind = _FORMS[form]
    write_down(db(), me().id, "exported", now(), about=sheet.name, form=form, rows=len(sheet.rows), **sheet.filters)
    db().commit()
    answer = make_response(write(sheet))
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{sheet.name}.{form}"'
    return answer
