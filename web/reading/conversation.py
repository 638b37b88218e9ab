"""Everything an agent needs to know about one conversation: who, what was done, what was said, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from campaigns.agents import Agent
from campaigns.branches import Branch
from campaigns.customers import Customer
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.attempts import Attempt
from dialer.texting.greetings import greeting_words
from dialer.topics import beside
from web.reading.history import Deed, LastWord, Matter, Promise, last_words, promises, still_open
from web.reading.script import for_a_person
from web.reading.steps import Books
from web.reading.timeline import Happened, timeline
from web.reading.topic import Purpose, Topic, Who, topic_of


@dataclass(frozen=True)
class Conversation:
    """One call as the desk shows it. Days are the customer's own."""

    attempt_id: int
    rang_back: bool
    agent: str
    #: What leads the call, and whose telephone it is.
    lead: Topic
    #: What else is talked about, in this order; some of it may be about another customer of the same number.
    companions: tuple[Topic, ...]
    #: Greetings that are said along, as one line each.
    lines: tuple[str, ...]
    last_words: tuple[LastWord, ...]
    promises: tuple[Promise, ...]
    open: tuple[Matter, ...]
    timeline: tuple[Happened, ...]

    @property
    def surveyed(self) -> bool:
        """Some topic asks for ratings."""
        return any(topic.purpose.survey for topic in (self.lead, *self.companions))

    @property
    def who(self) -> Who:
        """Who is called."""
        return self.lead.who

    @property
    def purpose(self) -> Purpose:
        """Why, in the first place."""
        return self.lead.purpose

    @property
    def deed(self) -> Deed | None:
        """What was done, where the call hangs on something that was done."""
        return self.lead.deed


def conversation(session: Session, attempt_id: int, agent: Agent, books: Books) -> Conversation | None:
    """The agent's own conversation in the language of `books`; None when it is somebody else's or there is none."""
    attempt = session.get(Attempt, attempt_id)
    if attempt is None or attempt.agent_id != agent.id:
        return None
    follow_up = session.get_one(FollowUp, attempt.follow_up_id)
    customer = session.get_one(Customer, follow_up.customer_id)
    # What was withdrawn while the telephone rang is not brought up.
    joined = [f for f in beside(session, attempt.id) if f.state is not FollowUpState.WITHDRAWN]
    topics = [f for f in joined if f.mode == "agent"]
    talked_about = {follow_up.id, *(f.id for f in joined)}
    return Conversation(
        attempt_id=attempt.id,
        rang_back=attempt.direction == "in",
        agent=agent.name,
        lead=topic_of(session, follow_up, attempt.e164, agent.name, books),
        companions=tuple(topic_of(session, f, attempt.e164, agent.name, books) for f in topics),
        lines=tuple(_line(session, f) for f in joined if f.mode == "greeting"),
        last_words=last_words(session, customer),
        promises=promises(session, customer, talked_about, books),
        open=still_open(session, customer, talked_about, books),
        timeline=timeline(session, customer.id, attempt.id),
    )


def _line(session: Session, greeting: FollowUp) -> str:
    customer = session.get_one(Customer, greeting.customer_id)
    branch = session.get_one(Branch, customer.branch)
    return for_a_person(greeting_words(session, greeting, customer, branch))
