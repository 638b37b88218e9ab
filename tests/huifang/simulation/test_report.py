"""The report: each figure of a small hand-made day, worked out by hand beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from campaigns.customers import Customer
from campaigns.lifecycle import FollowUpState
from campaigns.outcomes import Outcome
from dialer.attempt_life import AttemptState, Result
from dialer.attempts import Attempt
from dialer.judgement.refusals import Refusal
from huifang.simulation.agent_log import AgentLog
from huifang.simulation.report import Report, report
from huifang.simulation.reporting.traffic import percentile
from huifang.simulation.seeds import interval, together
from sandbox.building import network as network_of
from sandbox.network import Network
from sandbox.people.habits import Turn
from sandbox.people.person import Answer
from sandbox.records.call import Call, Status
from sandbox.settings import read
from tests.cast import TUESDAY_11, agent, customer, follow_up

T0 = TUESDAY_11.timestamp()


def seconds(n: float) -> datetime:
    return TUESDAY_11 + timedelta(seconds=n)


class SmallDay:
    """Wing and Fai, four customers, five calls."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.network: Network = network_of(read(["--port", "0"]))
        self.wing = agent(session)
        self.log = AgentLog()
        for agent_id, spells in (
            (1, (("idle", 0), ("ringing", 40), ("talking", 50), ("writing", 80))),
            (2, (("break", 0), ("idle", 50))),
        ):
            for state, at in spells:
                self.log.note(agent_id, state, seconds(at))  # type: ignore[arg-type]
        self.log.close(seconds(100))

    def calls(
        self, whose: Customer, at: float, who: Answer, result: Result, *, met: float | None = None, **more: object
    ) -> Attempt:
        """Leaves the queue at `at`, is answered ten seconds later if at all, and over after another twenty."""
        case = more.pop("case", None) or follow_up(
            self._session, whose, state=FollowUpState.DONE, tries_made=1, step=f"at-{at}"
        )
        sid = f"CA{len(self.network.calls)}"
        answered = T0 + at + 10 if who in ("answer", "machine") else None
        call = Call(sid, whose.numbers[0].e164, "+85221234567", "outbound-api", T0 + at, status=Status.COMPLETED)
        call.left_queue_at, call.ringing_at = T0 + at, T0 + at + 1
        call.answered_at, call.ring_ended_at, call.ended_at = answered, T0 + at + 10, T0 + at + 30
        call.turn = Turn(who, 9.0, 20.0, ("",), 0.0)
        if met is not None and answered is not None:
            call.first_talked_at, call.talked_with = answered + met, ["+85261110001"]
        if said := more.pop("said", None):
            call.first_said_at = (answered or 0.0) + float(str(said))
        self.network.calls[sid] = call
        row = {"channel": "call", "e164": call.to, "line": call.from_, "mode": "agent", "carrier_id": sid}
        times = {"placing_at": seconds(at), "placed_at": seconds(at), "ended_at": seconds(at + 30)}
        made = Attempt(
            follow_up_id=case.id,  # type: ignore[attr-defined]
            customer_id=whose.id,
            state=AttemptState.ENDED,
            result=result,
            evidence={"code": "ok"},
            **row | times | more,
        )
        self._session.add(made)
        self._session.flush()
        return made

    def writes_down(self, attempt: Attempt, disposition: str = "well") -> None:
        """Wing writes what came of it."""
        row: dict[str, Any] = {"follow_up_id": attempt.follow_up_id, "customer_id": attempt.customer_id}
        row |= {"attempt_id": attempt.id, "agent_id": self.wing.id, "logged_at": seconds(90)}
        row |= {"disposition": disposition}
        self._session.add(Outcome(**row, contact_on=TUESDAY_11.date() if disposition == "well" else None))
        self._session.flush()


@pytest.fixture
def day(session: Session) -> SmallDay:
    """Ann is reached by her second call, Ben has to wait, Cho has a machine, Dan is taken for one."""
    day = SmallDay(session)
    ann, ben, cho, dan = (
        customer(session, name, f"+8529123400{n}") for n, name in enumerate(("Ann", "Ben", "Cho", "Dan"))
    )
    case = follow_up(session, ann, state=FollowUpState.DONE, tries_made=2)
    day.calls(ann, 0, "no-answer", Result.NO_ANSWER, case=case)
    day.writes_down(day.calls(ann, 20, "answer", Result.TALKED, case=case, met=0.5, bridged_at=seconds(30.5)))
    day.writes_down(day.calls(ben, 20.5, "answer", Result.TALKED, met=3.0, bridged_at=seconds(33)))
    day.writes_down(day.calls(cho, 21, "machine", Result.MACHINE, met=0.1, bridged_at=seconds(31)), "machine")
    day.calls(dan, 200, "answer", Result.MACHINE, mode="greeting", machine=True, said=1.0)
    late: dict[str, Any] = {"waits_for": "night", "reason": "window_closed", "step": "late"}
    missed = follow_up(session, dan, state=FollowUpState.MISSED, **late)
    refused = {"follow_up_id": missed.id, "code": "night", "evidence": {}}
    session.add_all([Refusal(**refused, at=seconds(1)), Refusal(**refused, at=seconds(2))])
    session.commit()
    return day


@pytest.fixture
def told(session: Session, day: SmallDay) -> Report:
    return report(session, day.network, day.log)


def test_the_agents_time_adds_up(told: Report) -> None:
    # Of 200 seconds on duty: idle 40 + 50, ringing 10, talk 30, writing 20, break 50.
    shares = told.desks
    found = (shares.idle, shares.ringing, shares.talk, shares.wrap, shares.pause)
    assert found == pytest.approx((0.45, 0.05, 0.15, 0.10, 0.25))
    assert shares.agent_hours == pytest.approx(150 / 3600)
    # 50 of the 150 seconds that were no pause.
    assert shares.utilisation == pytest.approx(1 / 3)


def test_abandoned_are_those_whom_nobody_met_in_time_and_those_taken_for_machines(told: Report) -> None:
    # Ann, Ben and Dan are persons. Ben waited three seconds, Dan was taken for a machine.
    assert (told.answers.live, told.answers.abandoned, told.answers.taken_for_machines) == (3, 2, 1)
    assert told.answers.share == pytest.approx(2 / 3)
    # All on one day.
    assert told.answers.worst_day == told.answers.day_p95 == told.answers.thirty_days == pytest.approx(2 / 3)


def test_waits_are_counted_until_a_person_or_a_message_is_there(told: Report) -> None:
    # 0.5 s, 3 s, and 1 s until Dan's message.
    assert (told.answers.wait_p50_s, told.answers.wait_p95_s) == (1.0, 3.0)
    assert told.answers.waited_too_long == pytest.approx(1 / 3)


def test_dials_contacts_and_conversations(told: Report) -> None:
    figures = told.figures()
    # Five calls; Ann and Ben met an agent, and with both of them a conversation was written down.
    assert (figures["dials"], figures["dials_per_contact"]) == (5, 2.5)
    assert figures["contacts_per_agent_hour"] == figures["conversations_per_agent_hour"] == pytest.approx(48.0)
    # Ann was called twice, the three others once.
    assert told.traffic.per_customer == {1: 3, 2: 1}
    assert figures["calls_per_customer"] == pytest.approx(1.25)


def test_lines_and_calls_per_second_at_their_peak(told: Report) -> None:
    # At 21 s Ann's two calls (0-30, 20-50), Ben's and Cho's are in use.
    assert told.traffic.peak == 4
    # Within the second from 20 s Ann's and Ben's left the queue; Cho's exactly a second later.
    assert told.traffic.cps_peak == 2


def test_the_reach_curve_counts_by_which_call_somebody_was_reached(told: Report) -> None:
    # Of four follow-ups called about, Ben's was reached by the first call, Ann's by the second, two never.
    assert told.cases.reached_by == {1: 0.25, 2: 0.5, 3: 0.5, 4: 0.5, 5: 0.5, 6: 0.5}


def test_refusals_and_what_was_missed_are_counted_by_rule(told: Report) -> None:
    assert told.cases.refused == {"call night": 2}
    assert told.cases.missed == {"window_closed, waiting for night": 1}
    assert told.cases.buckets == {"done": 4, "missed": 1}


def test_a_telephone_that_rang_at_night_is_counted(session: Session, day: SmallDay) -> None:
    # Eleven in the morning is right; twelve hours later is not.
    assert report(session, day.network, day.log).outside_hours == 0
    day.calls(session.get_one(Customer, 1), 12 * 3600, "no-answer", Result.NO_ANSWER)
    assert report(session, day.network, day.log).outside_hours == 1


def test_nothing_at_all_is_a_report_too(session: Session) -> None:
    empty = report(session, network_of(read(["--port", "0"])), AgentLog())
    assert empty.figures()["abandoned"] == 0
    assert empty.as_json()["traffic"]["peak"] == 0


def test_the_report_is_read_as_a_table(told: Report) -> None:
    printed = "\n".join(told.lines())
    assert "abandoned, of live answers" in printed
    assert "66.67 %" in printed
    assert "call night" in printed


@pytest.mark.parametrize(
    ("share", "expected"),
    # By nearest rank, of 1 to 20: the tenth, the nineteenth, the first, the last.
    [(0.5, 10), (0.95, 19), (0.0, 1), (1.0, 20)],
)
def test_a_percentile_is_one_of_the_values(share: float, expected: float) -> None:
    assert percentile(range(1, 21), share) == expected


def test_a_confidence_interval_is_students() -> None:
    # 1, 2, 3, 4: mean 2.5, standard deviation 1.29099, t(3) = 3.182: 3.182 * 1.29099 / 2.
    found = interval([1, 2, 3, 4])
    assert found.mean == 2.5
    assert found.half_width == pytest.approx(2.0540, abs=1e-4)


def test_runs_of_several_seeds_are_told_with_their_intervals(told: Report) -> None:
    other = Report()
    both = together({7: told, 8: other})
    # 5 and 0 dials: mean 2.5, standard deviation 3.5355, t(1) = 12.706: 12.706 * 3.5355 / 1.4142.
    assert both.intervals["dials"].half_width == pytest.approx(31.765, abs=1e-3)
    assert both.tables["refused"] == {"call night": 1.0}
    assert "2 seeds (7, 8)" in both.lines()[0]
