"""Recurrences: a step that comes again, always within bounds."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from campaigns.playbooks.strict import FieldName, Strict
from campaigns.playbooks.windows import SpanWords

Period = Literal["month", "quarter", "half-year", "year"]
MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}

#: More occurrences of one step than this after one event are a mistake.
MOST = 60


class Repeat(Strict):
    """Again and again at a fixed distance: the step's window moves by `every`, counted from the anchor.

    Bounded by `times`, by `until` (no occurrence is due later than so long after the anchor), or by a number of months
    that the event names (`until_detail`, for a warranty).
    """

    every: SpanWords
    times: int = Field(MOST, ge=2, le=MOST)
    until: SpanWords | None = None
    until_detail: FieldName | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Repeat:
        if self.every.unit.is_clock or self.every.count == 0:
            raise ValueError("expected `every` in days, weeks or months")
        if "times" not in self.model_fields_set and self.until is None and self.until_detail is None:
            raise ValueError("expected an end: one of times, until, until_detail")
        if self.until is not None and self.until.unit.is_clock:
            raise ValueError("expected `until` in days, weeks or months")
        return self


class Quota(Strict):
    """So many contacts in each calendar period, spread evenly over it, from the period after the anchor on.

    A contact that came about otherwise counts on its local date; `at_most` is where another one would annoy.
    """

    per: Period
    at_least: int = Field(ge=1, le=12)
    at_most: int = Field(ge=1, le=31)

    @model_validator(mode="after")
    def _in_order(self) -> Quota:
        if self.at_least > self.at_most:
            raise ValueError(f"expected at_least <= at_most, found {self.at_least} > {self.at_most}")
        return self
