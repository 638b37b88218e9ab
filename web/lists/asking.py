"""What a supervisor asks of a list, read from the address; what is no day or no page of ours is the usual one."""

from __future__ import annotations

from datetime import date

from flask import request
from sqlalchemy import select

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.house_clock import house_zone
from runtime.zones import local_date
from web.at_hand import db, now
from web.languages import language
from web.reading.steps import Books

#: No list has more pages than this.
_LAST_PAGE = 10_000


def asked_day(name: str = "on") -> date:
    """The day that is asked for; else today in the house's zone."""
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return local_date(now(), house_zone(db()))


def asked_page() -> int:
    """The page that is asked for, from 1."""
    return min(max(1, request.args.get("page", 1, int)), _LAST_PAGE)


def asked_form() -> str:
    """As what the table is to be taken out; empty where it is only looked at."""
    return request.args.get("as", "")


def playbooks(books: Books) -> list[tuple[str, str]]:
    """The house's playbooks with their names, those that run first."""
    held = sorted(books.held.items(), key=lambda one: (not one[1].on, books.name(one[0])))
    return [(id_, books.name(id_)) for id_, _ in held]


def branches() -> list[tuple[str, str]]:
    """The house's branches with their names."""
    found = db().scalars(select(Branch).order_by(Branch.name))
    return [(one.name, one.name_zh if language() == "zh" else one.name_en) for one in found]


def departments() -> list[tuple[str, str]]:
    """The departments that people of the house work in; each is its own name."""
    found = select(Agent.department).where(Agent.department != "").distinct().order_by(Agent.department)
    return [(one, one) for one in db().scalars(found)]
