"""Words: the figures of a run, or of several, as a table that people read."""

from __future__ import annotations

from collections.abc import Mapping

#: Figure -> what people call it, how it is written, and by what it is multiplied for that.
_ROWS: tuple[tuple[str, str, str, float], ...] = (
    ("agent_hours", "agent hours, pauses left out", "{:.1f}", 1),
    ("ringing", "agents: a call rings for them", "{:.1f} %", 100),
    ("talk", "agents: talk", "{:.1f} %", 100),
    ("wrap", "agents: write down (wrap-up)", "{:.1f} %", 100),
    ("idle", "agents: idle", "{:.1f} %", 100),
    ("pause", "agents: pause", "{:.1f} %", 100),
    ("utilisation", "utilisation (talk and wrap-up, without pauses)", "{:.1f} %", 100),
    ("contacts_per_agent_hour", "contacts per agent hour", "{:.2f}", 1),
    ("conversations_per_agent_hour", "completed conversations per agent hour", "{:.2f}", 1),
    ("dials", "dials", "{:.0f}", 1),
    ("dials_per_contact", "dials per contact", "{:.2f}", 1),
    ("live_answers", "live answers", "{:.0f}", 1),
    ("abandoned", "abandoned, of live answers", "{:.2f} %", 100),
    ("abandoned_worst_day", "abandoned, worst day", "{:.2f} %", 100),
    ("abandoned_day_p95", "abandoned, 95th percentile of days", "{:.2f} %", 100),
    ("abandoned_thirty_days", "abandoned, worst 30 days", "{:.2f} %", 100),
    ("taken_for_machines", "persons taken for machines (counted as abandoned)", "{:.0f}", 1),
    ("wait_p50_s", "wait after the answer, median", "{:.2f} s", 1),
    ("wait_p95_s", "wait after the answer, 95th percentile", "{:.2f} s", 1),
    ("waited_over_2_s", "waited more than 2 s", "{:.2f} %", 100),
    ("calls_per_customer", "calls per customer called", "{:.2f}", 1),
    *((f"reached_by_try_{n}", f"reached by try {n}", "{:.1f} %", 100.0) for n in range(1, 7)),
    ("missed", "due and missed", "{:.0f}", 1),
    ("outside_hours", "rang outside hours (must be 0)", "{:.0f}", 1),
    ("line_peak", "lines in use, peak", "{:.0f}", 1),
    ("cps_peak", "calls in one second, peak", "{:.0f}", 1),
)
_WIDTH = max(len(words) for _, words, *_ in _ROWS)


def in_words(
    figures: Mapping[str, float],
    tables: Mapping[str, Mapping[str, float]],
    half_widths: Mapping[str, float] | None = None,
) -> list[str]:
    """One line for each figure, the table of each count below; `half_widths` are those of confidence intervals."""
    found = [
        f"{words:<{_WIDTH}}  {_written(figures[name], how, times, (half_widths or {}).get(name))}"
        for name, words, how, times in _ROWS
        if name in figures
    ]
    for name, counts in tables.items():
        found += [f"{name}:", *(f"  {count:>8.10g}  {what}" for what, count in counts.items())] if counts else []
    return found


def _written(value: float, how: str, times: float, half_width: float | None) -> str:
    number, _, unit = how.partition(" ")
    shown = number.format(value * times)
    within = f" ± {number.format(half_width * times)}" if half_width is not None else ""
    return f"{shown}{within} {unit}".rstrip()
