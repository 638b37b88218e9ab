"""Conditions: for which customers, after which events and with which history a step is meant. All must hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from campaigns.playbooks.strict import FieldName, Id, Strict
from campaigns.playbooks.windows import SpanWords

_TESTS = ("is", "is_not", "at_least", "at_most", "present", "same_as")


class _Test(Strict):
    """What a field is compared with: exactly one of these."""

    is_: tuple[str | int, ...] | None = Field(None, alias="is", min_length=1)
    is_not: tuple[str | int, ...] | None = Field(None, min_length=1)
    at_least: float | None = None
    at_most: float | None = None
    #: true: the field says something; false: it is empty or missing.
    present: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> _Test:
        tests = {info.alias or name: getattr(self, name) for name, info in type(self).model_fields.items()}
        known = [name for name in _TESTS if name in tests]
        said = [name for name in known if tests[name] is not None]
        if len(said) != 1:
            raise ValueError(f"expected exactly one of {', '.join(known)}, found {', '.join(said) or 'none'}")
        return self


class CustomerIs(_Test):
    """A field of the customer: tier, branch, language, owner, market (of the region), or a detail of the import."""

    customer: FieldName


class EventIs(_Test):
    """A field of the anchor event: category, subject, by_whom, or a detail of the import."""

    event: FieldName
    #: Another detail of the same event that must say the same ("this is the last treatment of the course").
    same_as: FieldName | None = None


class HistoryIs(Strict):
    """How many events of a kind the customer has, or how many contacts.

    Counted in the days up to today (`within`), or since the step's anchor (`since_anchor`), or ever.
    """

    #: A kind of event, or `contact`: somebody of ours talked with the customer.
    history: Id
    category: str = ""
    at_least: int | None = Field(None, ge=1)
    at_most: int | None = Field(None, ge=0)
    within: SpanWords | None = None
    since_anchor: bool = False
    #: Only events whose subject is that of the anchor ("the same matter").
    same_subject: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> HistoryIs:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("expected one of at_least, at_most")
        if self.within is not None and self.since_anchor:
            raise ValueError("expected one of within, since_anchor, found both")
        if self.within is not None and self.within.unit.is_clock:
            raise ValueError("expected `within` in days, weeks or months")
        return self


_KINDS: dict[str, type[Strict]] = {"customer": CustomerIs, "event": EventIs, "history": HistoryIs}


def _which(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((kind for kind in _KINDS if kind in value), None)
    return next((kind for kind, made in _KINDS.items() if isinstance(value, made)), None)


Condition = Annotated[
    Annotated[CustomerIs, Tag("customer")] | Annotated[EventIs, Tag("event")] | Annotated[HistoryIs, Tag("history")],
    Discriminator(
        _which,
        custom_error_type="condition",
        custom_error_message="expected a condition on `customer`, `event` or `history`, such as "
        '{ customer = "tier", is = ["gold"] }',
    ),
]
