"""The house's own playbooks in words, read once for a page; also of what is in none of them any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from campaigns.playbooks.editions import Held, held
from campaigns.playbooks.model import Finding, Playbook, Question, Step
from campaigns.playbooks.sentence import sentence


@dataclass(frozen=True)
class Books:
    """Every playbook as this house has it, said in the page's language."""

    held: Mapping[str, Held]
    #: zh or en.
    language: str

    def playbook(self, playbook_id: str) -> Playbook | None:
        """The playbook, running or at rest; None where there is none any more."""
        found = self.held.get(playbook_id)
        return found.playbook if found else None

    def step(self, playbook_id: str, step_id: str) -> Step | None:
        """The step; None where there is none any more."""
        playbook = self.playbook(playbook_id)
        return playbook.find(step_id) if playbook else None

    def name(self, playbook_id: str) -> str:
        """How people call the playbook; its id where there is none any more."""
        playbook = self.playbook(playbook_id)
        return playbook.name.in_language(self.language) if playbook else playbook_id

    def why(self, playbook_id: str, step_id: str) -> str:
        """Why we call; the step's id where there is none any more."""
        step = self.step(playbook_id, step_id)
        return step.why.in_language(self.language) if step else step_id

    def sentence(self, playbook_id: str, step_id: str) -> str:
        """The step read aloud; empty where there is none any more."""
        playbook, step = self.playbook(playbook_id), self.step(playbook_id, step_id)
        return sentence(playbook, step, self.language) if playbook and step else ""

    def survey(self, playbook_id: str, step_id: str) -> tuple[Question, ...]:
        """The questions that this step asks; none where it asks none."""
        playbook, step = self.playbook(playbook_id), self.step(playbook_id, step_id)
        return playbook.survey if playbook and step and step.survey else ()

    def findings(self, playbook_id: str) -> tuple[Finding, ...]:
        """What an agent may find in a conversation of this playbook."""
        playbook = self.playbook(playbook_id)
        return playbook.findings if playbook else ()


def books(session: Session, language: str) -> Books:
    """All of them, by one question to the database."""
    return Books(held(session), language)
