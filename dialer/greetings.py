"""Greetings: what a recorded greeting says to one customer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from campaigns.address import address, fill
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.launches import Campaign
from campaigns.playbooks.editions import playbook_of


def greeting_words(session: Session, follow_up: FollowUp, customer: Customer, branch: Branch) -> str:
    """The launch's own message, else the playbook's, in the customer's language with the names filled in."""
    language = customer.language
    campaign = session.get(Campaign, follow_up.campaign_id) if follow_up.campaign_id else None
    playbook = playbook_of(session, follow_up.playbook)
    # An edition may have dropped the step since it was launched; the launch's own words stay.
    step = playbook.find(follow_up.step) if playbook else None
    own = campaign.message.get(language) if campaign else None
    words = own or (step.script.in_language(language) if step and step.script else "")
    return fill(
        words,
        address=address(customer.name, customer.surname, customer.title, language),
        house=branch.name_zh if language == "zh" else branch.name_en,
    )
