"""Lists: filters by form fields and days, and Twilio's page envelope."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from sandbox.api.refusals import Refusal
from sandbox.api.resources import Resource

T = TypeVar("T")
Query = MultiDict[str, str]
DEFAULT_PAGE, LARGEST_PAGE = 50, 1000


def matches(query: Query, name: str, value: str) -> bool:
    """Whether `value` is what the query asks of `name`; a query that does not ask takes all."""
    return query.get(name, value) == value


def on_days(query: Query, name: str, instant: float | None) -> bool:
    """Whether an instant lies in the UTC days asked by `name`, ``name<`` and ``name>``, both ends included.

    Something that has no instant yet is hidden by any such filter, as a queued call is by StartTime.
    """
    asked = {sign: query[name + sign] for sign in ("", "<", ">") if name + sign in query}
    if not asked:
        return True
    if instant is None:
        return False
    day = datetime.fromtimestamp(instant, UTC).date()
    tests: dict[str, Callable[[date], bool]] = {
        "": lambda bound: day == bound,
        "<": lambda bound: day <= bound,
        ">": lambda bound: day >= bound,
    }
    return all(tests[sign](_day(told)) for sign, told in asked.items())


def page(path: str, query: Query, name: str, found: Sequence[T], show: Callable[[T], Resource]) -> Resource:
    """One page of `found`, newest first as given, in Twilio's envelope.

    A page goes on where its neighbour ended, by the PageToken that names it: what is new meanwhile shifts nothing.
    """
    size = max(1, min(_whole(query, "PageSize", DEFAULT_PAGE), LARGEST_PAGE))
    number = _whole(query, "Page", 0)
    begin = _begin(query.get("PageToken", ""), found, show, number * size, size)
    shown = [show(one) for one in found[begin : begin + size]]

    def uri(of: int, token: str) -> str:
        kept = [(key, value) for key, value in query.items(multi=True) if key not in ("Page", "PageToken", "PageSize")]
        last = [("PageToken", token)] if token else []
        return f"{path}?{urlencode([*kept, ('PageSize', size), ('Page', of), *last])}"

    more = begin + size < len(found)
    return {
        name: shown,
        "end": number * size + max(0, len(shown) - 1),
        "first_page_uri": uri(0, ""),
        "next_page_uri": uri(number + 1, f"PA{_sid(shown[-1])}") if more else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": uri(number - 1, f"PB{_sid(shown[0])}" if shown else "") if number > 0 else None,
        "start": number * size,
        "uri": uri(number, query.get("PageToken", "")),
    }


def _begin(token: str, found: Sequence[T], show: Callable[[T], Resource], otherwise: int, size: int) -> int:
    """Where the page begins that comes after (PA) or before (PB) the one named by the token."""
    side, sid = token[:2], token[2:]
    place = next((at for at, one in enumerate(found) if _sid(show(one)) == sid), None) if sid else None
    if place is None:
        return otherwise
    return place + 1 if side == "PA" else max(0, place - size)


def _sid(shown: Resource) -> str:
    """What names a resource in a list; a participant is named by the call."""
    return str(shown["sid"] if "sid" in shown else shown["call_sid"])


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told[:10])
    except ValueError as error:
        raise Refusal(20001, f"not a date: {told}") from error


def _whole(query: Query, name: str, default: int) -> int:
    told = query.get(name, "")
    return int(told) if told.isdigit() else default
