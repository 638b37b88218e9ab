"""A tick asks first what there is to do."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from dialer.dispatch import FIRST, THEN
from dialer.signs import ON_HOLD, SIGNS
from tests.dialer.play import Play


def test_every_part_has_a_sign_and_every_sign_a_part() -> None:
    assert {ON_HOLD, *FIRST, *THEN} == SIGNS.keys()
    assert not FIRST.keys() & THEN.keys()


def test_a_tick_with_nothing_to_do_asks_one_question(play: Play, engine: Engine) -> None:
    play.work()  # Everybody is to be planned and counted once.
    play.clock.forward(seconds=1)
    asked: list[str] = []

    def keep(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    listen(engine, "before_cursor_execute", keep)
    try:
        play.tick()
    finally:
        remove(engine, "before_cursor_execute", keep)
    assert len(asked) == 1, asked
