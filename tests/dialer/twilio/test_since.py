"""What the carrier did since an instant, asked after a backup was put in place; and what goes on there now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.dialer.twilio.wire import Wire, wire

MEI, LINE = "+85291234567", "+85231230001"


@pytest.fixture
def twilio() -> Iterator[Wire]:
    """A carrier on the stand-in."""
    with wire() as made:
        yield made


def test_what_was_done_since_is_read_page_by_page_to_the_first_that_is_older(twilio: Wire) -> None:
    """Newest first, by no filter: what waits in the carrier's queue has no time that one could ask for."""
    others = {"direction": "outbound-api", "from": LINE, "to": MEI, "status": "no-answer"}
    ages = [(f"CA{n}", f"Tue, 24 Nov 2026 0{n}:00:00 +0000") for n in (3, 2, 1)]
    rows = [{"sid": sid, "date_created": when, **others} for sid, when in ages]
    rows[0] |= {"direction": "inbound", "from": MEI, "to": LINE, "status": "in-progress"}
    twilio.answer(200, {"calls": rows[:1], "next_page_uri": "/2010-04-01/Accounts/AC/Calls.json?Page=1&PageToken=PA1"})
    twilio.answer(200, {"calls": rows[1:], "next_page_uri": "/2010-04-01/Accounts/AC/Calls.json?Page=2&PageToken=PA2"})
    came, called = twilio.carrier.since("call", datetime(2026, 11, 24, 1, 30, tzinfo=UTC))
    assert (came.view.carrier_id, came.from_, came.to, came.inbound, came.view.stage) == (
        *("CA3", MEI, LINE, True),
        "answered",
    )
    assert (called.view.carrier_id, called.from_, called.inbound, called.view.result) == (
        "CA2",
        LINE,
        False,
        "no_answer",
    )
    assert [asked.fields.get("PageSize") or asked.fields.get("Page") for asked in twilio.asked] == [["1000"], ["1"]]


def test_what_goes_on_is_read_to_the_last_page(twilio: Wire) -> None:
    pages = [{"calls": [{"sid": sid, "status": "in-progress"}]} for sid in ("CA2", "CA1")]
    twilio.answer(200, pages[0] | {"next_page_uri": "/2010-04-01/Accounts/AC/Calls.json?Page=1&PageToken=PA1"})
    twilio.answer(200, pages[1])
    assert twilio.carrier.going_on() == {"CA1", "CA2"}
    assert [asked.fields.get("Status") for asked in twilio.asked] == [["in-progress"], None]
