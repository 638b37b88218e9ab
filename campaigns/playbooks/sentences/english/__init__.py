"""Playbooks in English."""

from campaigns.playbooks.sentences.english.policies import policy_sentences
from campaigns.playbooks.sentences.english.steps import step_sentence

__all__ = ["policy_sentences", "step_sentence"]
