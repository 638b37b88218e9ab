"""Seeds: several runs of the same world, and how far their figures can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev
from typing import Any

from huifang.simulation.report import Report
from huifang.simulation.reporting.words import in_words

#: Student's t, two-sided 95 %, by degrees of freedom from 1 on; beyond the last the next smaller one, which errs on the
#: careful side. Source: any table, for example NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
_T95 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)


@dataclass(frozen=True)
class Interval:
    """A mean over runs, and half of its 95 % confidence interval."""

    mean: float
    half_width: float


@dataclass(frozen=True)
class Seeds:
    """The figures of several runs together."""

    seeds: tuple[int, ...]
    intervals: Mapping[str, Interval]
    #: Counts by kind, the mean over the runs.
    tables: Mapping[str, Mapping[str, float]]

    def lines(self) -> list[str]:
        """For people to read, in lines."""
        means = {name: one.mean for name, one in self.intervals.items()}
        halves = {name: one.half_width for name, one in self.intervals.items()}
        head = f"{len(self.seeds)} seeds ({', '.join(map(str, self.seeds))}): mean ± half of the 95 % interval"
        return [head, *in_words(means, self.tables, halves)]

    def as_json(self) -> dict[str, Any]:
        """Ready for `json.dumps`."""
        figures = {name: {"mean": one.mean, "half_width": one.half_width} for name, one in self.intervals.items()}
        return {"seeds": list(self.seeds), "figures": figures, "tables": self.tables}


def together(reports: Mapping[int, Report]) -> Seeds:
    """Runs by their seed; two at least."""
    each = [one.figures() for one in reports.values()]
    names = [name for name in each[0] if all(name in figures for figures in each)]
    return Seeds(
        seeds=tuple(reports),
        intervals={name: interval([figures[name] for figures in each]) for name in names},
        tables=_means([one.tables() for one in reports.values()]),
    )


def interval(values: Sequence[float]) -> Interval:
    """Mean and half width by Student's t over independent runs. Raises `StatisticsError` for fewer than two."""
    t = _T95[min(len(values) - 1, len(_T95)) - 1]
    return Interval(fmean(values), t * stdev(values) / sqrt(len(values)))


def _means(tables: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, float]]:
    sums: dict[str, Counter[str]] = {}
    for table in tables:
        for name, counts in table.items():
            sums.setdefault(name, Counter()).update(counts)
    return {name: {what: count / len(tables) for what, count in found.items()} for name, found in sums.items()}
