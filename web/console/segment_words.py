"""A segment in words, for whoever looks at a launch before it goes out."""

from __future__ import annotations

from datetime import date

from babel.core import Locale
from flask_babel import gettext, ngettext

from campaigns.segments import Happened, Quiet, Segment
from web.languages import LANGUAGES, language


def segment_in_words(segment: Segment) -> list[tuple[str, str]]:
    """Filter and value, for each that is set; none where everybody is meant."""
    said = [
        (gettext("Branches"), ", ".join(segment.branches)),
        (gettext("Tiers"), ", ".join(segment.tiers)),
        (gettext("Language"), LANGUAGES.get(segment.language, "")),
        (gettext("Form of address"), ", ".join(titles()[title] for title in segment.titles)),
        (gettext("Own agent"), segment.owner),
        (gettext("Age"), _ages(segment)),
        (gettext("Birthday in"), months()[segment.birth_month - 1] if segment.birth_month else ""),
        (gettext("Offers"), gettext("only who has agreed to them") if segment.consented else ""),
        (gettext("Had"), _had(segment.had) if segment.had else ""),
        (gettext("Quiet"), _quiet(segment.quiet) if segment.quiet else ""),
    ]
    return [(name, value) for name, value in said if value]


def titles() -> dict[str, str]:
    """How customers are addressed, in words."""
    return {"mr": gettext("Mr"), "ms": gettext("Ms"), "miss": gettext("Miss"), "": gettext("not known")}


def months() -> list[str]:
    """The names of the months, January first."""
    names = Locale(language()).months["stand-alone"]["wide"]
    return [names[number] for number in range(1, 13)]


def _ages(segment: Segment) -> str:
    if segment.aged_from is None and segment.aged_to is None:
        return ""
    if segment.aged_to is None:
        return gettext("%(n)d and above", n=segment.aged_from)
    if segment.aged_from is None:
        return gettext("up to %(n)d", n=segment.aged_to)
    return gettext("%(first)d to %(last)d", first=segment.aged_from, last=segment.aged_to)


def _had(had: Happened) -> str:
    what = " / ".join(filter(None, (had.kind, had.category)))
    when = _between(had.first, had.last) if had.first or had.last else ""
    return gettext("%(what)s, %(when)s", what=what, when=when) if when else what


def _between(first: date | None, last: date | None) -> str:
    if first and last:
        return gettext("from %(first)s to %(last)s", first=first.isoformat(), last=last.isoformat())
    if first:
        return gettext("from %(first)s on", first=first.isoformat())
    return gettext("up to %(last)s", last=last.isoformat() if last else "")


def _quiet(quiet: Quiet) -> str:
    long = ngettext("%(num)d month", "%(num)d months", quiet.months)
    if quiet.kind:
        return gettext("no %(kind)s for %(long)s, and none ahead", kind=quiet.kind, long=long)
    return gettext("nothing for %(long)s, and nothing ahead", long=long)
