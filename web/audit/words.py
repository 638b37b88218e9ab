"""The audit log's codes in the page's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from web.customers.unmasking import REASONS
from web.reading.audit import Entry

DEEDS: dict[str, LazyString] = {
    "unmasked": _l("showed the numbers"),
    "exported": _l("took a table out"),
    "person_exported": _l("exported a person’s data"),
    "person_erased": _l("erased a person’s data"),
    "agent_added": _l("added a person"),
    "agent_changed": _l("changed a person"),
    "launch_decided": _l("decided on a launch"),
}
_FIELDS: dict[str, LazyString] = {
    "post": _l("post"),
    "department": _l("department"),
    "roles": _l("roles"),
    "branches": _l("branches"),
    "languages": _l("languages spoken"),
    "skills": _l("skills"),
    "tiers": _l("tiers"),
    "deputy": _l("deputy"),
    "phones": _l("phones"),
    "password": _l("password"),
    "signed_out": _l("signed out everywhere"),
    "form": _l("form"),
    "rows": _l("rows"),
}


def deed(code: str) -> str:
    """What was done."""
    return str(DEEDS.get(code, code))


def about(entry: Entry) -> str:
    """What it was about: a reason, the name of a sheet, a login."""
    return str(REASONS.get(entry.about, entry.about)) if entry.did == "unmasked" else entry.about


def details(entry: Entry) -> str:
    """How much, under which filters, what was changed."""
    changed = entry.details.get("changed", {})
    rest = {name: value for name, value in entry.details.items() if name != "changed"}
    return "; ".join(
        [*_changes(changed), *(f"{_field(name)} {_value(value)}" for name, value in rest.items() if value)]
    )


def _changes(changed: dict[str, Any]) -> Iterator[str]:
    for name, value in changed.items():
        if isinstance(value, list) and len(value) == 2:
            was, to = map(_value, value)
            yield gettext("%(what)s: %(was)s → %(to)s", what=_field(name), was=was or "–", to=to or "–")
        else:
            yield gettext("%(what)s: changed", what=_field(name)) if value != True else _field(name)  # noqa: E712


def _field(name: str) -> str:
    return str(_FIELDS.get(name, name))


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
