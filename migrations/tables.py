"""Every table of the product in one metadata: the rooms that own tables are imported here."""

from __future__ import annotations

from importlib import import_module

from runtime.database import Base

ROOMS = (
    "campaigns.agents",
    "campaigns.appointments",
    "campaigns.audit",
    "campaigns.branches",
    "campaigns.calendars.notices",
    "campaigns.calendars.tables",
    "campaigns.consents",
    "campaigns.customers",
    "campaigns.events",
    "campaigns.follow_ups",
    "campaigns.launches",
    "campaigns.local_days",
    "campaigns.outcomes",
    "campaigns.owners",
    "campaigns.planning.house",
    "campaigns.playbooks.editions",
    "campaigns.reconciliations",
    "campaigns.redress",
    "campaigns.saved_segments",
    "campaigns.suppressions",
    "campaigns.to_plan",
    "campaigns.visit_cards",
    "campaigns.wishes",
    "dialer.attempts",
    "dialer.courses",
    "dialer.agents.transfers",
    "dialer.figures.rows",
    "dialer.inbound.calls",
    "dialer.inbound.texts",
    "dialer.pacing",
    "dialer.agents.presence",
    "dialer.judgement.refusals",
    "dialer.agents.shares",
    "dialer.recordings.recording",
    "dialer.recordings.scores",
    "dialer.recordings.wishes",
    "dialer.restoring.hold",
    "dialer.rehearsals",
    "dialer.talks.drafts",
    "dialer.topics",
    "dialer.troubles",
    "dialer.watch.questions",
    "dialer.watch.tallies",
    "runtime.pulses",
    "web.throttle",
)

for room in ROOMS:
    import_module(room)

metadata = Base.metadata
