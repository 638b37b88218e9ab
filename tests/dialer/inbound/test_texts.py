"""Inbound texts: a stop word is obeyed at once, for everybody who has this number."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select, text

from campaigns.lifecycle import FollowUpState
from campaigns.suppressions import Suppression
from dialer.attempt_life import Result
from dialer.inbound.texts import Came, InboundText, read, read_stranger, receive, unread
from tests.cast import MEI, MEI_OFFICE, campaign, customer, follow_up, greeting, ready
from tests.dialer.play import Play

LINE = "+85221234567"


def writes(play: Play, body: str, declared: str = "", sid: str = "SM1", number: str = MEI) -> str:
    with play.scene() as session:
        return receive(session, Came(sid, number, LINE, body, declared), play.now)


def texts(play: Play) -> list[InboundText]:
    with play.scene() as session:
        return list(session.scalars(select(InboundText).order_by(InboundText.id)))


def suppressions(play: Play) -> list[tuple[bool, str, bool]]:
    """Each one: of a number, why, and whether it holds."""
    with play.scene() as session:
        rows = session.scalars(select(Suppression).order_by(Suppression.id))
        return [(one.e164 is not None, one.reason, one.until is None) for one in rows]


def test_a_stop_word_ends_calls_and_texts_from_now_on(play: Play) -> None:
    case = play.opens()
    assert writes(play, "ＴＤ") == "stop"
    assert (play.case(case.id).state, play.case().reason) == (FollowUpState.WITHDRAWN, "opt_out")
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert play.carrier.calls == []


def test_a_stop_word_between_missed_call_and_text_stops_the_text(play: Play) -> None:
    play.tell(play.rings(), "ended", Result.NO_ANSWER)
    writes(play, "STOP")
    play.work()
    assert play.carrier.texts == []


def test_it_holds_for_everybody_who_has_this_number(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        for name in ("陈美玲", "陈大文"):
            follow_up(session, customer(session, name, MEI))
    writes(play, "退订")
    play.work()
    assert play.carrier.calls == []


def test_start_brings_them_back(play: Play) -> None:
    play.opens()
    writes(play, "STOP", sid="SM1")
    assert writes(play, "START", sid="SM2") == "start"
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert len(play.carrier.calls) == 1


def test_start_does_not_lift_what_they_told_the_agent(play: Play) -> None:
    play.opens()
    play.leaves_in_peace("all", "refused")
    writes(play, "START")
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert play.carrier.calls == []


def test_an_old_stop_delivered_again_does_not_undo_a_start(play: Play) -> None:
    play.opens()
    for sid, body in (("SM1", "STOP"), ("SM2", "START"), ("SM1", "STOP")):
        writes(play, body, sid=sid)
    with play.scene() as session:
        follow_up(session, session.merge(play.customer()), step="day-3")
    play.work()
    assert len(play.carrier.calls) == 1


def test_start_restores_what_stop_had_stopped_promises_and_launches_too_and_only_that(play: Play) -> None:
    """Each of these waited, or was withdrawn for another reason, or has no time left."""
    with play.scene() as session:
        wing = ready(session, play.now)
        mei = customer(session)
        of = {"running": campaign(session, wing), "stopped": campaign(session, wing, state="stopped")}
        later = {"next_try_at": play.now + timedelta(hours=2), "opens_at": play.now + timedelta(hours=2)}
        made = {
            "due": follow_up(session, mei, **later),
            "promised": follow_up(session, mei, step="day-3", occurrence_key="next/outcome:1", **later),
            "launched": greeting(session, mei, of["running"], **later),
            "stopped": greeting(session, mei, of["stopped"], occurrence_key="another", **later),
            "replaced": follow_up(session, mei, step="day-7", reason="replaced", state=FollowUpState.WITHDRAWN),
            "no time": follow_up(session, mei, step="day-10", closes_at=play.now + timedelta(minutes=1)),
        }
        ids = {name: one.id for name, one in made.items()}
    writes(play, "STOP", sid="SM1")
    assert {play.case(one).state for one in ids.values()} == {FollowUpState.WITHDRAWN}
    play.clock.forward(minutes=30)
    writes(play, "START", sid="SM2")
    back = {name for name, one in ids.items() if play.case(one).state is FollowUpState.PLANNED}
    assert back == {"due", "promised", "launched"}
    assert play.history(ids["promised"]) == ["withdrawn", "planned"]


def test_start_brings_nothing_back_to_whom_something_else_bars(play: Play) -> None:
    case = play.opens()
    writes(play, "STOP", sid="SM1")
    play.leaves_in_peace("call", "asked")
    writes(play, "START", sid="SM2")
    assert play.case(case.id).state is FollowUpState.WITHDRAWN
    assert [one for one in suppressions(play) if one[2]] == [(False, "asked", True)]


def test_said_twice_it_is_one_opt_out_and_one_start_lifts_it(play: Play) -> None:
    play.opens()
    for sid in ("SM1", "SM2", "SM1"):
        writes(play, "STOP", sid=sid)
    assert suppressions(play) == [(False, "opt_out", True), (True, "opt_out", True)]
    writes(play, "START", sid="SM3")
    assert {holds for *_, holds in suppressions(play)} == {False}


def test_other_words_are_kept_for_the_agent_and_what_is_planned_goes_on(play: Play) -> None:
    play.opens()
    assert writes(play, "请明天下午再打") == "message"
    (kept,) = texts(play)
    assert (kept.body, kept.customer_id, kept.meaning) == ("请明天下午再打", play.customer().id, "message")
    assert play.case().state is FollowUpState.PLANNED


def test_of_several_who_have_the_number_the_one_whom_we_tried_last_has_written(play: Play) -> None:
    with play.scene() as session:
        ready(session, play.now)
        eldest, son = customer(session, "陈美玲", MEI), customer(session, "陈大文", MEI)
        follow_up(session, son)
    writes(play, "哪位？", sid="SM1")
    play.rings_next()
    writes(play, "哪位？", sid="SM2")
    assert [one.customer_id for one in texts(play)] == [eldest.id, son.id]


def test_a_withheld_number_that_says_stop_is_nobodys(play: Play) -> None:
    assert writes(play, "STOP", number="") == "stop"
    assert suppressions(play) == []
    assert len(texts(play)) == 1


def test_who_has_opened_a_conversation_has_read_what_is_for_a_person(play: Play) -> None:
    play.opens(MEI, MEI_OFFICE)
    for sid, body, number in (("SM1", "你好", MEI), ("SM2", "在吗", MEI_OFFICE), ("SM3", "HELP", MEI)):
        writes(play, body, sid=sid, number=number)
    writes(play, "你好", sid="SM4", number="+85290000000")
    with play.scene() as session:
        assert read(session, play.customer().id, "wing", play.now) == 2
    assert [one.read_by for one in texts(play)] == ["wing", "wing", None, None]
    with play.scene() as session:
        assert read(session, play.customer().id, "rita", play.now) == 0
        read_stranger(session, texts(play)[3].id, "rita", play.now)
        read_stranger(session, texts(play)[2].id, "rita", play.now)
    assert [one.read_by for one in texts(play)] == ["wing", "wing", None, "rita"]


def test_the_few_that_nobody_has_read_are_found_by_their_index(play: Play) -> None:
    with play.scene() as session:
        whose = [customer(session, f"客{n}", f"+8529000{n:04}").id for n in range(40)]
        session.execute(
            insert(InboundText),
            [
                {"carrier_id": f"SM{n}", "e164": MEI, "line": LINE, "body": "x", "customer_id": whose[n % 40]}
                | {"meaning": "message", "received_at": play.now, "read_at": None if n < 5 else play.now}
                for n in range(4000)
            ],
        )
        session.execute(text("analyze inbound_text"))
        asked = unread().compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.execute(text(f"explain {asked}")).scalars())
        found = session.execute(select(func.count()).select_from(unread().subquery())).scalar_one()
    assert "ix_inbound_text_unread" in plan
    assert "Filter" not in plan, plan
    assert found == 5


def test_a_stranger_is_kept_too(play: Play) -> None:
    assert writes(play, "STOP", number="+85290000000") == "stop"
    with play.scene() as session:
        assert session.scalars(select(InboundText.customer_id)).one() is None


def test_a_strangers_stop_holds_for_whoever_is_imported_with_the_number_tomorrow(play: Play) -> None:
    assert writes(play, "STOP") == "stop"
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session))
    play.work()
    assert play.carrier.calls == []
    assert (play.case().state, play.case().reason) == (FollowUpState.WITHDRAWN, "suppressed")


def test_a_strangers_start_lifts_it_again(play: Play) -> None:
    writes(play, "STOP")
    writes(play, "START", sid="SM2")
    with play.scene() as session:
        ready(session, play.now)
        follow_up(session, customer(session))
    play.work()
    assert len(play.carrier.calls) == 1
