"""Greetings: what a recorded greeting says to one customer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from campaigns.address import address, fill
from campaigns.launches import Campaign
from campaigns.playbooks.shelf import shelf
from dialer.facts import Facts


def greeting_words(session: Session, known: Facts) -> str:
    """The launch's own message, else the playbook's, in the customer's language with the names filled in."""
    customer, follow_up = known.customer, known.follow_up
    language = customer.language
    campaign = session.get(Campaign, follow_up.campaign_id) if follow_up.campaign_id else None
    script = shelf()[follow_up.playbook].step(follow_up.step).script.in_language(language)
    words = (campaign.message.get(language) if campaign else None) or script
    return fill(
        words,
        address=address(customer.name, customer.surname, customer.title, language),
        house=known.branch.name_zh if language == "zh" else known.branch.name_en,
    )
