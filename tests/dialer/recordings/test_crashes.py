"""Whoever dies between two steps is followed by somebody who finishes: one recording, one sound, nothing left over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dialer.carrier import RecordingView
from dialer.recordings.wishes import refuse
from runtime.database import Sessions
from tests.dialer.fake_carrier import FakeCarrier
from tests.dialer.play import Play, begin
from tests.dialer.recordings.recorded import answers, at_the_carrier, completes, hangs_up, later, recordings


class Died(BaseException):
    """The worker's process is gone."""


class DeadlyCarrier(FakeCarrier):
    """A carrier at whose n-th deed about a recording the worker dies, before the deed or after it."""

    deeds = 0
    dies_at = 0
    before = False

    def _deadly(self, deed: Callable[[], object]) -> object:
        self.deeds += 1
        dies = self.deeds == self.dies_at
        if dies and self.before:
            raise Died
        done = deed()
        if dies:
            raise Died
        return done

    def record(self, carrier_id: str, token: str) -> str:
        return str(self._deadly(lambda: super(DeadlyCarrier, self).record(carrier_id, token)))

    def stop_recording(self, carrier_id: str, recording_id: str) -> None:
        self._deadly(lambda: super(DeadlyCarrier, self).stop_recording(carrier_id, recording_id))

    def recordings_of(self, carrier_id: str) -> list[RecordingView]:
        found = self._deadly(lambda: super(DeadlyCarrier, self).recordings_of(carrier_id))
        assert isinstance(found, list)
        return found

    def sound(self, recording_id: str) -> bytes | None:
        found = self._deadly(lambda: super(DeadlyCarrier, self).sound(recording_id))
        assert found is None or isinstance(found, bytes)
        return found

    def delete_recording(self, recording_id: str) -> None:
        self._deadly(lambda: super(DeadlyCarrier, self).delete_recording(recording_id))


def works(play: Play, span: timedelta = timedelta(minutes=2)) -> None:
    """Time goes by, the workers do what is due, and one of them may die."""
    try:
        later(play, span)
    except Died:
        later(play)


def recorded(sessions: Sessions, dies_at: int, *, before: bool, refuses: bool) -> tuple[Play, DeadlyCarrier]:
    """A whole conversation with its recording, in which one worker dies; with a refusal in the middle or without."""
    calm = begin(sessions)
    carrier = DeadlyCarrier(calm.clock)
    carrier.dies_at, carrier.before = dies_at, before
    play = Play(replace(calm.tools, carrier=carrier), carrier, calm.clock)
    call = answers(play)
    for _ in range(4):
        # Up to here it is found out that it is being recorded; then it is told at the end, or refused in the middle.
        works(play)
    if refuses:
        with play.scene() as session:
            refuse(session, call.customer_id, "wing", play.now, call.id)
    else:
        hangs_up(play, call)
        completes(play)
    for _ in range(4):
        works(play, timedelta(minutes=11))
    return play, carrier


#: What the workers do at the carrier for one recording, if nobody dies: begin, ask, fetch, list, delete.
#: And where it is refused: begin, list, stop, delete.
KEPT, REFUSED = range(1, 6), range(1, 5)


@pytest.mark.parametrize(("refuses", "steps"), [(False, KEPT), (True, REFUSED)])
def test_the_steps_are_as_many_as_are_tried_below(sessions: Sessions, refuses: bool, steps: range) -> None:
    assert recorded(sessions, 0, before=False, refuses=refuses)[1].deeds == steps[-1]


@pytest.mark.parametrize("before", [True, False], ids=["before the deed", "after the deed"])
@pytest.mark.parametrize("nth", KEPT)
def test_a_recording_is_kept_once_whoever_dies_at_whichever_step(sessions: Sessions, nth: int, before: bool) -> None:
    play, carrier = recorded(sessions, nth, before=before, refuses=False)
    (kept,) = recordings(play)
    assert (kept.state, kept.sound, kept.look_at) == ("kept", b"ID3 a conversation", None)
    assert (at_the_carrier(play), carrier.deeds > nth) == ([], True)


@pytest.mark.parametrize("before", [True, False], ids=["before the deed", "after the deed"])
@pytest.mark.parametrize("nth", REFUSED)
def test_a_refusal_leaves_nothing_whoever_dies_at_whichever_step(sessions: Sessions, nth: int, before: bool) -> None:
    play, carrier = recorded(sessions, nth, before=before, refuses=True)
    (gone,) = recordings(play)
    assert (gone.state, gone.reason, gone.sound, gone.look_at) == ("gone", "refused_by_customer", None, None)
    assert (at_the_carrier(play), carrier.sounds, carrier.deeds > nth) == ([], {}, True)
