"""Windows and lengths are read as people write them, and written as they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.playbooks.windows import SPAN_EXPECTED, WINDOW_EXPECTED, Span, Unit, Window, read_span, read_window

LONGEST = {Unit.MINUTE: 5760, Unit.HOUR: 96, Unit.DAY: 3660, Unit.WEEK: 520, Unit.MONTH: 120}


@st.composite
def spans(draw: st.DrawFn) -> Span:
    unit = draw(st.sampled_from(Unit))
    return Span(draw(st.integers(0, LONGEST[unit])), unit)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """From any length to the same or a longer one of the same unit, before or after."""
    near = draw(spans())
    far = Span(draw(st.integers(near.count, LONGEST[near.unit])), near.unit)
    return Window(near, far, before=draw(st.booleans()))


@given(spans())
def test_a_length_reads_back_as_itself(span: Span) -> None:
    assert read_span(str(span)) == span


@given(windows())
def test_a_window_reads_back_as_itself(window: Window) -> None:
    """Months too: 10 to 11 months lie in order, although ten months may be longer than eleven short ones."""
    assert read_window(str(window)) == window


@given(spans(), spans(), st.booleans())
def test_a_window_of_two_units_reads_back_as_itself_or_is_refused(near: Span, far: Span, before: bool) -> None:
    window = Window(near, far, before)
    try:
        read = read_window(str(window))
    except ValueError:
        return  # the two do not go together, as the rows below have it
    assert read == window


@pytest.mark.parametrize(
    ("written", "says"),
    [
        # nothing that could be meant
        ("soon", f"{WINDOW_EXPECTED}, found 'soon'"),
        # no unit, no side
        ("3 after", f"{WINDOW_EXPECTED}, found '3 after'"),
        ("3 days", f"{WINDOW_EXPECTED}, found '3 days'"),
        # the ends in the wrong order, and such that the months decide
        ("5 to 3 days after", "the window '5 to 3 days after' may end before it begins; expected the nearer end first"),
        (
            "31 days to 1 month after",
            "the window '31 days to 1 month after' may end before it begins; expected the nearer end first",
        ),
        # the clock and the calendar
        (
            "2 hours to 1 day after",
            "'2 hours to 1 day after' mixes the clock and the calendar; expected both ends in the same",
        ),
        # out of reach
        ("4000 days after", "4000 days is too long; expected 3660 days at most"),
    ],
)
def test_what_is_no_window(written: str, says: str) -> None:
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 - its whole sentence is compared
        read_window(written)
    assert str(wrong.value) == says


def test_what_is_no_length() -> None:
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 - its whole sentence is compared
        read_span("a week")
    assert str(wrong.value) == f"{SPAN_EXPECTED}, found 'a week'"
