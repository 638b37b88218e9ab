"""Wording: what is sent or read out to a customer without an agent, with the blanks that every such wording has."""

from __future__ import annotations

import phonenumbers

from campaigns.address import address, fill
from campaigns.branches import Branch
from campaigns.customers import Customer


def worded(words: str, customer: Customer, branch: Branch, **more: str) -> str:
    """Fill in {address}, {house} and {line}, and whatever `more` there is, in the customer's language."""
    language = customer.language
    line = phonenumbers.parse(branch.line)
    return fill(
        words,
        address=address(customer.name, customer.surname, customer.title, language),
        house=branch.name_zh if language == "zh" else branch.name_en,
        line=phonenumbers.format_number(line, phonenumbers.PhoneNumberFormat.INTERNATIONAL),
        **more,
    )
