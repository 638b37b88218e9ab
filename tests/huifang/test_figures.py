"""`huifang figures rebuild` counts everything anew."""

from __future__ import annotations

from click.testing import CliRunner
from sqlalchemy import select

from dialer.figures.rows import FollowUpFigure
from huifang.figures import figures
from runtime.database import Sessions
from tests.cast import customer, follow_up


def test_everything_is_counted_anew(sessions: Sessions, database_url: str) -> None:
    with sessions.begin() as session:
        due = follow_up(session, customer(session))
        row = {"day": due.last_day, "playbook": "inpatient", "role": "nurse", "branch": "harbour", "agent_id": 0}
        wrong = dict.fromkeys(("on_time", "late", "carried", "missed", "exhausted", "withdrawn"), 9)
        session.add(FollowUpFigure(**row, **wrong, open=9, tried=9, reached=9))
    settings = {"DATABASE_URL": database_url, "REDIS_URL": "redis://nobody", "HUIFANG_SECRET_KEY": "secret"}
    settings |= {"HUIFANG_PUBLIC_URL": "http://localhost", "TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "token"}
    done = CliRunner(env=settings).invoke(figures, ["rebuild"])
    assert done.output == "Counted anew: 1 days.\n"
    with sessions() as session:
        (counted,) = session.scalars(select(FollowUpFigure)).all()
        assert (counted.playbook, counted.open, counted.missed) == ("skin-laser", 1, 0)
