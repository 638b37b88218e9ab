"""What a playbook file may say. Each field's sentence is what an author needs to know."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """One wording in the two languages of our customers."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    def in_language(self, language: str) -> str:
        """Chinese for `zh`, else English."""
        return self.zh if language.startswith("zh") else self.en


class Anchor(_Strict):
    """The kind of event that a step counts from."""

    kind: str
    #: Only this category within the kind; empty for any.
    category: str = ""


class Days(_Strict):
    """A due window in days from the anchor's day; negative days lie before it. Both ends are inside."""

    first: int = Field(ge=-366, le=3660)
    last: int = Field(ge=-366, le=3660)

    @model_validator(mode="after")
    def _in_order(self) -> Days:
        if self.first > self.last:
            raise ValueError(f"the window ends (day {self.last}) before it begins (day {self.first})")
        return self


class Question(_Strict):
    """One rating of a survey, 1 (poor) to 5 (excellent)."""

    id: Id
    ask: Words


class Step(_Strict):
    """One follow-up that each anchor event brings about."""

    id: Id
    #: Why we call, read to the agent.
    why: Words
    #: None where the playbook is launched over a segment instead.
    anchor: Anchor | None = None
    days: Days
    role: str = "service"
    mode: Literal["agent", "greeting"] = "agent"
    #: Smaller goes first; clinical steps come before surveys, surveys before greetings.
    priority: int = Field(ge=1, le=99)
    #: Calls at most, over all outcomes.
    tries: int = Field(ge=1, le=10)
    #: The agent's script, in the order of the manuals.
    script: Words


class Playbook(_Strict):
    """One way of working, as a user's manual describes it."""

    id: Id
    name: Words
    purpose: Literal["care", "survey", "marketing"]
    #: Named hours of the department (dialer/hours).
    hours: str
    #: A text goes to who did not answer.
    text_after_missed: bool = True
    steps: tuple[Step, ...] = Field(min_length=1)
    survey: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _distinct_steps(self) -> Playbook:
        for what, ids in (("step", [s.id for s in self.steps]), ("question", [q.id for q in self.survey])):
            for one in ids:
                if ids.count(one) > 1:
                    raise ValueError(f"two {what}s are called {one!r}")
        return self

    def step(self, step_id: str) -> Step:
        """The step of this id; KeyError where there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(f"playbook {self.id} has no step {step_id!r}")
