"""Other hosts: network namespaces, each with one cable to the database and one to the carrier, which can be cut."""

from __future__ import annotations

import os
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

#: Networks of four addresses in a corner of 10.0.0.0/8, another corner for each process that runs tests.
_CORNER = f"10.{100 + os.getpid() % 100}.{os.getpid() // 100 % 250}"


class Host:
    """A host of its own name behind two cables; use it in a `with`. Only root can put one up."""

    def __init__(self, name: str, number: int) -> None:
        """`number` from 0 to 30 tells it from the others."""
        self.name = name
        self._space = f"hf{os.getpid()}-{number}"
        self._cables = [f"hf{os.getpid()}{what}{number}" for what in "dc"]
        #: Our ends: where PostgreSQL listens for this host, and the carrier.
        self.database, self.carrier = (f"{_CORNER}.{8 * number + n}" for n in (1, 5))
        #: Its own end of the cable to the database.
        self.address = f"{_CORNER}.{8 * number + 2}"

    def __enter__(self) -> Host:
        _ip("netns", "add", self._space)
        try:
            for cable, ours in zip(self._cables, (self.database, self.carrier), strict=True):
                self._lay(cable, ours)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # The far ends go with the namespace, and a cable with its end.
        _ip("netns", "delete", self._space)

    def command(self) -> list[str]:
        """What stands before a command that runs on this host."""
        named = ["unshare", "--uts", "sh", "-c", 'echo "$0" > /proc/sys/kernel/hostname; exec "$@"', self.name]
        return ["ip", "netns", "exec", self._space, *named]

    def cut(self) -> None:
        """The cable to the database is cut: what either side sends is lost, and nobody is told."""
        _ip("link", "set", self._cables[0], "down")

    def mend(self) -> None:
        """The cable is whole again."""
        _ip("link", "set", self._cables[0], "up")

    def _lay(self, cable: str, ours: str) -> None:
        net, last = ours.rsplit(".", 1)
        theirs, far = f"{net}.{int(last) + 1}", f"{cable}x"
        _ip("link", "add", cable, "type", "veth", "peer", "name", far, "netns", self._space)
        _ip("address", "add", f"{ours}/30", "dev", cable)
        _ip("link", "set", cable, "up")
        _ip("-n", self._space, "address", "add", f"{theirs}/30", "dev", far)
        _ip("-n", self._space, "link", "set", far, "up")


@contextmanager
def switchboard(hosts: Sequence[Host], carrier_url: str) -> Iterator[int]:
    """The carrier, which listens on loopback, can be reached from these hosts meanwhile, at this port."""
    at = urlsplit(carrier_url)
    assert at.hostname is not None
    assert at.port is not None
    with ExitStack() as stack:
        for host in hosts:
            server = stack.enter_context(_Exchange((host.carrier, at.port), _Line))
            server.carrier = (at.hostname, at.port)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.shutdown)
        yield at.port


class _Exchange(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    carrier: tuple[str, int]


class _Line(socketserver.BaseRequestHandler):
    """Carries bytes both ways until either side hangs up."""

    def handle(self) -> None:
        assert isinstance(self.server, _Exchange)
        with socket.create_connection(self.server.carrier) as carrier:
            threading.Thread(target=_carry, args=(carrier, self.request), daemon=True).start()
            _carry(self.request, carrier)


def _carry(from_: Any, to: Any) -> None:
    try:
        while piece := from_.recv(65536):
            to.sendall(piece)
        to.shutdown(socket.SHUT_WR)
    except OSError:
        return


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
