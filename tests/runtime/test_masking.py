"""Masking: whatever looks like a whole telephone number, however it is written; and what only has many digits stays."""

from __future__ import annotations

import pytest

from runtime.masking import mask_numbers, masked


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("+85291234567", "+85…67"),
        # as people write them, at home and abroad
        ("852 9123 4567", "…67"),
        ("(852) 9123-4567", "…67"),
        ("0086 138 1234 5678", "…78"),
        ("13812345678", "…78"),
        ("138-1234-5678.", "…78."),
        # as machines do: in an address, in a form, in an error of the database, glued to a word
        ("tel:85291234567", "tel:…67"),
        ("whatsapp:+85291234567", "whatsapp:+85…67"),
        ("To=%2B85291234567&From=1", "To=+85…67&From=1"),
        ("violates it\nDETAIL:  Failing row contains (1, 陈美玲, f).\nnext", "violates it\nDETAIL: …\nnext"),
        ("Key (e164)=(+85291234567) already exists", "Key (e164)=(+85…67) already exists"),
        ("sip:+85291234567@host", "sip:+85…67@host"),
        ("to+85291234567", "to+85…67"),
        # more digits than any number has are none to keep either
        ("13812345678123456789012345", "…45"),
        # several
        ("+85291234567 and 13812345678", "+85…67 and …78"),
    ],
)
def test_of_a_number_the_last_two_digits_stay(words: str, shown: str) -> None:
    assert masked(words) == shown


@pytest.mark.parametrize(
    "words",
    [
        "2026-11-24T11:00:00+08:00",
        "2026-11-24 11:00:00.123456",
        "2026-11-24",
        "30211459-5612-4a1b-8f00-001122334455",
        "CA0123456789abcdef0123456789abcdef",
        "127.0.0.1:8000",
        "10.20.30.40",
        "took 0.123456789 s",
        'File "place.py", line 1234, in place',
        "follow-up 123456",
        "<Thread at 0x7f3a12345678>",
    ],
)
def test_what_is_no_number_stays(words: str) -> None:
    assert masked(words) == words


def test_ids_are_numbers_and_stay_however_long() -> None:
    entry = {"attempt_id": 91234567, "seconds": 0.123456789, "well": True, "none": None}
    assert mask_numbers(None, "", entry) == entry


def test_names_of_fields_and_whatever_has_words_are_looked_at_too() -> None:
    entry = {"+85291234567": {"deep": [ValueError("+85291234567"), b"+85291234567"]}}
    assert mask_numbers(None, "", entry) == {"+85…67": {"deep": ["+85…67", "b'+85…67'"]}}
