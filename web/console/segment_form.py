"""The filters of a launch as a form writes them, and a segment as the form shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from campaigns.segments import Segment

#: Every field of the filters; `had` is a kind of event, or `kind/category`.
FIELDS = (
    "branches", "tiers", "language", "titles", "owner", "aged-from", "aged-to", "birth-month", "consented", "had",
    "had-first", "had-last", "quiet-months", "quiet-kind",
)  # fmt: skip
#: Those that are seldom used, and shown when somebody asks for them.
MORE = FIELDS[3:]
TITLES = ("mr", "ms", "miss", "")
_LANGUAGES = ("zh", "en")


def read_segment(form: MultiDict[str, str]) -> tuple[Segment, dict[str, str]]:
    """The filters that can be read, and for each field that cannot what is to be changed."""
    wrong: dict[str, str] = {}
    language = form.get("language", "")
    youngest, oldest = _number(form, "aged-from", wrong), _number(form, "aged-to", wrong)
    if youngest is not None and oldest is not None and youngest > oldest:
        wrong["aged-to"] = gettext("The lower age comes first.")
        oldest = None
    month = _number(form, "birth-month", wrong, 1, 12)
    segment = Segment(
        branches=tuple(form.getlist("branches")),
        tiers=tuple(form.getlist("tiers")),
        language=language if language in _LANGUAGES else "",  # type: ignore[arg-type]
        titles=tuple(t for t in form.getlist("titles") if t in TITLES),  # type: ignore[misc]
        owner=form.get("owner", ""),
        aged_from=youngest,
        aged_to=oldest,
        birth_month=month,
        consented=form.get("consented") == "yes",
        **_happened(form, wrong),
    )
    return segment, wrong


def fields_of(segment: Segment) -> MultiDict[str, str]:
    """The form's fields that say this segment."""
    had, quiet = segment.had, segment.quiet
    single: Mapping[str, Any] = {
        "language": segment.language,
        "owner": segment.owner,
        "aged-from": segment.aged_from,
        "aged-to": segment.aged_to,
        "birth-month": segment.birth_month,
        "consented": "yes" if segment.consented else "",
        "had": "/".join(filter(None, (had.kind, had.category))) if had else "",
        "had-first": had.first if had else None,
        "had-last": had.last if had else None,
        "quiet-months": quiet.months if quiet else None,
        "quiet-kind": quiet.kind if quiet else "",
    }
    several = {"branches": segment.branches, "tiers": segment.tiers, "titles": segment.titles}
    pairs = [(name, str(value)) for name, value in single.items() if value not in (None, "")]
    return MultiDict([*((name, one) for name, values in several.items() for one in values), *pairs])


def read_day(form: MultiDict[str, str], name: str, wrong: dict[str, str]) -> date | None:
    """The day in this field; None where it is empty, or wrong, which is then said."""
    typed = form.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        wrong[name] = gettext("Write the day as %(example)s.", example="2026-11-24")
        return None


def _happened(form: MultiDict[str, str], wrong: dict[str, str]) -> dict[str, Any]:
    kind, _, category = form.get("had", "").partition("/")
    first, last = read_day(form, "had-first", wrong), read_day(form, "had-last", wrong)
    if first and last and first > last:
        wrong["had-last"] = gettext("The first day comes first.")
        last = None
    if not kind and (first or last):
        wrong["had"] = gettext("Say what happened between these days.")
    months = _number(form, "quiet-months", wrong, 1, 120)
    return {
        "had": {"kind": kind, "category": category, "first": first, "last": last} if kind else None,
        "quiet": {"months": months, "kind": form.get("quiet-kind", "")} if months else None,
    }


def _number(form: MultiDict[str, str], name: str, wrong: dict[str, str], least: int = 0, most: int = 120) -> int | None:
    typed = form.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or not least <= int(typed[:6]) <= most:
        wrong[name] = gettext("A whole number from %(least)d to %(most)d.", least=least, most=most)
        return None
    return int(typed)
