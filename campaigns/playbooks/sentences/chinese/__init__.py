"""Playbooks in Chinese."""

from campaigns.playbooks.sentences.chinese.policies import policy_sentences
from campaigns.playbooks.sentences.chinese.steps import step_sentence

__all__ = ["policy_sentences", "step_sentence"]
