"""Telephones of the house: what a person types, as the carrier wants it, or what to change."""

from __future__ import annotations

import pytest

from campaigns.numbers.telephones import TelephoneWrong, read_telephone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+85291234567", "+85291234567"),
        # as people write it
        (" +852 9123-4567 ", "+85291234567"),
        ("+1 (604) 555-0100", "+16045550100"),
        ("sip:wing@pbx.example.com", "sip:wing@pbx.example.com"),
        ("SIP:wing@pbx.example.com:5061", "sip:wing@pbx.example.com:5061"),
        # an exchange in the house, and a transport that is named
        ("sip:201@10.0.0.7;transport=tls", "sip:201@10.0.0.7;transport=tls"),
        ("client:wing_lam", "client:wing_lam"),
        ("Client:" + "w" * 121, "client:" + "w" * 121),
    ],
)
def test_what_can_be_rung(typed: str, kept: str) -> None:
    assert read_telephone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "number"),
        # without its country it rings somewhere else
        ("91234567", "number"),
        ("+0852912345", "number"),
        # too short for its country
        ("+1604555", "number"),
        ("http://pbx.example.com", "number"),
        ("sip:wing", "sip"),
        ("sip:wing@", "sip"),
        ("sip:wing lam@pbx.example.com", "sip"),
        ("sip:wing@pbx.example.com:port", "sip"),
        # Twilio knows letters, digits and underscores only, at most 121 of them
        ("client:", "client"),
        ("client:wing.lam", "client"),
        ("client:咏美", "client"),
        ("client:" + "w" * 122, "client"),
    ],
)
def test_what_cannot_is_refused_with_how_to_write_it(typed: str, kind: str) -> None:
    with pytest.raises(TelephoneWrong) as wrong:
        read_telephone(typed)
    assert wrong.value.kind == kind
    assert str(wrong.value)
