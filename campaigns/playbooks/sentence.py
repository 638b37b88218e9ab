"""A playbook read aloud: a sentence for each step and for each of its policies, in English or in Chinese."""

from __future__ import annotations

from campaigns.playbooks.model import Playbook, Step
from campaigns.playbooks.sentences import chinese, english


def sentence(playbook: Playbook, step: Step, language: str) -> str:
    """When the step is due and for whom, who does it and how often it is tried: as a person would say it.

    Chinese for `zh`, else English. Names that have no words (sentences/words.toml) stand in quotation marks.
    """
    say = chinese.step_sentence if language.startswith("zh") else english.step_sentence
    return say(playbook, step)


def policies(playbook: Playbook, language: str) -> list[str]:
    """What the playbook keeps to besides its steps, a sentence for each; empty where it names nothing."""
    say = chinese.policy_sentences if language.startswith("zh") else english.policy_sentences
    return list(say(playbook))
