"""Crowds: many who are all alike, put into the books at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from campaigns.customers import Customer, CustomerNumber
from campaigns.follow_ups import FollowUp


def others_like(session: Session, due: FollowUp, numbers: list[str]) -> None:
    """For each of these numbers somebody like the customer of `due`, to whom the same is due."""
    if not numbers:
        return
    whose = session.get_one(Customer, due.customer_id)
    kind = {"kind": "mobile", "country": whose.numbers[0].country, "position": 1}
    people = _copies(whose, [{"external_id": f"like {whose.id}/{number}"} for number in numbers])
    ids = session.scalars(insert(Customer).returning(Customer.id), people).all()
    owned = [kind | {"customer_id": one, "e164": number} for one, number in zip(ids, numbers, strict=True)]
    session.execute(insert(CustomerNumber), owned)
    session.execute(insert(FollowUp), _copies(due, [_of(one) for one in ids]))


def _of(customer_id: int) -> dict[str, Any]:
    return {"customer_id": customer_id, "occurrence_key": f"crowd/{customer_id}"}


def _copies(model: Any, others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the model, each with what is its own."""
    columns = [column for column in model.__table__.columns if column.name != "id" and column.computed is None]
    same = {column.name: getattr(model, column.name) for column in columns}
    return [same | other for other in others]
