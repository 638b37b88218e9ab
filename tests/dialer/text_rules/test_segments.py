"""How many parts a text takes: the counts that Twilio's own calculator gives, sign by sign at the borders."""

from __future__ import annotations

import pytest

from dialer.text_rules.segments import segments, text_cost

TABLE = [
    # An empty text is still one message.
    ("", "GSM-7", 0, 1),
    # One part alone holds 160; joined parts lose seven septets each to the header.
    ("a" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    # The euro stands in the extension table and takes two.
    ("€" * 80, "GSM-7", 160, 1),
    ("€" * 80 + "a", "GSM-7", 161, 2),
    # It is not torn: the 153rd septet of the first part stays empty.
    ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
    ("a" * 151 + "€" + "a" * 153, "GSM-7", 306, 2),
    # All of the extension table.
    ("\f^{}\\[~]|€", "GSM-7", 20, 1),
    # European letters that the alphabet has, and one that it has not: ç small is none, Ç is.
    ("Zoë".replace("ë", "é"), "GSM-7", 3, 1),
    ("Zoë", "UCS-2", 3, 1),
    ("Ça", "GSM-7", 2, 1),
    ("ça", "UCS-2", 2, 1),
    # A typographic apostrophe, pasted from a word processor, makes the whole text dear.
    ("it's " * 32, "GSM-7", 160, 1),
    ("it’s " * 32, "UCS-2", 160, 3),
    # Chinese: 70 alone, 67 joined.
    ("你" * 70, "UCS-2", 70, 1),
    ("你" * 71, "UCS-2", 71, 2),
    ("你" * 134, "UCS-2", 134, 2),
    ("你" * 135, "UCS-2", 135, 3),
    # 中英 mixed: one Chinese sign and everything else costs as Chinese does.
    ("a" * 69 + "中", "UCS-2", 70, 1),
    ("a" * 70 + "中", "UCS-2", 71, 2),
    ("陈女士您好 Harbour Clinic", "UCS-2", 20, 1),
    # The euro is one unit there.
    ("中" + "€" * 69, "UCS-2", 70, 1),
    # An emoji is two UTF-16 units, and is not torn over two parts either.
    ("😀" * 35, "UCS-2", 70, 1),
    ("😀" * 36, "UCS-2", 72, 2),
    ("中" * 66 + "😀" + "中" * 66, "UCS-2", 134, 3),
    ("中" * 65 + "😀" + "中" * 67, "UCS-2", 134, 2),
    # A rare surname outside the basic plane counts as an emoji does.
    ("𠮷" * 35, "UCS-2", 70, 1),
]


@pytest.mark.parametrize(("text", "alphabet", "units", "count"), TABLE)
def test_a_text_takes_so_many_parts(text: str, alphabet: str, units: int, count: int) -> None:
    found = segments(text)
    assert (found.alphabet, found.units, found.count) == (alphabet, units, count)


def test_a_cost_is_segments_times_the_example_price_of_the_country() -> None:
    one, three = text_cost(1, "US"), text_cost(3, "US")
    assert one is not None
    assert three is not None
    assert three.amount == pytest.approx(3 * one.amount)
    assert three.currency == "USD"


def test_a_country_without_an_example_price_costs_nobody_knows_what() -> None:
    assert text_cost(1, "AQ") is None
