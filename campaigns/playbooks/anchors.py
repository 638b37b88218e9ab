"""Anchors: the dated things that steps count from. A playbook names its anchors; each is one of these kinds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from campaigns.calendars.festivals import FESTIVALS
from campaigns.playbooks.conditions import Condition
from campaigns.playbooks.strict import FieldName, Id, Strict


class DayDetail(Strict):
    """A number of days that the event itself names, with what counts where it names none."""

    detail: FieldName
    #: None: an event that names no number has no such anchor.
    default: int | None = Field(None, ge=0, le=366)


class EventAnchor(Strict):
    """Each event of a kind; `category` empty for any."""

    event: Id
    category: str = ""
    #: So many days after the event, where the event may name another number ("sutures out on day 10"), or "none".
    plus_days: DayDetail | None = None
    #: Where the event says so (a detail of this name), the day counts from the next event of `then`, not from itself.
    if_detail: FieldName | None = None
    then: Id | None = None
    when: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _both_or_none(self) -> EventAnchor:
        if (self.if_detail is None) != (self.then is None):
            raise ValueError("`if_detail` and `then` go together: expected both or neither")
        return self


class DoneAnchor(Strict):
    """The day on which an earlier step of this playbook reached the customer; an attempt alone does not count."""

    done: Id


class SupplyAnchor(Strict):
    """The day on which what was bought is used up.

    floor(quantity / units a day) days from the purchase; what is bought before the end carries over, what is bought on
    one day adds up. Purchases of one subject are one supply.
    """

    runs_out: Id
    quantity: FieldName = "quantity"
    per_day: FieldName = "units_per_day"


class CustomerAnchor(Strict):
    """A date on the customer.

    `birthday` and `lunar_birthday` come round every year; another name is a detail that holds a date, and comes round
    where `yearly` says so.
    """

    customer: FieldName
    yearly: bool = False
    #: Born on 29 February: kept on this day in other years.
    feb29: Literal["feb28", "mar1"] = "feb28"
    #: Born in a leap month: in the leap month where the year has it, or always in the regular one.
    leap_month: Literal["leap_if_exists", "regular_first"] = "leap_if_exists"


class FestivalAnchor(Strict):
    """A festival by its name, every year."""

    festival: str

    @model_validator(mode="after")
    def _known(self) -> FestivalAnchor:
        if self.festival not in FESTIVALS:
            raise ValueError(f"festival: expected one of {', '.join(sorted(FESTIVALS))}, found {self.festival!r}")
        return self


class RegisterAnchor(Strict):
    """The day on which the customer came into our books; for steps that recur over everybody who meets a condition."""

    register_: Literal["customer"] = Field(alias="register")


class LaunchAnchor(Strict):
    """The day on which a supervisor launches the playbook over a segment."""

    launch: Literal[True]


_KINDS: dict[str, type[Strict]] = {
    "event": EventAnchor,
    "done": DoneAnchor,
    "runs_out": SupplyAnchor,
    "customer": CustomerAnchor,
    "festival": FestivalAnchor,
    "register": RegisterAnchor,
    "launch": LaunchAnchor,
}


def _which(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((kind for kind in _KINDS if kind in value), None)
    return next((kind for kind, made in _KINDS.items() if isinstance(value, made)), None)


Anchor = Annotated[
    Annotated[EventAnchor, Tag("event")]
    | Annotated[DoneAnchor, Tag("done")]
    | Annotated[SupplyAnchor, Tag("runs_out")]
    | Annotated[CustomerAnchor, Tag("customer")]
    | Annotated[FestivalAnchor, Tag("festival")]
    | Annotated[RegisterAnchor, Tag("register")]
    | Annotated[LaunchAnchor, Tag("launch")],
    Discriminator(
        _which,
        custom_error_type="anchor",
        custom_error_message=f"expected an anchor with one of the keys {', '.join(_KINDS)}",
    ),
]
