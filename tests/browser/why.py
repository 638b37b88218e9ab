"""A call with a long story: put off many times, missed once, texted, answered in the end, with a talkative carrier."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dialer.attempt_life import Result
from dialer.attempts import Attempt, CarrierEvent
from dialer.judgement.refusals import Refusal
from tests.browser.scenes import MONDAY
from tests.cast import customer, event, follow_up, ready
from tests.dialer.family import SURVEY
from tests.dialer.play import Play

_WHY = ("outside_window", "house_cap_apart", "customer_wish", "busy_elsewhere", "public_holiday", "carrier_busy")


def busy_call(play: Play) -> int:
    """周淑芬 is called about two matters; the id of the call that reached her."""
    with play.scene() as session:
        ready(session, play.now, name="林永美")
        her = customer(session, "周淑芬", external_id="C-20417", tier="金卡")
        done = event(session, her, MONDAY, subject="皮秒激光（面部）")
        week: dict[str, Any] = {"closes_at": play.now + timedelta(days=7), "event_id": done.id, "created_at": play.now}
        lead = follow_up(session, her, **week)
        follow_up(session, her, **week | SURVEY)
        later: dict[str, Any] = {"opens_at": play.now + timedelta(days=2), "next_try_at": play.now + timedelta(days=2)}
        days: dict[str, Any] = {"first_day": date(2026, 11, 26), "last_day": date(2026, 11, 28)}
        follow_up(session, her, **week | later | days | {"step": "day-3"})
        session.add_all(_refusals(play, lead.id))
    play.clock.forward(minutes=20)
    first = play.rings_next()
    play.tell(first, "ended", Result.NO_ANSWER)
    play.clock.forward(hours=3, minutes=40)
    play.work()
    play.tell(play.texts()[0], "ended", Result.DELIVERED)
    return _answered(play).id


def _refusals(play: Play, follow_up_id: int) -> list[Refusal]:
    """Thirty of them, for one reason after another."""
    return [
        Refusal(
            follow_up_id=follow_up_id,
            at=play.now + timedelta(seconds=30 * n),
            code=_WHY[n % len(_WHY)],
            again_at=play.now + timedelta(seconds=30 * n + 30),
            evidence={},
        )
        for n in range(30)
    ]


def _answered(play: Play) -> Attempt:
    call = play.attempt()
    for stage in ("placed", "ringing"):
        play.clock.forward(seconds=4)
        play.tell(call, stage)
    play.picks_up(call)
    play.tell(call, "joined")
    with play.scene() as session:
        for n in range(20):
            said = {"dedupe_key": f"again-{n}", "kind": "ringing", "sequence": n, "carrier_id": call.carrier_id}
            session.add(CarrierEvent(attempt_id=call.id, happened_at=play.now, received_at=play.now, **said))
    play.clock.forward(minutes=3)
    play.tell(call, "ended", Result.TALKED)
    play.concludes(call, "concern", notes="右脸颊微红。")
    return play.attempt(call.id)
