"""Wording: what is sent or read out to a customer without an agent, with the blanks that every such wording has."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from sqlalchemy.orm import Session

from campaigns.address import address, fill
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign


def worded(words: str, customer: Customer, branch: Branch, *, from_line: str = "", **more: str) -> str:
    """Fill in {address}, {house} and {line}, and whatever `more` there is, in the customer's language.

    `from_line` is the number of ours that calls or texts, where it is not the branch's own.
    """
    language = customer.language
    return fill(
        words,
        address=address(customer.name, customer.surname, customer.title, language),
        house=branch.name_zh if language == "zh" else branch.name_en,
        line=_spaced(from_line or branch.line),
        **more,
    )


@lru_cache(maxsize=256)
def _spaced(line: str) -> str:
    """One of our numbers, as people write it."""
    return phonenumbers.format_number(phonenumbers.parse(line), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def launched_words(session: Session, follow_up: FollowUp, language: str) -> str:
    """What the launch of this follow-up says instead of its playbook; empty where it says nothing of its own."""
    campaign = session.get(Campaign, follow_up.campaign_id) if follow_up.campaign_id else None
    return (campaign.message.get(language) or "") if campaign else ""
