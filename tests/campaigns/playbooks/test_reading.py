"""A file that cannot be used says all of why: file, line, key, and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.calendars.festivals import FESTIVALS
from campaigns.playbooks.reading import PlaybookWrong, Problem, parse_playbook, read_playbook
from campaigns.playbooks.shelf import SHELF
from campaigns.playbooks.windows import SPAN_EXPECTED, WINDOW_EXPECTED

GOOD = '''id = "surgery"
name = { en = "After a surgery", zh = "术后回访" }
purpose = "care"
hours = "clinic"

[anchors]
surgery = { event = "surgery" }
first = { done = "day-1" }

[[steps]]
id = "day-1"
why = { en = "How is it?", zh = "了解情况" }
anchor = "surgery"
due = "1 day after"
priority = 10
[steps.script]
en = """
Hello {address}.
due = "no key, but spoken"
"""
zh = "您好"

[[steps]]
id = "monthly"
why = { en = "Still well?", zh = "是否安好" }
anchor = "first"
quota = { per = "month", at_least = 1, at_most = 4 }
priority = 20
script = { en = "Hello", zh = "您好" }
'''
KEYS = (
    "id, name, purpose, work, hours, on, text_after_missed, raises_unreached, replaced_by, cancelled_by, held_by, "
    "until_settled, red_flag, target, anchors, steps, survey, findings, duties"
)
STEP_KEYS = (
    "id, why, anchor, due, late, repeat, quota, when, role, skill, channels, text_lead, text, priority, tries, "
    "open_days, roll, survey, script"
)
ROLES = "service, assistant, consultant, nurse, doctor, guide, expert, manager, service-head, operations-head"
ANCHORS = "event, done, runs_out, customer, festival, register, launch"
NAME = "a name of small letters, digits and hyphens such as 'day-1'"
BOTH = "words in both languages: { en = …, zh = … }"


def said_of(text: str, name: str = "surgery.toml") -> str:
    """What is wrong with the text, without the name of its file."""
    with pytest.raises(PlaybookWrong) as wrong:
        parse_playbook(text, name)
    return str(wrong.value).replace("surgery.toml:", "")


def test_the_good_file_is_good() -> None:
    assert [step.id for step in parse_playbook(GOOD, "surgery.toml").steps] == ["day-1", "monthly"]


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        # a window that is none: the line of the key, not of the text that looks like it
        ('due = "1 day after"', 'due = "soon"', f"14: steps.0.due: {WINDOW_EXPECTED}, found 'soon'"),
        ('due = "1 day after"', "due = 3", f"14: steps.0.due: {WINDOW_EXPECTED}, found 3"),
        # a length that is none
        ("priority = 10", 'late = "a week"\npriority = 10', f"15: steps.0.late: {SPAN_EXPECTED}, found 'a week'"),
        # keys that are missing: the line where their table begins
        ('purpose = "care"\n', "", "1: purpose: expected this key: one of care, survey, marketing"),
        ('anchor = "surgery"\n', "", f"10: steps.0.anchor: expected this key: {NAME}"),
        ('zh = "您好"\n', "", "16: steps.0.script.zh: expected this key: text that is not empty"),
        (', zh = "是否安好"', "", "25: steps.1.why.zh: expected this key: text that is not empty"),
        ("priority = 20\n", "", "23: steps.1.priority: expected this key: a whole number from 1 to 99"),
        # a key that there is not, with the nearest that there is, or none
        (
            "priority = 10",
            'lat = "1 day"\npriority = 10',
            f"15: steps.0.lat: there is no such key; did you mean `late`? expected one of {STEP_KEYS}",
        ),
        (
            'hours = "clinic"',
            'hours = "clinic"\ncolour = 1',
            f"5: colour: there is no such key: expected one of {KEYS}",
        ),
        (
            '{ event = "surgery" }',
            '{ event = "surgery", categry = "fut" }',
            "7: anchors.surgery.categry: there is no such key; did you mean `category`? expected one of event, "
            "category, plus_days, if_detail, then, when",
        ),
        # one of a few words
        ('"care"', '"selling"', "3: purpose: expected one of care, survey, marketing, found 'selling'"),
        ("priority = 10", 'role = "chef"\npriority = 10', f"15: steps.0.role: expected one of {ROLES}, found 'chef'"),
        (
            "priority = 10",
            'priority = 10\nchannels = [\n  "call",\n  "fax",\n]',
            "18: steps.0.channels.1: expected one of call, greeting, text, visit, chat, mail, found 'fax'",
        ),
        # numbers out of bounds, or none
        ("priority = 10", "priority = 0", "15: steps.0.priority: expected a whole number from 1 to 99, found 0"),
        (
            "priority = 10",
            'priority = "high"',
            "15: steps.0.priority: expected a whole number from 1 to 99, found 'high'",
        ),
        ("at_most = 4", "at_most = 40", "27: steps.1.quota.at_most: expected a whole number from 1 to 31, found 40"),
        ('"clinic"', '"clinic"\ntarget = 0', "5: target: expected a number above 0 up to 1, found 0"),
        # what is of another kind
        ('"clinic"', "2026-11-24", "4: hours: expected text, found 2026-11-24"),
        ('"clinic"', '"clinic"\non = "maybe"', "5: on: expected true or false, found 'maybe'"),
        ('"clinic"', '"clinic"\nred_flag = true', f"5: red_flag: expected a list, each one of {ROLES}, found true"),
        ('{ en = "After a surgery", zh = "术后回访" }', '"Surgery"', f"2: name: expected {BOTH}, found 'Surgery'"),
        ('zh = "您好"', 'zh = ""', "21: steps.0.script.zh: expected text that is not empty, found ''"),
        # nothing in a list that wants something
        (
            "priority = 10",
            "priority = 10\nchannels = []",
            "16: steps.0.channels: expected a list of one or more, each "
            "one of call, greeting, text, visit, chat, mail, found an empty list",
        ),
        # a name that would not do in an address
        ('id = "monthly"', 'id = "Every Month"', f"24: steps.1.id: expected {NAME}, found 'Every Month'"),
        # anchors: of no kind, of a kind with something wrong in it, with a name that is none
        (
            '{ event = "surgery" }',
            '{ evnt = "surgery" }',
            f"7: anchors.surgery: expected an anchor with one of the keys {ANCHORS}, found a table with evnt",
        ),
        (
            '{ event = "surgery" }',
            '{ festival = "easter" }',
            f"7: anchors.surgery.festival: expected one of {', '.join(sorted(FESTIVALS))}, found 'easter'",
        ),
        ('{ event = "surgery" }', "{ launch = false }", "7: anchors.surgery.launch: expected one of true, found false"),
        (
            '{ event = "surgery" }',
            '{ event = "surgery", if_detail = "inpatient" }',
            "7: anchors.surgery: `if_detail` and `then` go together: expected both or neither",
        ),
        ("first =", '"First one" =', f"8: anchors.\"First one\": expected {NAME}, found 'First one'"),
        # an anchor that the playbook has not, and one that hangs on a step that does not come before
        ('anchor = "first"', 'anchor = "frist"', "26: steps.1.anchor: expected one of surgery, first, found 'frist'"),
        ('done = "day-1"', 'done = "monthly"', "8: anchors.first.done: expected an earlier step, found 'monthly'"),
        # twice the same name
        ('id = "monthly"', 'id = "day-1"', "24: steps.1.id: expected a name of its own, found 'day-1' a second time"),
        # conditions: of no kind, without a test, on an event that is none
        (
            "priority = 10",
            'when = [{ customers = "tier" }]\npriority = 10',
            "15: steps.0.when.0: expected a condition on `customer`, `event` or `history`, such as "
            '{ customer = "tier", is = ["gold"] }, found a table with customers',
        ),
        (
            "priority = 10",
            'priority = 10\n[[steps.when]]\ncustomer = "tier"',
            "16: steps.0.when.0: expected exactly one of is, is_not, at_least, at_most, present, found none",
        ),
        (
            "priority = 10",
            'when = [{ customer = "tier", is = [1.5] }]\npriority = 10',
            "15: steps.0.when.0.is.0: expected text or a whole number, found 1.5",
        ),
        # what does not go together within a step
        ("at_least = 1", "at_least = 5", "27: steps.1.quota: expected at_least <= at_most, found 5 > 4"),
        (
            "priority = 10",
            'priority = 10\nquota = { per = "year", at_least = 1, at_most = 1 }',
            "10: steps.0: expected one of due, quota",
        ),
        (
            "priority = 10",
            'priority = 10\nrepeat = { every = "1 month" }',
            "16: steps.0.repeat: expected an end: one of times, until, until_detail",
        ),
        (
            'script = { en = "Hello", zh = "您好" }\n',
            "",
            "23: steps.1.script: expected the agent's words: { en = …, zh = … }",
        ),
        (
            "priority = 20",
            'priority = 20\nchannels = ["text", "call"]',
            "23: steps.1.text: expected the words of the text: { en = …, zh = … }",
        ),
        (
            "priority = 20",
            'priority = 20\nchannels = ["chat"]',
            "29: steps.1.channels: expected one of text, call, greeting, visit among them",
        ),
        # a file that is named otherwise
        ('id = "surgery"', 'id = "injection"', "1: id: expected 'surgery', the file's own name, found 'injection'"),
        # no TOML: where the standard library's reader stopped
        ('purpose = "care"', 'purpose = "care', "3: not TOML: illegal character '\\n' at column 16"),
        ('purpose = "care"', "purpose =", "3: not TOML: invalid value at column 10"),
        ('purpose = "care"', 'id = "care"', "3: not TOML: cannot overwrite a value at column 12"),
        ('zh = "您好" }\n', 'zh = "您好" ', "29: not TOML: unclosed inline table at the end of the file"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(good: str, bad: str, says: str) -> None:
    assert GOOD.count(good) >= 1
    assert said_of(GOOD.replace(good, bad, 1)) == says


def test_everything_is_said_at_once_in_the_order_of_the_file() -> None:
    """Also what the right parts say of each other while others are wrong; and nothing that follows from another."""
    wrong = GOOD
    for good, bad in (
        ('id = "surgery"', 'id = "injection"'),
        ('due = "1 day after"', 'due = "soon"'),
        ("priority = 10", "prority = 10"),
        ('id = "monthly"', 'id = "day-1"'),
        ('anchor = "first"', 'anchor = "second"'),
    ):
        wrong = wrong.replace(good, bad, 1)
    assert said_of(wrong).split("\n") == [
        "1: id: expected 'surgery', the file's own name, found 'injection'",
        "10: steps.0.priority: expected this key: a whole number from 1 to 99",
        f"14: steps.0.due: {WINDOW_EXPECTED}, found 'soon'",
        f"15: steps.0.prority: there is no such key; did you mean `priority`? expected one of {STEP_KEYS}",
        "24: steps.1.id: expected a name of its own, found 'day-1' a second time",
        "26: steps.1.anchor: expected one of surgery, first, found 'second'",
    ]


def test_an_anchor_that_is_wrong_itself_is_not_missed_by_its_steps() -> None:
    assert (
        said_of(GOOD.replace('event = "surgery"', "event = 1")) == f"7: anchors.surgery.event: expected {NAME}, found 1"
    )


def test_a_step_whose_anchor_is_missing_is_told_beside_an_anchor_that_is_wrong() -> None:
    wrong = GOOD.replace('event = "surgery"', "event = 1").replace('anchor = "first"', 'anchor = "frist"')
    assert said_of(wrong).split("\n") == [
        f"7: anchors.surgery.event: expected {NAME}, found 1",
        "26: steps.1.anchor: expected one of surgery, first, found 'frist'",
    ]


def test_only_a_step_after_an_event_asks_about_the_event() -> None:
    asked = 'anchor = "surgery"\nwhen = [{ event = "subject", present = true }]'
    wrong = GOOD.replace('event = "surgery"', "launch = true").replace('anchor = "surgery"', asked)
    assert said_of(wrong) == "14: steps.0.when: only a step after an event can ask about the event"


def test_nothing_at_all_says_what_a_playbook_needs() -> None:
    assert said_of("").split("\n") == [
        f"1: id: expected this key: {NAME}",
        f"1: name: expected this key: {BOTH}",
        "1: purpose: expected this key: one of care, survey, marketing",
        "1: hours: expected this key: text",
        "1: anchors: expected this key: a table",
        "1: steps: expected this key: one or more of [[steps]]",
    ]


def test_a_mark_that_editors_put_before_the_text_does_no_harm() -> None:
    assert parse_playbook(f"\ufeff{GOOD}", "surgery.toml").id == "surgery"


def test_a_file_that_is_missing_or_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"id = 'x'\nname = '\xff\xfe'")
    said = {}
    for name in ("missing.toml", "bytes.toml"):
        with pytest.raises(PlaybookWrong) as wrong:
            read_playbook(tmp_path / name)
        said[name] = str(wrong.value)
    assert said == {
        "missing.toml": "missing.toml: the file cannot be read (No such file or directory)",
        "bytes.toml": "bytes.toml:2: expected text in UTF-8",
    }


def test_a_copied_file_is_not_taken_for_another_playbook(tmp_path: Path) -> None:
    copy = tmp_path / "another-name.toml"
    copy.write_text((SHELF / "skin-laser.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(PlaybookWrong, match=r"another-name\.toml:\d+: id: expected 'another-name'"):
        read_playbook(copy)


def test_a_problem_can_be_shown_beside_its_place() -> None:
    with pytest.raises(PlaybookWrong) as wrong:
        parse_playbook(GOOD.replace('"care"', '"selling"'), "surgery.toml")
    says = "expected one of care, survey, marketing, found 'selling'"
    assert wrong.value.problems == (Problem("surgery.toml", 3, "purpose", says),)
