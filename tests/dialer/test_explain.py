"""Why something happened to a follow-up, or did not: the whole story, in order, with its reasons."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint

import dialer.explaining.voice
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState, Result
from dialer.carrier import NumberRefused
from dialer.explain import Asked, Explanation, Voice, customers_numbered, explain, open_cases
from dialer.explaining.grounds import grounds
from dialer.hours.callee import ZonesKnown
from tests.cast import JACK, MEI, customer, event, follow_up, ready
from tests.dialer.family import mother_and_son, two_matters
from tests.dialer.play import Play

ENGLISH = Voice("en", "UTC", lambda code: code)
CHINESE = Voice("zh", "UTC", lambda code: code)
ROOM = Path(dialer.explaining.voice.__file__).parent
SAID = {k: v for file in ("said.toml", "answers.toml") for k, v in tomllib.loads((ROOM / file).read_text()).items()}


def told(play: Play, case: int | None = None, voice: Voice = ENGLISH) -> Explanation:
    """The story of this follow-up, of the first unless said."""
    with play.tools.sessions() as session:
        found = explain(session, case or play.case().id, asked(play), voice)
    assert found is not None
    return found


def asked(play: Play) -> Asked:
    return Asked(play.now, play.carrier, play.tools.ring_bound, play.tools)


def deeds(found: Explanation) -> list[str]:
    return [line.what for line in found.past]


def everything(found: Explanation) -> str:
    lines = [f"{line.what} {line.why}" for line in (*found.past, *found.present)]
    return "\n".join([found.rule, found.window, *lines])


def due(play: Play, **changes: Any) -> None:
    """Mei had her laser treatment yesterday, and is due a call."""
    with play.scene() as session:
        ready(session, play.now)
        mei = customer(session, external_id="M-1", zone=None)
        after = event(session, mei, play.now.date() - timedelta(days=1))
        follow_up(session, mei, play.now, **{"event_id": after.id, "closes_at": play.now + timedelta(days=2)} | changes)


def test_a_missed_call_is_told_from_the_rule_to_the_next_try(play: Play) -> None:
    due(play)
    call = play.rings_next()
    play.clock.forward(seconds=3)
    play.tell(call, "ringing")
    play.clock.forward(seconds=25)
    play.tell(call, "ended", Result.NO_ANSWER)
    found = told(play)
    assert deeds(found) == [
        "Planned by the rule: The day after the laser treatment, service calls, at most 3 times.",
        "Under way",
        "Call 1 to +852 •••• •567, claimed for Wing",
        "Call 1 is being asked of the carrier",
        "Call 1 placed",
        "Call 1 rings",
        "Call 1 ended",
        "Text 1 to +852 •••• •567 is written (1 segment of UCS-2)",
        "Waits",
    ]
    assert found.past[0].why == "because of: laser treatment on 2026-11-23"
    assert [line.at for line in found.past] == sorted(line.at for line in found.past if line.at)
    assert [line.what for line in found.present] == [
        "Waits until 2026-11-24 14:30:00",
        "Text 1 waits until 2026-11-24 11:00:28",
        "1 of 3 tries made",
        "At this instant (2026-11-24 11:00:28) it would be refused: house_cap_apart",
    ]
    assert found.present[0].why == "after_no_answer_other_part"


def test_a_call_stands_on_the_local_time_the_zone_the_hours_and_the_law(play: Play) -> None:
    due(play)
    play.rings_next()
    grounds = next(line.why for line in told(play).past if "asked of the carrier" in line.what)
    for said in (
        "2026-11-24 11:00:00 in Asia/Hong_Kong",
        "zone known by the number",
        "open that day 11:00-12:30, 14:30-17:30, 19:30-20:30",
        "clinic hours",
        "law row HK (Benchmark Code of Practice",
        "it may ring for 45 s",
    ):
        assert said in grounds
    assert " 0 of " not in grounds, "what counts nothing is on the page of evidence only"


def test_a_refusal_says_why_and_when_it_is_looked_at_again(play: Play) -> None:
    play.clock.forward(hours=2)  # the clinic's lunch
    due(play)
    play.work()
    (refused,) = [line for line in told(play).past if line.what.startswith("Not called")]
    assert refused.what == "Not called: outside_window"
    assert "2026-11-24 13:00:00 in Asia/Hong_Kong" in refused.why
    assert refused.why.endswith("looked at again 2026-11-24 14:30:00")
    waits, _, now = told(play).present
    assert (waits.what, waits.why) == ("Waits until 2026-11-24 14:30:00", "outside_window")
    assert now.what == "At this instant (2026-11-24 13:00:00) it would be refused: outside_window"


def test_the_same_refusal_over_and_over_is_one_line(play: Play) -> None:
    due(play)
    with play.scene() as session:
        mei = play.customer()
        session.merge(mei).zone = "Nowhere/Nothing"
    for _ in range(3):
        play.work()
        play.clock.forward(hours=1)
    (refused,) = [line for line in told(play).past if "called" in line.what]
    assert refused.what == "Not called 3 times until 2026-11-24 13:00:00: no_zone"
    assert "zone on file is the name of none" in refused.why
    assert refused.why.endswith("waiting alone does not change it")


def test_a_cap_says_its_source_and_what_was_counted(play: Play) -> None:
    due(play)
    play.tell(play.rings_next(), "ended", Result.BUSY)
    why = told(play).present[-1].why
    assert "cap: house_cap_apart (our own cap); " in why
    assert "our calls: 1 of 3 in 24 hours" in why


def test_a_cap_of_the_older_form_is_told_as_it_was_kept() -> None:
    kept = {"cap": "cap", "source": "the house's own", "calls_24h": 1}
    assert grounds(kept, ENGLISH) == "cap: cap (the house's own); calls to this number in 24 hours: 1"


def test_a_conversation_is_told_to_its_outcome(play: Play) -> None:
    due(play)
    call = play.rings_next()
    play.picks_up(call)
    play.tell(call, "ended", Result.TALKED)
    assert told(play).present[0].what == "The agent has not logged the outcome yet"
    play.concludes(call, "well", notes="call me on +85261234567")
    found = told(play)
    assert deeds(found)[-2:] == ["Outcome: all is well", "Done"]
    assert next(line.why for line in found.past if line.what.startswith("Outcome")) == "logged by Wing"
    (end,) = found.present
    assert (end.what, end.why) == ("Done at 2026-11-24 11:00:00", "all is well")


def test_no_telephone_number_is_shown_in_full(play: Play) -> None:
    due(play)
    call = play.rings_next()
    play.tell(call, "ended", Result.NO_ANSWER)
    play.work()
    play.tell(play.texts()[0], "ended", Result.DELIVERED)
    for voice in (ENGLISH, CHINESE):
        said = everything(told(play, voice=voice))
        assert "•567" in said
        for number in (MEI, play.agent().phone, call.line):
            assert number[1:] not in re.sub(r"\D", "", said)
            assert number[-6:] not in re.sub(r"[ -]", "", said)


def test_evidence_that_nobody_has_words_for_is_shown_and_its_numbers_are_masked() -> None:
    assert grounds({"said_by": "care", "asked_from": "+85291234567"}, ENGLISH) == (
        "said_by: care; asked_from: +852 •••• •567"
    )


def test_a_refusal_for_want_of_consent_says_its_source() -> None:
    assert grounds({"purpose": "marketing", "country": "DE", "source": "UWG § 7"}, ENGLISH) == "source: UWG § 7"


def test_what_a_call_is_about_besides_is_explained_by_its_own_grounds(play: Play) -> None:
    _, other = two_matters(play)
    play.rings_next()
    found = told(play, other)
    first = next(line for line in found.past if line.what.startswith("Call 1 to"))
    assert first.why == "in a call that is about something else too"
    assert "Asia/Hong_Kong" in next(line.why for line in found.past if "asked of the carrier" in line.what)


def test_a_sons_matter_is_explained_on_his_mothers_telephone(play: Play) -> None:
    _, his = mother_and_son(play)
    play.rings_next()
    assert told(play, his).customer == "陈小明"
    assert "Under way" in deeds(told(play, his))


def test_times_are_on_the_customers_own_clock(play: Play) -> None:
    with play.scene() as session:
        jack = customer(session, "Jack", JACK, zone="America/Vancouver", day_zone="America/Vancouver")
        follow_up(session, jack, play.now)
    found = told(play)
    assert found.zone == "America/Vancouver"
    assert "2026-11-23 20:00:00" in found.present[-1].what


def test_a_number_that_the_carrier_refuses_is_told(play: Play) -> None:
    due(play)
    play.carrier.refuses = NumberRefused("21211")
    play.work()
    refused = next(line for line in told(play).past if line.what == "Call 1 refused by the carrier")
    assert refused.why == "the number cannot be reached at all; 21211"
    assert told(play).present[0].what.startswith("Given up at")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        # nobody is called for a visit
        ({"mode": "visit"}, "Somebody goes there; nothing is judged before a visit"),
        # a text has hours of its own
        ({"mode": "text", "playbook": "unreached", "step": "text-next-day"}, "permitted"),
        # a playbook that was taken off the shelf
        ({"playbook": "of-old"}, "permitted"),
    ],
)
def test_every_kind_of_follow_up_can_be_explained(play: Play, changes: dict[str, Any], what: str) -> None:
    due(play, **changes)
    assert what in told(play).present[-1].what
    if changes.get("playbook") == "of-old":
        assert told(play).rule == "of-old/day-1, which is not on the shelf any more"


def test_an_explanation_changes_nothing(play: Play) -> None:
    due(play)
    with play.scene() as session:
        explain(session, play.case().id, asked(play), ENGLISH)
        assert (list(session.dirty), list(session.new)) == ([], [])
    assert (play.attempts(), play.refusals(), play.carrier.calls) == ([], [], [])


def test_an_unknown_follow_up_is_none(play: Play) -> None:
    with play.tools.sessions() as session:
        assert explain(session, 12345, asked(play), ENGLISH) is None


def test_the_open_ones_of_a_customer_come_by_due_time(play: Play) -> None:
    due(play, next_try_at=play.now + timedelta(hours=1))
    with play.scene() as session:
        mei = session.merge(play.customer())
        sooner = follow_up(session, mei, play.now, step="day-3")
        follow_up(session, mei, play.now, step="day-7", state=FollowUpState.DONE)
        (found,) = customers_numbered(session, "M-1")
        assert open_cases(session, found.id) == [sooner.id, play.case().id]
        assert customers_numbered(session, "M-2") == []


def test_everything_that_can_be_told_has_words() -> None:
    (allowed,) = [
        str(c.sqltext)
        for c in Outcome.__table__.constraints  # type: ignore[attr-defined]
        if isinstance(c, CheckConstraint) and "disposition" in str(c.sqltext)
    ]
    assert set(SAID["state"]) == {state.value for state in FollowUpState}
    assert set(SAID["stage"]) == {state.value for state in AttemptState}
    assert set(SAID["result"]) == {result.value for result in Result}
    assert set(SAID["disposition"]) == set(re.findall(r"'(\w+)'", allowed))
    assert {known.value for known in ZonesKnown} <= set(SAID["ground"])


def test_both_languages_say_the_same_things() -> None:
    for shelf in SAID.values():
        for name, words in shelf.items():
            blanks = [sorted(re.findall(r"\{(\w+)\}", words[language])) for language in ("en", "zh")]
            assert blanks[0] == blanks[1], name
            assert not re.search(r"[\u3000-\u9fff]", words["en"]), name
