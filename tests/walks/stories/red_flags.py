"""Red flags: what an agent hears that cannot wait, and who calls about it."""

from __future__ import annotations

from tests.walks.story import Story, call, happens, missed, sorry

#: Whoever is told where the playbook's chain names no doctor.
OTHERS = (
    "nurse",
    "consultant",
    "expert",
    "guide",
    "assistant",
    "service",
    "manager",
    "service-head",
    "operations-head",
)

STORIES = (
    Story(
        "red-flag",
        "raised in a talk that went well: a doctor calls at once, and on the day she names, until it is settled",
        (happens("2026-11-24 16:00", "treatment", "laser"),),
        (
            call("skin-laser/day-1", "2026-11-25", at="11:00", red_flag="Chest pain since this morning"),
            call("doctor", "2026-11-25", "doctor", "concern", at="11:10", refuses=("",), next_on="2026-11-26"),
            call("doctor", "2026-11-26", "doctor"),
            call("skin-laser/day-3", "2026-11-27"),
            call("skin-laser/day-10", "2026-12-04"),
        ),
    ),
    Story(
        "red-flag",
        "a complaint is open, and the doctor calls all the same; nobody answers, and he tries again on the same day",
        (happens("2026-11-24 09:00", "complaint"), happens("2026-11-24 09:30", "red-flag", "doctor")),
        (
            call("complaint/same-day", "2026-11-24", says="concern", at="09:00", next_on="2026-11-26"),
            missed("doctor", "2026-11-24", "doctor", at="09:30", by="2026-11-24"),
            sorry("doctor", "2026-11-24"),
            call("doctor", "2026-11-24", "doctor", at="12:00"),
            call("complaint/same-day", "2026-11-26"),
        ),
    ),
    Story(
        "red-flag",
        "each role of a house's chains is called upon; who was talked with in the evening is called in the morning",
        (
            *(happens(f"2026-11-{10 + n} 10:00", "red-flag", role) for n, role in enumerate(OTHERS)),
            happens("2026-11-24 20:40", "red-flag", "doctor"),
        ),
        (
            *(call(role, f"2026-11-{10 + n}", role, at="10:00") for n, role in enumerate(OTHERS)),
            call("doctor", "2026-11-25", "doctor", at="09:00", by="2026-11-24"),
        ),
    ),
)
