"""Entries: what an agent writes of one call, and what it says of each of the call's topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from dialer.topics import Held
from runtime.zones import local_date, on_clock

#: The matter itself was talked about: what came of one topic says nothing of the others.
DISCUSSED = frozenset({"well", "concern", "dissatisfied"})
#: Somebody of ours talked with the customer; quotas and caps count it.
CONTACT = DISCUSSED | {"call_later", "refused"}
#: The customer was not talked with: the follow-up goes on.
NOT_REACHED = frozenset({"machine", "relative", "wrong_number"})
#: Of a companion for which there was no time. It has no outcome and goes on.
NOT_DISCUSSED = "not_discussed"
#: The next date lies within this span.
AHEAD = timedelta(days=366)
#: From the entry until a call that is promised for a time of day.
AT_LEAST = timedelta(minutes=10)
#: How a customer can be.
ATTITUDES = ("warm", "calm", "hurried", "upset")
#: Of the customer's questions in one talk; signs of each, and of its answer.
MOST_QUESTIONS, LONGEST_ANSWER = 10, 400
#: Signs of what cannot wait; one line.
LONGEST_FLAG = 200


class EntryWrong(Exception):
    """The entry cannot be kept as it is; the message says what to change."""


class NotYours(Exception):
    """This conversation belongs to another agent."""


@dataclass(frozen=True)
class Asked:
    """What the customer asked, and what they were answered; one of the two may be empty."""

    asked: str
    answered: str = ""


@dataclass(frozen=True)
class Entry:
    """What the agent wrote of one call."""

    #: What came of the lead.
    disposition: str
    #: Of the whole conversation; each outcome of the call carries them.
    notes: str = ""
    #: Answers to the lead's survey.
    ratings: dict[str, int] = field(default_factory=dict)
    #: On the customer's calendar, and on their clock; a time only beside a date.
    next_date: date | None = None
    next_time: time | None = None
    #: What the agent found, by the playbook's list; it becomes an event that other playbooks count from.
    finding: str = ""
    #: What came of a companion, by follow-up: a disposition, or `NOT_DISCUSSED`. See `come_to` for one without.
    topics: dict[int, str] = field(default_factory=dict)
    #: Answers to a companion's survey, by follow-up.
    topic_ratings: dict[int, dict[str, int]] = field(default_factory=dict)
    #: How the customer was, one of `ATTITUDES`; empty where nobody said. Kept, as what follows, with the lead.
    attitude: str = ""
    #: In the order of the talk.
    questions: tuple[Asked, ...] = ()
    #: What cannot wait, in one line; empty where nothing was raised. See `campaigns.red_flags`.
    red_flag: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """What the talk as a whole leaves in the outcome of its lead, by the names of the columns."""
        asked = [{"asked": one.asked, "answered": one.answered} for one in self.questions]
        return {"attitude": self.attitude, "questions": asked, "red_flag": self.red_flag}


@dataclass(frozen=True)
class Said:
    """What came of one topic."""

    topic: FollowUp
    disposition: str
    ratings: dict[str, int]
    #: The day that was promised for this topic, and at what time of it, where one was named.
    next_date: date | None
    next_time: time | None = None


def come_to(entry: Entry, companion_id: int) -> str:
    """What came of a companion: its own entry, else what is true of the whole call, else *well*.

    To call later, to refuse or not to be there is about the call. A concern is about one matter: it is not passed on.
    """
    whole_call = "well" if entry.disposition in DISCUSSED else entry.disposition
    return entry.topics.get(companion_id) or whole_call


def check_record(entry: Entry) -> None:
    """Raise `EntryWrong` for an attitude that nobody knows, and for what is too much or too long to be kept."""
    if entry.attitude and entry.attitude not in ATTITUDES:
        raise EntryWrong("The customer was warm, calm, hurried or upset, or nothing is said of it.")
    if len(entry.questions) > MOST_QUESTIONS:
        raise EntryWrong("Ten questions are kept at most; write what is left into the notes.")
    if any(len(said) > LONGEST_ANSWER for one in entry.questions for said in (one.asked, one.answered)):
        raise EntryWrong("A question, and an answer, has 400 characters at most.")
    if len(entry.red_flag) > LONGEST_FLAG or "\n" in entry.red_flag:
        raise EntryWrong("The red flag is one line of 200 characters at most; the notes have room for more.")


def read_entry(held: Held, entry: Entry) -> list[Said]:
    """What came of each topic that was talked about, the lead first. What is no topic of this call is not looked at.

    The next date is for what is to be called about later. Where nothing is, it is for the lead, and for what was not
    reached along with it; on that day they are one call again.
    """
    beside = {f: come_to(entry, f.id) for f in held.companions if f.state is FollowUpState.TALKED}
    came_to = {held.lead: entry.disposition} | beside
    dated = {f for f, disposition in came_to.items() if disposition == "call_later"}
    dated = dated or {f for f, disposition in came_to.items() if f is held.lead or disposition in NOT_REACHED}
    ratings = entry.topic_ratings | {held.lead.id: entry.ratings}
    promised = dict.fromkeys(dated, (entry.next_date, entry.next_time))
    return [Said(f, d, ratings.get(f.id, {}), *promised.get(f, (None, None))) for f, d in came_to.items()]


def check(held: Held, said: list[Said], agent_id: int, zone: str, now: datetime) -> None:
    """Raise `EntryWrong` or `NotYours` where this cannot be kept; `zone` is the customer's."""
    if held.attempt.agent_id != agent_id:
        raise NotYours("This conversation belongs to another agent.")
    if held.attempt.bridged_at is None:
        raise EntryWrong("The call has not been answered yet; there is nothing to log.")
    check_said(said, zone, now)


def check_said(said: list[Said], zone: str, now: datetime) -> None:
    """Raise `EntryWrong` for ratings that are none, and for dates that are missing; `zone` is the customer's."""
    if any(not 1 <= rating <= 5 for one in said for rating in one.ratings.values()):
        raise EntryWrong("A rating is a number from 1 to 5.")
    for one in said:
        if one.disposition == "call_later" and one.next_date is None:
            raise EntryWrong("To call again later, choose the next date.")
        if one.next_date == local_date(now, zone) and one.next_time is None:
            raise EntryWrong("A call later today needs a time.")
        check_next_date(one.next_date, one.next_time, zone, now)


def check_next_date(named: date | None, at: time | None, zone: str, now: datetime) -> None:
    """Raise `EntryWrong` for a next date and time that no call can be planned for, whatever is open then.

    Both are the customer's, whose zone this is. Today is late enough where a time is named.
    """
    today = local_date(now, zone)
    if named is None:
        if at is not None:
            raise EntryWrong("A time of day needs its date: choose the next date too.")
        return
    if not (today <= named if at else today < named) or named > today + AHEAD:
        raise EntryWrong("The next date must lie after today and within a year.")
    if at is not None and on_clock(named, at, zone) < now + AT_LEAST:
        raise EntryWrong("Name a time that is at least ten minutes from now.")
