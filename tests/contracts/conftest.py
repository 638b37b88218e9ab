"""The judge, and who is judged: our adapter before a server that keeps to the book, and the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.by_the_book import ByTheBook
from tests.contracts.description import Description
from tests.contracts.judged import Judged
from tests.environment import CI
from tests.needs import twilio
from tests.needs.published import Published
from tests.sandbox.box import Box
from tests.sandbox.conftest import cast

MakeJudged = Callable[..., Judged]
MakeBox = Callable[..., Box]


def want(*wanted: Published) -> None:
    """Leave the test out where something of this has not been fetched; where nothing may be left out, fail."""
    lacking = [one for one in twilio.missing() if one in wanted]
    if lacking:
        leave_out = pytest.fail if CI else pytest.skip
        leave_out(" ".join(map(str, lacking)))


@pytest.fixture(scope="session")
def description() -> Description:
    """Twilio's description of its API."""
    want(twilio.OPENAPI)
    return Description(twilio.DESCRIPTION)


@pytest.fixture
def book(description: Description) -> Iterator[ByTheBook]:
    """A server that answers with what the description shows."""
    server = ByTheBook(description)
    yield server
    server.stop()


@pytest.fixture
def make_judged(description: Description, tmp_path: Path) -> Iterator[MakeJudged]:
    """Makes sandboxes that are judged, and gone when the test is over."""
    made: list[Judged] = []

    def make(people: dict[str, Any] | None = None, *argv: str, **more: Any) -> Judged:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Judged(description, folder, cast() | (people or {}), *argv, **more))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def judged(make_judged: MakeJudged) -> Judged:
    """A sandbox with the usual cast."""
    return make_judged()


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[MakeBox]:
    """Makes sandboxes with the usual cast, whose webhooks are judged; that wants nothing from npm."""
    made: list[Box] = []

    def make(*argv: str) -> Box:
        made.append(Box(tmp_path, cast(), *argv))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def box(make_box: MakeBox) -> Box:
    """A sandbox with nothing special about it."""
    return make_box()
