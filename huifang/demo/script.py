"""The script of the demonstration: which day, which people, how fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: The samples are made around this working day, Tuesday 24 November 2026 in Hong Kong.
BEGINS = datetime(2026, 11, 24, 2, 45, tzinfo=UTC)
#: Half past nine in the evening in Hong Kong and Singapore, dawn in Vancouver: no phone may ring anywhere.
ENDS = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "samples"
FILES = (
    ("branches", "branches.csv"),
    ("customers", "clinic-customers.xlsx"),
    ("customers", "workshop-customers.csv"),
    ("events", "clinic-events.xlsx"),
    ("events", "workshop-events.csv"),
)


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in the house; the telephone belongs to the sandbox's network."""

    login: str
    name: str
    language: str
    phone: str
    post: str = "agent"


COLLEAGUES = (
    Colleague("mei", "陈美", "zh", "+85290010001"),
    Colleague("lin", "林晓", "zh", "+85290010002"),
    Colleague("chan", "Chan Siu Ming", "zh", "+85290010003"),
    Colleague("kaur", "Simran Kaur", "en", "+6590010004"),
    Colleague("anna", "Anna Berg", "en", "+16045550105"),
    Colleague("bo", "博文", "zh", "+85290010006"),
    Colleague("supervisor", "许主任", "zh", "+85290010009", post="supervisor"),
)

#: Agents pick up their own telephone at once and stay; what customers do is drawn from the seed.
PEOPLE = {c.phone: {"kind": "agent"} for c in COLLEAGUES}

#: The greeting that the demonstration's supervisor launches.
GREETING = {
    "zh": "{address}您好，{house}祝您和家人冬至安康，阖家团圆。如不希望再接到此类问候，请按9。",
    "en": "Hello {address}. {house} wishes you and your family a warm Winter Solstice. "
    "Press 9 if you would rather not receive such calls.",
}
#: So many of each hundred entries; the rest of a day's dispositions are `well`.
CONCERNS = {"concern": 4, "dissatisfied": 4, "call_later": 8, "refused": 1, "relative": 3}


def rate_for(minutes: float) -> float:
    """Seconds of the day for one real second, so that the day passes in so many minutes."""
    return (ENDS - BEGINS) / timedelta(minutes=minutes)
