"""What a playbook file may say at a place, in plain words, read from the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import Tag
from pydantic.fields import FieldInfo

from campaigns.playbooks.lines import Way
from campaigns.playbooks.model import Playbook
from campaigns.playbooks.strict import Strict, Words
from campaigns.playbooks.windows import SPAN_EXPECTED, WINDOW_EXPECTED, Span, Window

_IDS = {
    r"^[a-z][a-z0-9-]*$": "a name of small letters, digits and hyphens such as 'day-1'",
    r"^[a-z][a-z0-9_]*$": "a name of small letters, digits and underscores such as 'units_per_day'",
}


@dataclass(frozen=True)
class Place:
    """A place in a playbook file."""

    #: How the file leads there.
    path: Way = ()
    type: Any = Playbook
    #: What its field adds to the type: bounds and patterns.
    rules: tuple[Any, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that may stand there; none where it is no table with known keys."""
        return tuple(_key(name, info) for name, info in _fields(self.type).items())

    def key(self, name: str) -> Place:
        """The place of one of its keys, whether the file says something there or not."""
        found = next((info for field_, info in _fields(self.type).items() if _key(field_, info) == name), None)
        if found is None:
            return Place((*self.path, name), str)
        return Place((*self.path, name), found.annotation, tuple(found.metadata))


def place_of(location: Sequence[str | int]) -> Place:
    """The place that pydantic means; its location also has the names of kinds, which no file says."""
    place = Place()
    for part in location:
        place = _within(_bare(place), part)
    return _bare(place)


def expected(place: Place) -> str:
    """What may stand there: a number from 1 to 10, one of care, survey, marketing."""
    kind = place.type
    if kind is Window or kind is Span:
        return (WINDOW_EXPECTED if kind is Window else SPAN_EXPECTED).removeprefix("expected ")
    if get_origin(kind) is Literal:
        return f"one of {', '.join('true' if one is True else str(one) for one in get_args(kind))}"
    if kind in (int, float):
        return f"{'a whole number' if kind is int else 'a number'}{_bounds(place.rules)}"
    if kind is Words:
        return "words in both languages: { en = …, zh = … }"
    if get_origin(kind) in (Union, UnionType):
        return "text or a whole number"
    return _of_shape(place)


def _of_shape(place: Place) -> str:
    if place.type is str:
        patterns = (getattr(rule, "pattern", None) for rule in place.rules)
        text = "text that is not empty" if any(isinstance(rule, MinLen) for rule in place.rules) else "text"
        return next((_IDS[pattern] for pattern in patterns if pattern in _IDS), text)
    if place.type is bool:
        return "true or false"
    if get_origin(place.type) is tuple:
        return _list(place)
    return f"a table with {', '.join(place.keys)}" if place.keys else "a table"


def _list(place: Place) -> str:
    some = " one or more" if any(isinstance(rule, MinLen) for rule in place.rules) else ""
    item = _bare(Place((), get_args(place.type)[0]))
    if item.keys:
        return f"{some or ' any number'} of [[{place.path[-1]}]]".lstrip()
    return f"a list{f' of{some}' if some else ''}, each {expected(item)}"


def _within(place: Place, part: str | int) -> Place:
    kind, path = place.type, (*place.path, part)
    if get_origin(kind) is tuple:
        return Place(path, get_args(kind)[0])
    if get_origin(kind) is dict:
        return Place(path, get_args(kind)[1])
    if part == "[key]":
        return Place(place.path, *_unwrapped(get_args(Playbook.model_fields["anchors"].annotation)[0]))
    if get_origin(kind) in (Union, UnionType):
        return Place(place.path, next((member for member in get_args(kind) if _tag(member) == part), kind))
    return place.key(str(part))


def _bare(place: Place) -> Place:
    """Without `Annotated` and `| None`, which the file does not see."""
    kind, rules = _unwrapped(place.type)
    if get_origin(kind) in (Union, UnionType):
        members = [member for member in get_args(kind) if member is not NoneType]
        if len(members) == 1:
            kind, more = _unwrapped(members[0])
            rules = (*rules, *more)
    return Place(place.path, kind, (*place.rules, *rules))


def _unwrapped(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(kind) is not Annotated:
        return kind, ()
    inner, *rules = get_args(kind)
    return inner, tuple(one for rule in rules for one in (rule.metadata if isinstance(rule, FieldInfo) else [rule]))


def _tag(member: Any) -> str | None:
    return next((rule.tag for rule in get_args(member) if isinstance(rule, Tag)), None)


def _fields(kind: Any) -> dict[str, FieldInfo]:
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, Strict) else {}


def _key(name: str, info: FieldInfo) -> str:
    return info.alias or name


def _bounds(rules: Iterable[Any]) -> str:
    low = next((f" from {r.ge}" for r in rules if isinstance(r, Ge)), "")
    low = low or next((f" above {r.gt}" for r in rules if isinstance(r, Gt)), "")
    return low + next((f" {'to' if 'from' in low else 'up to'} {r.le}" for r in rules if isinstance(r, Le)), "")
