"""The stories of all playbooks, by house."""

from __future__ import annotations

from tests.walks.stories import (
    clinic_customers,
    clinic_surgery,
    clinic_treatments,
    clinic_worries,
    hospital,
    makers,
    offices,
    products,
    red_flags,
    workshop,
    writers,
)

STORIES = (
    *clinic_treatments.STORIES,
    *clinic_surgery.STORIES,
    *clinic_worries.STORIES,
    *clinic_customers.STORIES,
    *hospital.STORIES,
    *products.STORIES,
    *workshop.STORIES,
    *makers.STORIES,
    *offices.STORIES,
    *writers.STORIES,
    *red_flags.STORIES,
)
