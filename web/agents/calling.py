"""Calling: in which roles a person calls, for whom, in which languages, with what learnt, and who stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.numbers.telephones import TelephoneWrong, read_telephone
from campaigns.tiers import tiers
from dialer.agents.shares import ROLES
from dialer.agents.telephones import MOST
from web.languages import LANGUAGES

LONGEST_SKILL = 40
TIERS = tiers()
WRONG_PHONE = {
    "number": _l("Write the phone as +85291234567, sip:name@host or client:identity."),
    "sip": _l("A SIP address is written sip:name@host, with :port at its end where it needs one."),
    "client": _l("The name after client: has letters, digits and underscores, 121 of them at most."),
}


@dataclass(frozen=True)
class Calling:
    """How one person calls; no branches, no languages, no tiers: all of them."""

    roles: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    #: Whose customers; "" stands for those without a tier, and none at all for everybody.
    tiers: tuple[str, ...] = ()
    #: Login of who stands in; empty for nobody.
    deputy: str = ""
    #: Where the own telephone is to ring from now on; None: where it rings today.
    phone: str | None = None
    #: Which others there are to choose from at the desk; None: those that there are today.
    other_phones: tuple[str, ...] | None = None


class CallingWrong(ValueError):
    """This cannot be kept; the message says what to change."""

    def __init__(self, wrong: Mapping[str, LazyString]) -> None:
        super().__init__(" ".join(map(str, wrong.values())))
        #: Field of `Calling` -> what is to be changed.
        self.wrong = wrong


def calling_of(agent: Agent) -> Calling:
    """How this person calls."""
    return Calling(
        roles=tuple(sorted(agent.roles)),
        branches=tuple(sorted(agent.branches)),
        languages=tuple(sorted(agent.languages)),
        skills=tuple(sorted(agent.skills)),
        tiers=tuple(sorted(agent.tiers)),
        deputy=agent.deputy or "",
    )


def change_calling(session: Session, agent: Agent, wanted: Calling) -> None:
    """From the next tick on the person calls so. The caller commits. Raises `CallingWrong`, and nothing is changed."""
    wrong = wrong_with(session, agent.login, wanted)
    if wrong:
        raise CallingWrong(wrong)
    agent.roles, agent.branches = list(wanted.roles), list(wanted.branches)
    agent.languages, agent.skills = list(wanted.languages), list(skills_said(",".join(wanted.skills)))
    agent.tiers, agent.deputy = list(wanted.tiers), wanted.deputy or None
    agent.phone = agent.phone if wanted.phone is None else read_telephone(wanted.phone)
    if wanted.other_phones is not None:
        agent.other_phones = list(dict.fromkeys(map(read_telephone, wanted.other_phones)))
    session.flush()


def wrong_with(session: Session, login: str, wanted: Calling) -> dict[str, LazyString]:
    """What is to be changed before the person of this login may call so, by field."""
    wrong = _wrong_phones(wanted)
    if odd := _outside(wanted.roles, ROLES):
        wrong["roles"] = _l("No playbook knows the role %(name)s.", name=odd)
    if wanted.branches and (odd := _outside(wanted.branches, session.scalars(select(Branch.name)).all())):
        wrong["branches"] = _l("There is no branch %(name)s.", name=odd)
    if odd := _outside(wanted.languages, LANGUAGES):
        wrong["languages"] = _l("Customers are called in zh and en, not in %(name)s.", name=odd)
    if any(len(skill) > LONGEST_SKILL for skill in wanted.skills):
        wrong["skills"] = _l("A skill has at most %(n)d characters.", n=LONGEST_SKILL)
    if wanted.deputy == login:
        wrong["deputy"] = _l("Nobody stands in for themselves; choose somebody else.")
    elif wanted.deputy and session.scalar(select(Agent.id).where(Agent.login == wanted.deputy)) is None:
        wrong["deputy"] = _l("Nobody here signs in as %(name)s.", name=wanted.deputy)
    return wrong


def _wrong_phones(wanted: Calling) -> dict[str, LazyString]:
    typed = [("phone", wanted.phone)] if wanted.phone is not None else []
    wrong = {}
    for field, phone in [*typed, *(("other_phones", other) for other in wanted.other_phones or ())]:
        try:
            read_telephone(phone or "")
        except TelephoneWrong as why:
            wrong[field] = WRONG_PHONE[why.kind]
    if len(wanted.other_phones or ()) > MOST:
        wrong["other_phones"] = _l("%(n)d other phones are enough.", n=MOST)
    return wrong


def lacks(deputy: Calling, own: Calling, branches: Collection[str]) -> Calling:
    """What of somebody's calls the deputy cannot make; `branches` are all that the house has."""
    return Calling(
        roles=_less(own.roles, deputy.roles),
        branches=_less(own.branches or tuple(branches), deputy.branches or branches),
        languages=_less(own.languages or tuple(LANGUAGES), deputy.languages or LANGUAGES),
        skills=_less(own.skills, deputy.skills),
        tiers=_less(own.tiers or (*TIERS, ""), deputy.tiers) if deputy.tiers else (),
    )


def skills_said(words: str) -> tuple[str, ...]:
    """Skills as people type them, between commas of either kind; written small, as the playbooks write them."""
    pieces = words.replace("，", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(skill for piece in pieces if (skill := " ".join(piece.split()).lower())))


def _outside(words: Collection[str], known: Collection[str]) -> str:
    return next((word for word in words if word not in known), "")


def _less(words: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(word for word in words if word not in known))
