"""The form of how a person calls: what was shown, what was typed, and what is to be changed beside each field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from campaigns.agents import Agent
from campaigns.playbooks.editions import Held
from dialer.agents.shares import ROLES
from web.agents.calling import TIERS, Calling, skills_said
from web.agents.listing import House, Person
from web.languages import LANGUAGES

#: Characters.
LONGEST_DEPARTMENT = 60


@dataclass(frozen=True)
class Place:
    """What the person is in the house."""

    post: str
    department: str


@dataclass(frozen=True)
class Filled:
    """The form as it is shown."""

    calling: Calling
    #: What the person is in the house.
    place: Place
    #: Skills that stand in no list, as they were typed.
    more_skills: str = ""
    #: Field -> what is to be changed.
    wrong: Mapping[str, LazyString] = field(default_factory=dict)

    @property
    def wanted(self) -> Calling:
        """How the person is to call."""
        calling = self.calling
        skills = tuple(sorted({*calling.skills, *skills_said(self.more_skills)}))
        return replace(calling, skills=skills)


@dataclass(frozen=True)
class Choices:
    """What can be ticked."""

    roles: tuple[str, ...]
    branches: Mapping[str, Mapping[str, str]]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    #: From the highest to none.
    tiers: tuple[str, ...]
    #: Everybody else.
    deputies: tuple[Person, ...]


def choices(house: House, person: Person, held: Mapping[str, Held]) -> Choices:
    """The playbooks' roles and the skills that their steps ask for, and what anybody here has already."""
    asked = {step.skill for one in held.values() for step in one.playbook.steps if step.skill}
    return Choices(
        roles=tuple(dict.fromkeys((*ROLES, *person.calling.roles))),
        branches=house.branches,
        languages=tuple(LANGUAGES),
        skills=tuple(sorted({*asked, *house.skills})),
        tiers=(*tuple(dict.fromkeys((*reversed(TIERS), *house.tiers))), ""),
        deputies=tuple(other for other in house.people if other.id != person.id),
    )


def read_place(form: MultiDict[str, str], agent: Agent, by: Agent) -> Place:
    """What the person is to be in the house; what only an administrator may change stays as it is for others."""
    if by.post != "administrator":
        return Place(agent.post, agent.department)
    department = " ".join(form.get("department", agent.department).split())[:LONGEST_DEPARTMENT]
    return Place(form.get("post", agent.post), department)


def read_filled(form: MultiDict[str, str], agent: Agent, place: Place) -> Filled:
    """What came with the request, as it was typed; of the agent's other telephones those stay that are ticked."""

    def ticked(name: str) -> tuple[str, ...]:
        return tuple(sorted(set(form.getlist(name))))

    # Named by their place, so that no number stands in the page.
    kept = [phone for place, phone in enumerate(agent.other_phones) if str(place) in form.getlist("other_phones")]
    calling = Calling(
        roles=ticked("roles"),
        branches=ticked("branches"),
        languages=ticked("languages"),
        skills=ticked("skills"),
        tiers=ticked("tiers"),
        deputy=form.get("deputy", ""),
        phone=form.get("phone", "").strip() or None,
        other_phones=(*kept, *filter(None, [form.get("another-phone", "").strip()])),
    )
    return Filled(calling, place, form.get("more-skills", "").strip())


def version(shown: object) -> str:
    """Tells whether what a form was filled in over is still what there is."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
