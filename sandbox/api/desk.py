"""What stands between a request and the network: the login, the turn, the faults of creates, changes and looks."""

import contextlib
import socket
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import TypeVar, cast

from flask import Response, current_app, jsonify, request

from sandbox.api.refusals import Refusal, not_found, unauthenticated
from sandbox.api.resources import Resource
from sandbox.faults import Fault
from sandbox.network import Network
from sandbox.records.past import Kept

K = TypeVar("K", bound=Kept)
#: The longest an early webhook holds up the 201, in real seconds.
EARLY_WEBHOOK_WAIT_S = 3.0
_EXTENSION = "sandbox-network"
#: What is refused although nothing is wrong with it, and how.
_REFUSED: dict[Fault, Refusal] = {
    "error-429": Refusal(20429, "Too Many Requests", HTTPStatus.TOO_MANY_REQUESTS),
    "error-503": Refusal(20503, "Service unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    "error-500-before": Refusal(20500, "Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR),
}


def seat(app_extensions: dict[str, object], net: Network) -> None:
    """Put the network where requests find it."""
    app_extensions[_EXTENSION] = net


def network() -> Network:
    """The network of this process."""
    return cast(Network, current_app.extensions[_EXTENSION])


def check_login() -> None:
    """Raise a Refusal unless the request knows the account's sid and token."""
    account, given = network().account, request.authorization
    if given is None or given.username != account.sid or given.password != account.auth_token:
        raise unauthenticated()
    if request.view_args and request.view_args.get("account", account.sid) != account.sid:
        raise unauthenticated()


def create(deed: Callable[[], tuple[str, Resource]]) -> Response:
    """Carry out a create under the faults switched on; `deed` gives the owner of its webhooks and the resource.

    The resource's webhooks are held until its 201 has been handed to the connection, unless `early-webhook` strikes,
    when the 201 waits for the first of them, or `slow-answer`, when they do not wait for the 201.
    """
    net = network()
    _refuse(net)
    early, slow = net.faults.strikes("early-webhook"), net.faults.strikes("slow-answer")
    with net.schedule.turn():
        owner, resource = deed()
        first = net.office.watch(owner) if early else None
        if not early and not slow:
            net.office.hold(owner)
    if first is not None:
        net.waiting.until(first, EARLY_WEBHOOK_WAIT_S)
    answer = _answer(net, resource, HTTPStatus.CREATED, slow)
    answer.call_on_close(lambda: net.office.release(owner))
    return answer


def change(deed: Callable[[], Resource | None]) -> Response:
    """Carry out an update, or a deletion (None), under the faults switched on."""
    net = network()
    _refuse(net)
    slow = net.faults.strikes("slow-answer")
    with net.schedule.turn():
        resource = deed()
    return _answer(net, resource, HTTPStatus.OK if resource is not None else HTTPStatus.NO_CONTENT, slow)


class Look:
    """One look at the network from outside, which may be at how it was some seconds ago."""

    def __init__(self, net: Network) -> None:
        """Asks `list-lag` once."""
        self.net = net
        self._lags = net.faults.strikes("list-lag")

    def at(self, thing: K | None) -> K:
        """What is shown of `thing`; raises a Refusal when that is nothing."""
        shown = None if thing is None else self._shown(thing)
        if shown is None:
            raise not_found(request.path)
        return shown

    def over(self, things: Iterable[K]) -> list[K]:
        """What is shown of several, those left out of which nothing is shown yet."""
        return [shown for shown in map(self._shown, things) if shown is not None]

    def _shown(self, thing: K) -> K | None:
        if thing.sid in self.net.deleted:
            return None
        return self.net.past.at(self.net.now() - self.net.list_lag_s, thing) if self._lags else thing


@contextlib.contextmanager
def look() -> Iterator[Look]:
    """Hold the network still and look at it."""
    net = network()
    with net.schedule.turn():
        yield Look(net)


def _refuse(net: Network) -> None:
    for fault, refusal in _REFUSED.items():
        if net.faults.strikes(fault):
            raise refusal


def _answer(net: Network, resource: Resource | None, status: HTTPStatus, slow: bool) -> Response:
    if slow:
        net.waiting.pause(net.slow_answer_s)
    if net.faults.strikes("error-500-after"):
        answer = jsonify(_REFUSED["error-500-before"].body())
        answer.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
        return answer
    answer = Response() if resource is None else jsonify(resource)
    answer.status_code = status
    if net.faults.strikes("lost-answer"):
        _cut_connection()
    return answer


def _cut_connection() -> None:
    """Close the client's connection: whatever is answered now is lost."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
