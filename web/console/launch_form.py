"""The form of a launch: what, to whom, which words, when and from which numbers; what is wrong beside each field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from campaigns.house_clock import house_zone
from campaigns.playbooks.editions import held
from campaigns.playbooks.model import Playbook, Step
from campaigns.segments import Segment
from dialer.hours.policy import shelf
from dialer.launch import Launch, new_key
from runtime.zones import local_date
from web.at_hand import db, now
from web.console import segment_form
from web.console.launch_words import own_words, wrong_with
from web.reading.our_lines import our_lines

#: The playbook that is chosen where nobody has chosen.
GREETING = "holiday-greeting"
LANGUAGES = ("zh", "en")
LONGEST_NAME = 80
#: Days ahead that a launch may be planned for, and days that it may last.
AHEAD, LASTS = 366, 92
FIELDS = (
    "name", "what", "said-for", "message-zh", "message-en", "hours", "starts-on", "ends-on", "tries", "lines",
    *segment_form.FIELDS,
)  # fmt: skip
#: What the form says anew, whatever came.
_SET = ("what", "said-for", "message-zh", "message-en")


@dataclass(frozen=True)
class Wanted:
    """What the supervisor filled in."""

    name: str
    playbook: Playbook
    step: Step
    segment: Segment
    #: Language -> text; empty where the words are the playbook's, as an agent's script is.
    message: dict[str, str]
    hours: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    tries: int | None = None
    lines: tuple[str, ...] = ()
    #: Every field as it was typed, for the form and for what follows it.
    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    #: Field -> what is to be changed.
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """The playbook and the step, as the form names them."""
        return f"{self.playbook.id}/{self.step.id}"

    @property
    def editable(self) -> bool:
        """Its words are written here: a greeting's and a text's, not an agent's script."""
        return self.step.mode in ("greeting", "text")

    @property
    def differs(self) -> bool:
        """Something is set otherwise than the playbook says."""
        return bool(self.hours or self.starts_on or self.ends_on or self.tries)

    def but(self, wrong: dict[str, str]) -> Wanted:
        """The same, with just this to be changed."""
        return replace(self, wrong=wrong)

    def launch(self, by: int, key: str = "") -> Launch:
        """The decision to launch it; `key` names it."""
        return Launch(
            self.name, self.playbook, self.segment, self.message, by, key or new_key(), self.step.id, self.hours,
            self.starts_on, self.ends_on, self.tries, self.lines,
        )  # fmt: skip


def launchable() -> list[tuple[Playbook, Step]]:
    """Every step of the house's playbooks that a supervisor launches, the greeting's first."""
    found = [(one.playbook, step) for one in held(db()).values() for step in one.playbook.launched]
    return sorted(found, key=lambda one: (one[0].id != GREETING, one[0].id))


def blank(what: str = "") -> Wanted:
    """The form before anything is filled in: everybody, and the step's own words."""
    return read_wanted(MultiDict({"what": what})).but({})


def with_fields(form: MultiDict[str, str], names: tuple[str, ...], put: MultiDict[str, str]) -> MultiDict[str, str]:
    """The same form with these fields replaced."""
    kept = [(name, value) for name, value in form.items(multi=True) if name not in names]
    return MultiDict([*kept, *put.items(multi=True)])


def read_wanted(form: MultiDict[str, str]) -> Wanted:
    """What came with the request, checked."""
    wrong: dict[str, str] = {}
    playbook, step = _chosen(form.get("what", ""), wrong)
    what = f"{playbook.id}/{step.id}"
    segment, wrong_filters = segment_form.read_segment(form)
    message = _message(form, step, what, wrong)
    starts_on, ends_on = _days(form, wrong)
    typed = [(name, value) for name, value in form.items(multi=True) if name in FIELDS and name not in _SET]
    own = [(f"message-{lang}", text) for lang, text in message.items()]
    return Wanted(
        name=_name(form, wrong),
        playbook=playbook,
        step=step,
        segment=segment,
        message=message,
        hours=_hours(form, wrong),
        starts_on=starts_on,
        ends_on=ends_on,
        tries=_tries(form, wrong),
        lines=_lines(form, wrong),
        typed=MultiDict([*typed, ("what", what), ("said-for", what), *own]),
        wrong=wrong | wrong_filters,
    )


def wanted_of(launch: Launch) -> Wanted:
    """The form that says what was decided, or proposed; its days may have begun since."""
    return replace(read_wanted(_typed_of(launch)), wrong={})


def _typed_of(launch: Launch) -> MultiDict[str, str]:
    """The fields that say this launch, as the form would send them."""
    single = {
        "name": launch.name,
        "what": f"{launch.playbook.id}/{launch.chosen.id}",
        "hours": launch.hours,
        "starts-on": launch.starts_on,
        "ends-on": launch.ends_on,
        "tries": launch.tries,
    } | {f"message-{lang}": text for lang, text in launch.message.items()}
    pairs = [(name, str(value)) for name, value in single.items() if value not in (None, "")]
    pairs += [("lines", line) for line in launch.lines]
    return MultiDict([*pairs, *segment_form.fields_of(launch.segment).items(multi=True)])


def _chosen(what: str, wrong: dict[str, str]) -> tuple[Playbook, Step]:
    steps = launchable()
    found = next(((p, s) for p, s in steps if f"{p.id}/{s.id}" == what), None)
    if found is None and what:
        wrong["what"] = gettext("This step is not launched any more; choose another.")
    return found or steps[0]


def _name(form: MultiDict[str, str], wrong: dict[str, str]) -> str:
    name = form.get("name", "").strip()
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = gettext("Give the campaign a name of at most %(n)d characters.", n=LONGEST_NAME)
    return name


def _message(form: MultiDict[str, str], step: Step, what: str, wrong: dict[str, str]) -> dict[str, str]:
    """The words that were typed for this step; its own where those of another were on the page, or none yet."""
    own = own_words(step)
    if not own:
        return {}
    if form.get("said-for", what) != what:
        wrong["what"] = gettext("Another step was chosen: read its words first.")
        return own
    message = {lang: form.get(f"message-{lang}", own[lang]).strip() for lang in LANGUAGES}
    wrong |= {f"message-{lang}": w for lang, text in message.items() if (w := wrong_with(text, step))}
    return message


def _hours(form: MultiDict[str, str], wrong: dict[str, str]) -> str:
    hours = form.get("hours", "")
    if hours and hours not in shelf():
        wrong["hours"] = gettext("There are no hours of this name.")
    return hours


def _days(form: MultiDict[str, str], wrong: dict[str, str]) -> tuple[date | None, date | None]:
    first, last = (segment_form.read_day(form, name, wrong) for name in ("starts-on", "ends-on"))
    today = local_date(now(), house_zone(db()))
    begins = max(first or today, today)
    if first and first < today:
        wrong["starts-on"] = gettext("The first day is over.")
    elif first and (first - today).days > AHEAD:
        wrong["starts-on"] = gettext("At most %(n)d days ahead.", n=AHEAD)
    if last and last < begins:
        wrong["ends-on"] = gettext("The last day comes after the first, and is not over.")
    elif last and (last - begins).days > LASTS:
        wrong["ends-on"] = gettext("It may last for %(n)d days at the most.", n=LASTS)
    return first, last


def _tries(form: MultiDict[str, str], wrong: dict[str, str]) -> int | None:
    typed = form.get("tries", "").strip()
    if typed and not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:3]) <= 10):
        wrong["tries"] = gettext("A whole number from %(least)d to %(most)d.", least=1, most=10)
        return None
    return int(typed) if typed else None


def _lines(form: MultiDict[str, str], wrong: dict[str, str]) -> tuple[str, ...]:
    chosen, ours = form.getlist("lines"), our_lines(db())
    if any(line not in ours for line in chosen):
        wrong["lines"] = gettext("One of these numbers is not ours any more.")
    return tuple(line for line in ours if line in chosen)
