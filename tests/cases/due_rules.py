"""The rules of the due cases, each as a playbook of the product's own language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from campaigns.calendars.shifts import Direction, Mode, open_day
from campaigns.follow_ups import FollowUp
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from campaigns.planning.standing import Standing, quota_standing, standing
from tests.cases.due_house import Answer, Fields, House, UnknownCase, playbook

#: How late a step may be that the case lets wait for ever.
_FOR_EVER = 366
_CALL = re.compile(r"(?P<how>[a-z-]+) (?P<on>\S+)")
_REACHED = {"reached": True, "done": True, "answered": True, "no-answer": False, "busy": False, "voicemail": False}


def window(near: int, far: int) -> str:
    """From day to day after the anchor, both negative for before it, in the words of a playbook."""
    if 0 <= near <= far:
        return f"{near} to {far} days after"
    if near <= far <= 0:
        return f"{-far} to {-near} days before"
    raise UnknownCase(f"a window from day {near} to day {far} cannot be written in a playbook")


def _late(expire: int | None, to_days: int) -> str:
    """The case counts its expiry from the anchor's day, a playbook from the window's last."""
    if expire is not None and expire < to_days:
        raise UnknownCase(f"it would expire on day {expire}, before its window ends on day {to_days}")
    return f"{_FOR_EVER if expire is None else expire - to_days} days"


def _timing(params: Fields) -> tuple[dict[str, str], bool]:
    """The window and the lateness of a step, and whether it expires."""
    near, far, expire = params.get("from_days", 0), params.get("to_days"), params.get("expire_days", None)
    return {"due": window(near, far), "late": _late(expire, far)}, expire is not None


def _run_out(house: House, events: Fields, params: Fields) -> Answer:
    """R itself is overdue: the last day late counts from R - 1."""
    params.only("rounding", "floor", "floor")
    before, expire = params.get("before_days"), params.get("expire_after_days", None)
    late = _FOR_EVER if expire is None else expire + 1
    purchases = [(house.day(bought["date"]), bought) for bought in events.get("purchases")]
    for on, bought in purchases:
        house.happened(on, "purchase", quantity=bought["quantity"], units_per_day=bought["per_day"])
    supply = {"runs_out": "purchase"}
    step = {"id": "runout", "anchor": "supply", "due": f"1 to {before} days before", "late": f"{late} days"}
    first = min((on for on, _ in purchases), default=house.today) - timedelta(days=before)
    return _done(house, params, house.find(playbook({"supply": supply}, step), "runout", first), expire is not None)


def _registration(market: str) -> Callable[[House, Fields, Fields], Answer]:
    """By the market's age: one playbook has both steps."""

    def rule(house: House, events: Fields, params: Fields) -> Answer:
        on = house.day(events.get("registered_at" if "registered_at" in events else "anchor"))
        house.customer.details = {"market": market}
        house.happened(on, "registration")
        timing, expires = _timing(params)
        step: dict[str, Any] = {"anchor": "registered"} | timing
        steps = (step | {"id": one, "when": [{"customer": "market", "is": [one]}]} for one in ("new", "mature"))
        book = playbook({"registered": {"event": "registration"}}, *steps)
        return _done(house, params, house.find(book, market, on), expires)

    return rule


def _chained(house: House, events: Fields, params: Fields) -> Answer:
    """After the step before: it counts from the day on which that one *reached* the customer."""
    reached_on = _reached_on(house, events)
    timing, expires = _timing(params)
    book = playbook(
        {"start": {"event": "parcel"}, "reached": {"done": "before"}},
        {"id": "before", "anchor": "start", "due": "on the day", "late": "7 days"},
        {"id": "asked", "anchor": "reached"} | timing,
    )
    day = reached_on or house.today - timedelta(days=3)
    house.happened(day, "parcel")
    before = house.find(book, "before", day)
    assert before is not None, "the step before was not planned"
    house.close(before, FollowUpState.DONE if reached_on else FollowUpState.EXHAUSTED, reached_on)
    return _done(house, params, house.find(book, "asked", day), expires)


def _reached_on(house: House, events: Fields) -> date | None:
    if "anchor" in events:
        return house.day(events.get("anchor"))
    name = next((name for name in ("first_call", "second_call") if name in events), "first_call")
    called = _CALL.fullmatch(events.get(name))
    if called is None or called["how"] not in _REACHED:
        raise UnknownCase(f"events.{name}: expected one of {', '.join(_REACHED)} and a day")
    return house.day(called["on"]) if _REACHED[called["how"]] else None


def _monthly(house: House, events: Fields, params: Fields) -> Answer:
    """Planned on the eve of the month, and once more today, when the contacts are known."""
    third_call, at_least, at_most = house.day(events.get("third_call")), params.get("min"), params.get("max")
    book = playbook(
        {"start": {"event": "parcel"}, "third": {"done": "third"}},
        {"id": "third", "anchor": "start", "due": "on the day"},
        {"id": "monthly", "anchor": "third", "quota": {"per": "month", "at_least": at_least, "at_most": at_most}},
    )
    house.happened(third_call, "parcel")
    third = house.find(book, "third", third_call)
    assert third is not None, "the third call was not planned"
    house.close(third, FollowUpState.DONE, third_call)
    for night in (third_call, house.today.replace(day=1) - timedelta(days=2)):
        house.plan(book, night)
    for said in events.get("contacts"):
        row = {"customer_id": house.customer.id, "disposition": "well", "logged_at": third.opens_at}
        house.session.add(Outcome(follow_up_id=third.id, contact_on=house.day(said), **row))
    house.plan(book, house.today)
    return _of_month(house, at_least, at_most)


def _of_month(house: House, at_least: int, at_most: int) -> Answer:
    """The parts of this month, else of the first month that has any, with the contacts that fall into it."""
    parts = [part for part in house.planned("monthly") if part.last_day >= house.today.replace(day=1)]
    if not parts:
        return Answer(Standing.NOT_APPLICABLE)
    month = parts[0].first_day.strftime("%Y-%m")
    parts = [part for part in parts if part.first_day.strftime("%Y-%m") == month]
    first, last = parts[0].first_day, parts[-1].last_day
    within = Outcome.contact_on.between(first, last)
    own = select(func.count()).where(Outcome.customer_id == house.customer.id, within)
    contacts = house.session.execute(own).scalar_one()
    how = quota_standing(contacts, at_least, at_most, standing(first, last, None, house.today))
    waits = sum(part.state is FollowUpState.PLANNED for part in parts)
    if waits != max(0, at_least - contacts):
        raise UnknownCase(f"the plan has {waits} open calls of the month after {contacts} contacts")
    return Answer(how, first, last)


def _birthday(house: House, anchor: dict[str, Any], params: Fields, year: int, *, any_year: bool) -> Answer:
    expire = params.get("expire_days", None)
    late = _FOR_EVER if expire is None else expire
    book = playbook({"born": anchor}, {"id": "greet", "anchor": "born", "due": "on the day", "late": f"{late} days"})
    this = house.find(book, "greet", date(year, 1, 1), f"/{year}")
    answer = _done(house, params, this, expire is not None)
    if not any_year or answer.status != Standing.EXPIRED:
        return answer
    after = house.find(book, "greet", house.today, f"/{year + 1}")
    assert this is not None, "the birthday of this year was not planned"
    assert after is not None, "the birthday of the next year was not planned"
    nearer = after.first_day - house.today < house.today - this.last_day
    return house.answer(after, expire is not None) if nearer else answer


def _birthday_solar(house: House, events: Fields, params: Fields) -> Answer:
    """Of today's year, unless it is over and the next one is nearer."""
    house.customer.birthday = date.fromisoformat(events.get("birth"))
    anchor = {"customer": "birthday", "feb29": params.get("feb29", "feb28")}
    return _birthday(house, anchor, params, house.today.year, any_year=True)


def _birthday_lunar(house: House, events: Fields, params: Fields) -> Answer:
    """Keyed by the lunar year."""
    params.only("day30", "last_day", "last_day")
    leap = "+" if events.get("leap_month", False) else ""
    house.customer.lunar_birthday = f"{events.get('lunar_month'):02}-{events.get('lunar_day'):02}{leap}"
    anchor = {"customer": "lunar_birthday", "leap_month": params.get("leap_policy", "leap_if_exists")}
    return _birthday(house, anchor, params, params.get("lunar_year"), any_year=False)


def _festival(name: str) -> Callable[[House, Fields, Fields], Answer]:
    def rule(house: House, events: Fields, params: Fields) -> Answer:
        year, far, expire = events.get("year"), params.get("to_offset"), params.get("expire_offset", None)
        step = {"id": "greet", "anchor": "day", "due": window(params.get("from_offset"), far)}
        book = playbook({"day": {"festival": name}}, step | {"late": _late(expire, far)})
        found = house.find(book, "greet", date(year, 1, 1) - timedelta(days=60), f"/{year}")
        return _done(house, params, found, expire is not None)

    return rule


def _after_months(house: House, events: Fields, params: Fields) -> Answer:
    """Months first, then days: what is more than a day is the second turn of a step that recurs after so long."""
    on, months = house.day(events.get("anchor")), params.get("months")
    far, expire = params.get("to_days", 0), params.get("expire_days", None)
    step: dict[str, Any] = {"id": "asked", "anchor": "start", "late": _late(expire, far)}
    if far:
        step |= {"due": window(0, far), "repeat": {"every": f"{months} months", "times": 2}}
    else:
        step |= {"due": f"{months} months after"}
    house.happened(on, "start")
    book = playbook({"start": {"event": "start"}}, step)
    found = house.find(book, "asked", on)
    turns = house.planned("asked")
    return _done(house, params, turns[-1] if found and far else found, expire is not None)


def _done(house: House, params: Fields, found: FollowUp | None, expires: bool) -> Answer:
    if params.get("done", False) and found is not None:
        house.close(found, FollowUpState.DONE)
    return house.answer(found, expires)


def _shift(house: House, events: Fields, params: Fields) -> Answer:
    raw, (country, _, subdivision) = house.day(events.get("raw_due")), params.get("calendar").partition("-")
    to = open_day(raw, Direction(params.get("shift")), Mode(params.get("mode")), country, subdivision)
    return Answer("unchanged" if to == raw else "shifted", shifted_to=to)


RULES: dict[str, Callable[[House, Fields, Fields], Answer]] = {
    "runout": _run_out,
    "first_new": _registration("new"),
    "first_mature": _registration("mature"),
    "second": _chained,
    "expert": _chained,
    "third": _chained,
    "monthly": _monthly,
    "birthday_solar": _birthday_solar,
    "birthday_lunar": _birthday_lunar,
    "festival_spring": _festival("spring-festival"),
    "festival_newyear": _festival("new-year"),
    "after_months": _after_months,
    "shift": _shift,
}
