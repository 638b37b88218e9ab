"""Greetings: what a recorded greeting says to one customer, and whether it may be said to whoever picks up."""

from __future__ import annotations

from sqlalchemy.orm import Session

from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.playbooks.editions import playbook_of
from dialer.text_rules.privacy import private_word
from dialer.texting.wording import launched_words, worded
from runtime.once import once


def greeting_words(session: Session, follow_up: FollowUp, customer: Customer, branch: Branch) -> str:
    """The launch's own message, else the playbook's, in the customer's language with the names filled in."""
    return worded(_wording(session, follow_up, customer.language), customer, branch)


def says_too_much(session: Session, follow_up: FollowUp, customer: Customer) -> bool:
    """Whether the wording carries a treatment word: it was launched, or kept, before such words were refused.

    The blanks are not looked at: the house's own name has to be said, and so have people's.
    """
    return private_word(_wording(session, follow_up, customer.language)) is not None


def _wording(session: Session, follow_up: FollowUp, language: str) -> str:
    """The words with their blanks; empty where nobody wrote any. Of one blast thousands have the same."""
    about = f"greeting {follow_up.playbook} {follow_up.step} {follow_up.campaign_id} {language}"
    return once(session, about, lambda: _looked_up(session, follow_up, language))


def _looked_up(session: Session, follow_up: FollowUp, language: str) -> str:
    playbook = playbook_of(session, follow_up.playbook)
    # An edition may have dropped the step since it was launched; the launch's own words stay.
    step = playbook.find(follow_up.step) if playbook else None
    own = launched_words(session, follow_up, language)
    return own or (step.script.in_language(language) if step and step.script else "")
