"""What a playbook file may say: anchors, steps and policies. Each field's sentence is what an author needs to know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, model_validator

from campaigns.playbooks.anchors import Anchor, DoneAnchor, EventAnchor, LaunchAnchor, SupplyAnchor
from campaigns.playbooks.conditions import Condition, EventIs
from campaigns.playbooks.recurrence import Quota, Repeat
from campaigns.playbooks.strict import Id, KindName, Strict, Words
from campaigns.playbooks.windows import ON_THE_DAY, Span, SpanWords, Unit, WindowWords

Role = Literal[
    "service", "assistant", "consultant", "nurse", "doctor", "guide", "expert", "manager", "service-head",
    "operations-head",
]  # fmt: skip
Channel = Literal["call", "greeting", "text", "visit", "chat", "mail"]

#: What a role's day is divided into: winning customers, looking after them, selling them more.
Work = Literal["bring_in", "care", "further_sales"]
#: How a follow-up is carried out: a person talks, a recorded voice, a text alone, or somebody goes there.
Mode = Literal["agent", "greeting", "text", "visit"]
_MODES: dict[str, Mode] = {"call": "agent", "greeting": "greeting", "visit": "visit"}
_WORK: dict[str, Work] = {"care": "care", "survey": "care", "marketing": "further_sales"}


#: What is filled in where a script, or a text, has it in braces. A text says nothing of what was done.
SAID = ("address", "house", "agent", "date", "subject")
TEXTED = ("address", "house", "line", "date")
_BLANK = re.compile(r"\{([^{}]*)\}")


def work_of(purpose: str) -> Work:
    """The kind of work that a purpose is, where a playbook does not say otherwise."""
    return _WORK.get(purpose, "care")


class Question(Strict):
    """One rating of a survey, 1 (poor) to 5 (excellent)."""

    id: Id
    ask: Words


class Finding(Strict):
    """Something an agent may find in the conversation; it becomes an event of its own, of kind `finding`."""

    id: Id
    words: Words


class Duty(Strict):
    """What the people of a playbook owe each week besides calls: a plan approved, a report written."""

    what: Words
    role: Role
    on: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    #: Where that day is no workday it moves to the day before, workday or not.
    if_off: Literal["keep", "day-before"] = "keep"


class Step(Strict):
    """One follow-up that an anchor brings about."""

    id: Id
    #: Why we call, read to the agent.
    why: Words
    #: The name of one of the playbook's anchors.
    anchor: Id
    #: The window, counted from the anchor; a step with a quota has its periods instead.
    due: WindowWords = ON_THE_DAY
    #: How long after its window the step may still be done; it is overdue then.
    late: SpanWords = Span(0, Unit.DAY)
    repeat: Repeat | None = None
    quota: Quota | None = None
    when: tuple[Condition, ...] = ()
    role: Role = "service"
    #: What whoever calls has to have learnt besides the role.
    skill: Id | None = None
    #: In this order: a text before the call announces it; chat and mail are what the agent turns to next.
    channels: tuple[Channel, ...] = Field(("call",), min_length=1)
    #: How long after the text the call may come.
    text_lead: SpanWords = Span(10, Unit.MINUTE)
    #: What the text says, where one of the channels is a text.
    text: Words | None = None
    #: Smaller goes first; clinical steps come before surveys, surveys before greetings.
    priority: int = Field(ge=1, le=99)
    #: Calls at most, over all outcomes.
    tries: int = Field(3, ge=1, le=10)
    #: On which days it may be due: any, workdays, or all but public holidays. A window that has such days keeps to
    #: them; one that has none moves: what lies before its anchor to an earlier day, the rest to a later one within
    #: `late`.
    open_days: Literal["any", "workday", "public_holiday"] = "any"
    #: Says otherwise which way a window without an open day moves.
    roll: Literal["earlier", "later"] | None = None
    #: Whether the playbook's survey is asked in it.
    survey: bool = True
    #: The agent's script, in the order of the manuals.
    script: Words | None = None

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Step:
        if self.repeat is not None and self.quota is not None:
            raise ValueError("expected one of repeat, quota, found both")
        if "text" in self.channels and self.text is None:
            raise ValueError("text: expected the words of the text: { en = …, zh = … }")
        if self.mode != "text" and self.script is None:
            raise ValueError("script: expected the agent's words: { en = …, zh = … }")
        if self.mode == "text" and self.text is None:
            raise ValueError(f"channels: expected one of text, {', '.join(_MODES)} among them")
        return self

    @model_validator(mode="after")
    def _is_due_some_time(self) -> Step:
        if ("due" in self.model_fields_set) == (self.quota is not None):
            raise ValueError("expected one of due, quota")
        if self.due.is_clock and (self.repeat or self.open_days != "any"):
            raise ValueError("a window by the clock neither recurs nor shifts: expected days, weeks or months")
        if self.due.is_clock and self.due.near == self.due.far and not self.late.count:
            raise ValueError("a window by the clock has two ends: expected '2 to 4 hours after' or the like")
        if not self.due.is_clock and self.late.unit.is_clock:
            raise ValueError("expected `late` in days, weeks or months, as the window is")
        if self.open_days != "any" and not self.rolls_earlier and not self.late.count and self.quota is None:
            raise ValueError("late: expected a length; a window whose days are all closed moves later within it")
        return self

    @model_validator(mode="after")
    def _fills_in_what_there_is(self) -> Step:
        for name, words, known in (("script", self.script, SAID), ("text", self.text, TEXTED)):
            said = _BLANK.findall(f"{words.en} {words.zh}") if words else []
            unknown = next((one for one in said if one not in known), None)
            if unknown is not None:
                blanks = ", ".join("{" + one + "}" for one in known)
                raise ValueError(f"{name}: expected none but the blanks {blanks}, found {{{unknown}}}")
        return self

    @property
    def mode(self) -> Mode:
        """The first of its channels that is more than an announcement."""
        return next((_MODES[c] for c in self.channels if c in _MODES), "text")

    @property
    def text_ahead(self) -> bool:
        """A text announces the call."""
        return self.mode != "text" and self.channels[0] == "text"

    @property
    def in_days_after(self) -> bool:
        """Due once, so many days after its anchor."""
        units = {self.due.near.unit, self.due.far.unit, self.late.unit}
        once = self.repeat is None and self.quota is None and self.open_days == "any"
        return once and not self.due.before and units <= {Unit.DAY, Unit.WEEK}

    @property
    def rolls_earlier(self) -> bool:
        """Which way the window moves when all its days are closed."""
        return self.roll == "earlier" if self.roll else self.due.before


class Playbook(Strict):
    """One way of working, as a user's manual describes it."""

    id: Id
    name: Words
    purpose: Literal["care", "survey", "marketing"]
    #: Which share of its role's day it counts for; further sales where the purpose is marketing, else care.
    work: Work = "care"
    #: Named hours of the department (dialer/hours).
    hours: str
    #: Runs in a house that has not said otherwise.
    on: bool = False
    #: A text goes to who did not answer.
    text_after_missed: bool = True
    #: Who was not reached by any try becomes an event of kind `unreached`, for the playbook of that name.
    raises_unreached: bool = True
    #: A later event of these kinds ends what is still open after the anchor: it is counted anew, or no longer wanted.
    #: A kind, or a category within it: "surgery", "finding/usage-weak".
    replaced_by: tuple[KindName, ...] = ()
    cancelled_by: tuple[KindName, ...] = ()
    #: Nothing of this playbook is planned while an event of these kinds is open, that is, until its `…-closed` event.
    held_by: tuple[Id, ...] = ()
    #: The matter stays open: each outcome that does not settle it names the next date.
    until_settled: bool = False
    #: Who is told when the agent raises a red flag, in this order.
    red_flag: tuple[Role, ...] = ()
    #: The share of anchors that is to be followed up, for the reports.
    target: float | None = Field(None, gt=0, le=1)
    anchors: dict[Id, Anchor] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    survey: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    duties: tuple[Duty, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _works_by_purpose(cls, said: Any) -> Any:
        marketing = isinstance(said, dict) and said.get("purpose") == "marketing" and "work" not in said
        return said | {"work": work_of("marketing")} if marketing else said

    @model_validator(mode="after")
    def _holds_together(self) -> Playbook:
        """All that is wrong between the parts, a line for each that begins with the way to its place."""
        wrong = [*self._said_twice(), *self._wrong_anchors()]
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    def _said_twice(self) -> Iterator[str]:
        parts: dict[str, tuple[Step | Question | Finding, ...]] = {
            "steps": self.steps,
            "survey": self.survey,
            "findings": self.findings,
        }
        for where, found in parts.items():
            ids = [one.id for one in found]
            for number, one in enumerate(ids):
                if one in ids[:number]:
                    yield f"{where}.{number}.id: expected a name of its own, found {one!r} a second time"

    def _wrong_anchors(self) -> Iterator[str]:
        for number, step in enumerate(self.steps):
            anchor = self.anchors.get(step.anchor)
            if anchor is None:
                yield f"steps.{number}.anchor: expected one of {', '.join(self.anchors)}, found {step.anchor!r}"
            elif any(isinstance(c, EventIs) for c in step.when) and not isinstance(
                anchor, EventAnchor | DoneAnchor | SupplyAnchor
            ):
                yield f"steps.{number}.when: only a step after an event can ask about the event"
            elif isinstance(anchor, DoneAnchor) and anchor.done not in [s.id for s in self.steps[:number]]:
                yield f"anchors.{step.anchor}.done: expected an earlier step, found {anchor.done!r}"
            elif isinstance(anchor, LaunchAnchor) and not step.in_days_after:
                yield f"steps.{number}.due: expected days or weeks after the launch, and nothing that recurs"

    def anchor_of(self, step: Step) -> Anchor:
        """What the step counts from."""
        return self.anchors[step.anchor]

    @property
    def launched(self) -> tuple[Step, ...]:
        """The steps that a supervisor launches over a segment."""
        return tuple(s for s in self.steps if isinstance(self.anchor_of(s), LaunchAnchor))

    def find(self, step_id: str) -> Step | None:
        """The step of this id; None where there is none, or none any more."""
        return next((step for step in self.steps if step.id == step_id), None)

    def step(self, step_id: str) -> Step:
        """The step of this id; KeyError where there is none."""
        found = self.find(step_id)
        if found is None:
            raise KeyError(f"playbook {self.id} has no step {step_id!r}")
        return found
