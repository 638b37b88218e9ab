"""For whom a step is meant, in Chinese: 若客户等级为金卡或钻石卡."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.playbooks.conditions import Condition, CustomerIs, EventIs, HistoryIs
from campaigns.playbooks.sentences.chinese.windows import length
from campaigns.playbooks.sentences.parts import grouped, number
from campaigns.playbooks.sentences.words import any_of, clause, event_word, said, value_word


def only_if(conditions: Sequence[Condition]) -> str:
    """All of them, each a clause; empty where there is none."""
    return f"若{'，且'.join(_clause(*one) for one in grouped(conditions))}" if conditions else ""


def _clause(condition: Condition, alike: Sequence[HistoryIs]) -> str:
    if isinstance(condition, HistoryIs):
        return f"{_among(condition)}{_counted(condition, alike)}"
    if isinstance(condition, CustomerIs):
        return _test(condition, condition.customer, said("customer", condition.customer, "zh"))
    field = said("event", condition.event, "zh")
    if condition.same_as is not None:
        return f"{field}等于{said('event', condition.same_as, 'zh')}"
    return _test(condition, condition.event, field)


def _test(test: CustomerIs | EventIs, name: str, field: str) -> str:
    listed = test.is_ or test.is_not or ()
    if len(listed) == 1 and (said_whole := clause(name, listed[0], "zh", excluded=test.is_ is None)):
        return said_whole
    if listed:
        words = [value_word(name, value, "zh") for value in listed]
        return f"{field}{'为' if test.is_ else '不是'}{any_of(words, 'zh')}"
    if test.present is not None:
        return f"{'已' if test.present else '未'}登记{field}"
    if test.at_least is not None:
        return f"{field}不低于{number(test.at_least)}"
    return f"{field}不超过{number(test.at_most or 0)}"


def _counted(condition: HistoryIs, alike: Sequence[HistoryIs]) -> str:
    if condition.history == "contact":
        reached = "联系到客户"
        if condition.at_most == 0:
            return f"没有{reached}"
        return f"{reached}{f'至少{condition.at_least}' if condition.at_least else f'不超过{condition.at_most}'}次"
    words = [event_word(one.history, (one.category,) if one.category else (), "zh") for one in alike]
    what = any_of([word.said for word in words], "zh")
    what = f"同一事项的{what}" if condition.same_subject else what
    if condition.at_most == 0:
        return f"没有{what}"
    return f"有{f'至少{condition.at_least}' if condition.at_least else f'不超过{condition.at_most}'}次{what}"


def _among(condition: HistoryIs) -> str:
    if condition.within is not None:
        return f"最近{length(condition.within)}内"
    return "此后" if condition.since_anchor else ""
