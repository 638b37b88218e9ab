"""With CI=true nothing is left out: a run in which a test was skipped, expected to fail or deselected has failed.

Where several processes share the tests, each tells the first one what it left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.environment import CI


class NothingLeftOut:
    """Remembers what was left out and fails the run for it."""

    def __init__(self) -> None:
        self.left_out: list[str] = []

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self.left_out += [f"deselected: {item.nodeid}" for item in items]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped or hasattr(report, "wasxfail"):
            self.left_out.append(f"skipped or expected to fail: {report.nodeid}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.left_out.append(f"skipped: {report.nodeid}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.left_out += getattr(node, "workeroutput", {}).get("left_out", [])

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.left_out = sorted(set(self.left_out))
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["left_out"] = self.left_out
        if self.left_out and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.left_out:
            terminalreporter.write_line(f"CI=true leaves nothing out, but: {line}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Watch only where nothing may be left out."""
    if CI:
        config.pluginmanager.register(NothingLeftOut(), "nothing-left-out")
