"""What a transaction has found is asked once in it, and anew after it, or once it was changed."""

from __future__ import annotations

from itertools import count

from sqlalchemy import text
from sqlalchemy.orm import Session

from runtime.once import forget, once


def test_it_is_asked_once_in_a_transaction_and_anew_in_the_next(session: Session) -> None:
    asked = count()

    def found() -> int:
        return once(session, "number", lambda: session.scalar(text("select 1")) and next(asked))

    assert (found(), found()) == (0, 0)
    session.commit()
    assert (found(), found()) == (1, 1)
    forget(session, "number")
    assert found() == 2


def test_each_session_and_each_name_has_its_own(session: Session) -> None:
    session.execute(text("select 1"))
    assert once(session, "one", lambda: "first") == "first"
    assert once(session, "other", lambda: "second") == "second"
    with Session(session.get_bind()) as another:
        assert once(another, "one", lambda: "third") == "third"


def test_what_was_found_within_a_savepoint_is_not_known_after_it(session: Session) -> None:
    asked = count()
    assert once(session, "number", lambda: next(asked)) == 0
    session.execute(text("select 1"))
    nested = session.begin_nested()
    assert once(session, "number", lambda: next(asked)) == 1
    nested.rollback()
    assert once(session, "number", lambda: next(asked)) == 2
