"""For whom a step is meant, in English: "if the customer's tier is gold or diamond"."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.playbooks.conditions import Condition, CustomerIs, EventIs, HistoryIs
from campaigns.playbooks.sentences.english.windows import times
from campaigns.playbooks.sentences.parts import grouped, number
from campaigns.playbooks.sentences.words import any_of, clause, event_word, said, value_word


def only_if(conditions: Sequence[Condition]) -> str:
    """All of them, each a clause; empty where there is none."""
    return f"if {' and '.join(_clause(*one) for one in grouped(conditions))}" if conditions else ""


def _clause(condition: Condition, alike: Sequence[HistoryIs]) -> str:
    if isinstance(condition, HistoryIs):
        return _contacts(condition) if condition.history == "contact" else _events(condition, alike)
    if isinstance(condition, CustomerIs):
        return _test(condition, condition.customer, said("customer", condition.customer, "en"))
    field = said("event", condition.event, "en")
    if condition.same_as is not None:
        return f"{field} equals {said('event', condition.same_as, 'en')}"
    return _test(condition, condition.event, field)


def _test(test: CustomerIs | EventIs, name: str, field: str) -> str:
    listed = test.is_ or test.is_not or ()
    if len(listed) == 1 and (said_whole := clause(name, listed[0], "en", excluded=test.is_ is None)):
        return said_whole
    if test.is_ is not None:
        return f"{field} is {any_of([value_word(name, value, 'en') for value in test.is_], 'en')}"
    if test.is_not is not None:
        others = " nor ".join(value_word(name, value, "en") for value in test.is_not)
        return f"{field} is {'neither' if len(test.is_not) > 1 else 'not'} {others}"
    if test.present is not None:
        return f"{field} is {'' if test.present else 'not '}on record"
    if test.at_least is not None:
        return f"{field} is at least {number(test.at_least)}"
    return f"{field} is at most {number(test.at_most or 0)}"


def _events(condition: HistoryIs, alike: Sequence[HistoryIs]) -> str:
    words = [event_word(one.history, (one.category,) if one.category else (), "en") for one in alike]
    if condition.at_most == 0:
        return f"the customer has had no {any_of([word.said for word in words], 'en')}{_among(condition)}"
    bound, count = ("at least", condition.at_least) if condition.at_least else ("at most", condition.at_most)
    what = f"one {words[0].said}" if count == 1 else f"{count} {words[0].many}"
    return f"the customer has had {bound} {what}{_among(condition)}"


def _contacts(condition: HistoryIs) -> str:
    if condition.at_most == 0:
        return f"nobody has talked with the customer{_among(condition)}"
    bound = (
        f"at least {times(condition.at_least)}" if condition.at_least else f"at most {times(condition.at_most or 0)}"
    )
    return f"we have talked with the customer {bound}{_among(condition)}"


def _among(condition: HistoryIs) -> str:
    subject = " on the same subject" if condition.same_subject else ""
    if condition.within is not None:
        span = condition.within
        return f"{subject} in the last {span.unit.value if span.count == 1 else span}"
    return f"{subject} since then" if condition.since_anchor else subject
