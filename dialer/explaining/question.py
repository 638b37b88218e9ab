"""A question without a customer: may this number be called at this instant, and what does the answer stand on?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from campaigns.numbers.masking import mask
from dialer.explaining.asking import Question
from dialer.explaining.grounds import Ground, found
from dialer.explaining.voice import Voice
from dialer.hours.judge import Code, Verdict, judge
from dialer.hours.opening import next_opening
from dialer.hours.sentence import sentence
from runtime.zones import local_date


@dataclass(frozen=True)
class Answer:
    """The verdict of hours and law; caps, consent and wishes belong to a customer."""

    allowed: bool
    #: Allowed or not, why, and when next.
    sentence: str
    #: The number, masked.
    number: str
    grounds: tuple[Ground, ...]


def may_call(question: Question, voice: Voice) -> Answer:
    """Whether the number may be called at that instant."""
    asked = (question.callee, question.policy, question.purpose, question.at, question.ring_seconds)
    verdict = judge(*asked)
    said = sentence(verdict, voice.language)
    if not verdict.allowed and verdict.findings:
        # It ends with the one full stop of its language.
        said = f"{said[:-1]}{_next(verdict, next_opening(*asked), voice)}{said[-1]}"
    return Answer(verdict.allowed, said, mask(question.callee.e164), tuple(found(verdict.evidence, voice)))


def _next(verdict: Verdict, opening: datetime | None, voice: Voice) -> str:
    """On the clock of the zone that the sentence is about."""
    if opening is None:
        return voice.say("next", "none")
    refusing = next(one.zone for one in verdict.findings if one.code is not Code.OK)
    there = replace(voice, zone=refusing)
    on = there.day(local_date(opening, refusing))
    return voice.say("next", "at", when=voice.say("when", "on", time=there.clock(opening), day=on))
