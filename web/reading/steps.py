"""Playbooks and their steps for the pages, also where a playbook has left the shelf."""

from __future__ import annotations

from campaigns.playbooks.model import Playbook, Question, Step
from campaigns.playbooks.sentence import sentence
from campaigns.playbooks.shelf import shelf


def playbook_of(playbook_id: str) -> Playbook | None:
    """The playbook, or None where it is not on the shelf any more."""
    return shelf().get(playbook_id)


def step_of(playbook_id: str, step_id: str) -> Step | None:
    """The step, or None where it is not on the shelf any more."""
    playbook = playbook_of(playbook_id)
    return next((s for s in playbook.steps if s.id == step_id), None) if playbook else None


def step_sentence(playbook_id: str, step_id: str, language: str) -> str:
    """The step read aloud; empty where it is not on the shelf any more."""
    playbook, step = playbook_of(playbook_id), step_of(playbook_id, step_id)
    return sentence(playbook, step, language) if playbook and step else ""


def survey_of(playbook_id: str) -> tuple[Question, ...]:
    """The survey's questions; none for a playbook without a survey."""
    playbook = playbook_of(playbook_id)
    return playbook.survey if playbook else ()


def playbook_name(playbook_id: str, language: str) -> str:
    """How people call the playbook."""
    playbook = playbook_of(playbook_id)
    return playbook.name.in_language(language) if playbook else playbook_id
