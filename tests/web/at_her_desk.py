"""Wing's desk in a test: her page, and what happens to her customers meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from campaigns.agents import Agent
from campaigns.follow_ups import FollowUp
from dialer.agents.presence import Presence, Preview
from dialer.agents.previews import offer
from dialer.attempts import Attempt
from runtime.database import Sessions
from tests.browser.scenes import hangs_up, picks_up, rings
from tests.cast import MEI, TUESDAY_11
from tests.web.visitor import Visitor

#: What is offered on Tuesday at eleven lapses then.
LAPSES = TUESDAY_11 + timedelta(minutes=3)
_SEEN = re.compile(r"/desk/now\?seen=([^&\"]+)")


@dataclass
class Desk:
    """What a test asks and what it lets happen."""

    wing: Visitor
    sessions: Sessions

    @contextmanager
    def scene(self) -> Iterator[Session]:
        """A transaction that is committed at its end."""
        with self.sessions.begin() as session:
            yield session

    def state(self) -> str:
        """What the page says she is doing."""
        found = re.search(r'data-state="([a-z_]+)"', self.wing.get("/desk").text)
        assert found
        return found.group(1)

    def seen(self) -> str:
        """The state that the page has seen, as it asks for news."""
        found = _SEEN.search(self.wing.get("/desk").text)
        assert found
        return found.group(1)

    def polls_again(self) -> TestResponse:
        """The next second's question."""
        return self.wing.get(f"/desk/now?seen={self.seen()}", htmx=True)

    def rings(self, who: Callable[[Session], FollowUp], e164: str = MEI) -> int:
        """A customer's phone rings for her; the attempt's id."""
        with self.scene() as session:
            return rings(session, who(session), self._wing(session).id, e164).id

    def talks(self, who: Callable[[Session], FollowUp], e164: str = MEI) -> int:
        """She talks with a customer; the attempt's id."""
        call = self.rings(who, e164)
        self.answers(call)
        return call

    def offered(self, who: Callable[[Session], FollowUp]) -> int:
        """A customer is before her eyes, to be read about before the call; the follow-up's id."""
        with self.scene() as session:
            due = who(session)
            assert offer(session, due, self._wing(session).id, LAPSES, TUESDAY_11)
            return due.id

    def clicked(self) -> list[bool]:
        """Whether each preview that is open was clicked."""
        with self.sessions() as session:
            return [preview.clicked_at is not None for preview in session.scalars(select(Preview))]

    def answers(self, call: int) -> None:
        """The customer picks up."""
        with self.scene() as session:
            picks_up(session, session.get_one(Attempt, call))

    def ends(self, call: int) -> None:
        """The customer hangs up."""
        with self.scene() as session:
            hangs_up(session, session.get_one(Attempt, call))

    def logs(self, call: int, **typed: str) -> TestResponse:
        """She sends the form, as the page's script does."""
        self.wing.get("/desk")
        return self.wing.post(f"/desk/outcome/{call}", typed, htmx=True)

    def presence(self) -> Presence:
        """What she wants and until when she is believed to be there."""
        with self.sessions() as session:
            return session.scalars(select(Presence)).one()

    @staticmethod
    def presence_row(session: Session) -> Presence:
        """The same, to be changed."""
        return session.scalars(select(Presence)).one()

    def belongs_to(self, *branches: str) -> None:
        """She calls the customers of these branches only."""
        with self.scene() as session:
            self._wing(session).branches = list(branches)

    @staticmethod
    def _wing(session: Session) -> Agent:
        return session.scalars(select(Agent).where(Agent.login == "wing")).one()
