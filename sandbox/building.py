"""Putting a sandbox together: the network from its options, and the server in front of it."""

import logging
from collections.abc import Sequence

from werkzeug.serving import BaseWSGIServer, make_server

from sandbox import settings
from sandbox.api.app import create_app
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.network import Account, Network
from sandbox.people import town
from sandbox.post.office import PostOffice
from sandbox.schedule import Schedule
from sandbox.settings import Settings
from sandbox.waiting import RealWaiting

HOST = "127.0.0.1"


class Sandbox:
    """A network and its server, listening from the moment it is built."""

    def __init__(self, chosen: Settings) -> None:
        """Raises OSError when the port is taken, BadPerson or ValueError when a file makes no sense."""
        self.network = network(chosen)
        self._waiting = self.network.waiting = RealWaiting()
        self._server: BaseWSGIServer = make_server(HOST, chosen.port, create_app(self.network), threaded=True)
        self.url = self.network.base_url = f"http://{HOST}:{self._server.server_port}"

    def serve(self) -> None:
        """Serve until `stop` is called from another thread."""
        self.network.schedule.start()
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Let nothing more happen, and let `serve` return."""
        self._waiting.stop()
        self.network.schedule.stop()
        self.network.office.stop()
        self._server.shutdown()
        self._server.server_close()


def build(argv: Sequence[str]) -> Sandbox:
    """The sandbox asked for by a command line; a front door of another program may call it too."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return Sandbox(settings.read(argv))


def network(chosen: Settings) -> Network:
    """The network, with nobody on the line yet."""
    account = Account(
        sid=chosen.account,
        auth_token=chosen.token,
        numbers=chosen.numbers,
        calls_per_second=chosen.calls_per_second,
        serves=chosen.serves,
        queue_holds=chosen.queue_holds,
        advanced_opt_out=chosen.advanced_opt_out,
    )
    clock = Clock(chosen.clock)
    faults = Faults(chosen.seed, chosen.faults)
    people = town.read(chosen.people, chosen.seed) if chosen.people else town.Town(chosen.seed)
    schedule = Schedule(clock, lambda detail: net.trouble(0, "sandbox", detail))
    office = PostOffice(chosen.token, faults, schedule.after)
    net = Network(account, clock, schedule, office, faults, people, chosen.slow_answer_s, chosen.list_lag_s)
    return net
