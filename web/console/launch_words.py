"""The words of a launch: a step's own, what may stand in them, hours and caps as a supervisor reads them."""

from __future__ import annotations

import re

from flask_babel import gettext, ngettext

from campaigns.playbooks.model import TEXTED, Step
from dialer.caps.house import house_rows
from dialer.caps.rows import CUSTOMER
from dialer.hours.policy import HoursPolicy, shelf
from dialer.hours.windows import show
from dialer.inbound.meanings import STOP
from dialer.text_rules.privacy import private_word

#: A greeting is listened to for half a minute; a text above this would be refused by networks in mainland China.
LONGEST = {"greeting": 600, "text": 500}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FILLED_IN = {"greeting": ("address", "house"), "text": TEXTED}


def blanks(step: Step) -> tuple[str, ...]:
    """What is filled in for each customer where the step's words have it in braces."""
    return _FILLED_IN.get(step.mode, ())


def own_words(step: Step) -> dict[str, str]:
    """Language -> what the playbook says; empty where a launch does not change it, as in an agent's script."""
    words = {"greeting": step.script, "text": step.text}.get(step.mode)
    return {"zh": words.zh.strip(), "en": words.en.strip()} if words else {}


def wrong_with(text: str, step: Step) -> str:
    """What is to be changed in a greeting or a text before anybody gets it; empty where it may go."""
    known, longest = blanks(step), LONGEST[step.mode]
    if not text:
        return gettext("Write what it says.")
    if len(text) > longest:
        return gettext("At most %(n)d characters, so that people take it in to the end.", n=longest)
    unknown = sorted(set(_PLACEHOLDER.findall(text)) - set(known))
    if unknown:
        usable = ", ".join("{" + one + "}" for one in known)
        return gettext("{%(what)s} cannot be filled in; there are %(usable)s.", what=unknown[0], usable=usable)
    private = private_word(text)
    if private is not None:
        return gettext("Anybody may pick up: leave out “%(word)s”, and what else it is about.", word=private)
    return _no_way_out(text, step)


def _no_way_out(text: str, step: Step) -> str:
    """Whoever is texted has to learn how to be left in peace."""
    if step.mode != "text" or any(word in STOP for word in re.findall(r"[A-Z]{2,}|退订|退訂", text)):
        return ""
    return gettext("Say how to opt out, such as “Reply STOP to opt out” or “拒收请回复TD”.")


def hours_in_words() -> dict[str, str]:
    """Name of hours -> how a supervisor reads them, with their windows."""
    names = {
        "hospital": gettext("Hospital"),
        "clinic": gettext("Clinic"),
        "workshop": gettext("Workshop"),
        "greeting": gettext("Greetings"),
        "text": gettext("Texts"),
        "call-centre": gettext("Call centre"),
        "office": gettext("Office"),
        "utility": gettext("Utility"),
        "law-only": gettext("Whenever the law permits"),
    }
    return {name: f"{names.get(name, name)} · {_windows(policy)}" for name, policy in shelf().items()}


def _windows(policy: HoursPolicy) -> str:
    days = [show(day).replace(";", ", ") for day in policy.week]
    said = [days[0] if len(set(days)) == 1 else gettext("differs by day")]
    if policy.no_public_holidays:
        said.append(gettext("never on public holidays"))
    if policy.workdays_only:
        said.append(gettext("workdays only"))
    return "; ".join(said)


def house_caps_in_words(purpose: str, channel: str) -> list[str]:
    """The house's own caps on contacts with one customer, over all campaigns; no launch lifts them."""
    rows = [row for row in house_rows(purpose, channel) if CUSTOMER in row.of]
    return [_cap(row.most, channel, row.span.written) for row in rows if row.most is not None]


def _cap(most: int, channel: str, span: str) -> str:
    spans = {
        "24h": gettext("24 hours"),
        "10min": gettext("10 minutes"),
        "1 day": gettext("a day"),
        "1 month": gettext("a month"),
    }
    within = spans.get(span, span)
    if channel == "text":
        return ngettext("%(num)d text in %(span)s", "%(num)d texts in %(span)s", most, span=within)
    return ngettext("%(num)d call in %(span)s", "%(num)d calls in %(span)s", most, span=within)
