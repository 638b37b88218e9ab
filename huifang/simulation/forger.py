"""A forger: somebody on the internet who has seen what the carrier sends us, and does not know the token."""

from __future__ import annotations

import requests

from huifang.simulation.chosen import OURS
from huifang.simulation.stage import Stage
from huifang.simulation.world import World
from sandbox.post.letters import Letter, deliver

_GUESSED = "what-somebody-takes-for-the-token"
REFUSED = 403


class Forger:
    """Sends a letter of the carrier once more before the carrier does, under a signature that does not fit."""

    def __init__(self, world: World, stage: Stage, way: requests.Session) -> None:
        self._world, self._way = world, way
        self._written = stage.writes.reader()

    def sees(self, letter: Letter) -> None:
        """The carrier is about to send this; a forgery of it has to be refused, and to change nothing."""
        world = self._world
        if not (world.on("forged-webhooks") and world.chance.strikes("forged-webhooks", OURS["forged-webhooks"])):
            return
        self._written.take()
        reply = deliver(letter, _GUESSED, self._way)
        # Without a status the process was gone before it could refuse.
        if reply.status not in (REFUSED, None):
            world.broken.append(f"a forged webhook was answered with {reply.status}: {letter.url}")
        if written := self._written.take():
            world.broken.append(f"a forged webhook wrote to {', '.join(sorted(written))}: {letter.url}")
