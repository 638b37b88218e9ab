"""What tests of the calendars leave behind: nothing. The table that a process goes by is shared by its tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaigns.calendars.china import shipped_days, use


@pytest.fixture(autouse=True)
def _the_shipped_table() -> Iterator[None]:
    """Begin and end with the calendar as it was shipped."""
    use(shipped_days())
    yield
    use(shipped_days())
