"""How a message sounds: filled in for one customer of the segment, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.address import address, fill
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.segments import Segment


def samples(session: Session, segment: Segment, message: Mapping[str, str]) -> dict[str, str]:
    """Language -> the words that the segment's first customer of that language would hear."""
    heard = {}
    for language, words in message.items():
        first = (
            select(Customer, Branch)
            .join(Branch, Branch.name == Customer.branch)
            .where(*segment.conditions(), Customer.language == language)
            .order_by(Customer.title == "", Customer.external_id)
            .limit(1)
        )
        found = session.execute(first).first()
        if found is not None:
            customer, branch = found
            heard[language] = fill(
                words,
                address=address(customer.name, customer.surname, customer.title, language),
                house=branch.name_zh if language == "zh" else branch.name_en,
            )
    return heard
