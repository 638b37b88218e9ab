"""What stands between a request and the network: the login, the turn, the faults of a create."""

import contextlib
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from flask import Response, current_app, jsonify, request

from sandbox.api.refusals import Refusal, unauthenticated
from sandbox.api.resources import Resource
from sandbox.network import Network

#: The longest an early webhook holds up the 201, in real seconds.
EARLY_WEBHOOK_WAIT_S = 3.0
_EXTENSION = "sandbox-network"


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
    when the 201 waits for the first of them.
    """
    net = network()
    if net.faults.strikes("error-429"):
        raise Refusal(20429, "Too Many Requests", HTTPStatus.TOO_MANY_REQUESTS)
    if net.faults.strikes("error-500-before"):
        raise Refusal(20500, "Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR)
    early = net.faults.strikes("early-webhook")
    with net.schedule.turn():
        owner, resource = deed()
        first = net.office.watch(owner) if early else None
        if not early:
            net.office.hold(owner)
    if first is not None:
        first.wait(EARLY_WEBHOOK_WAIT_S)
    answer = _answer(net, resource)
    answer.call_on_close(lambda: net.office.release(owner))
    return answer


def _answer(net: Network, resource: Resource) -> Response:
    if net.faults.strikes("error-500-after"):
        answer = jsonify(Refusal(20500, "Internal Server Error", 500).body())
        answer.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
        return answer
    answer = jsonify(resource)
    answer.status_code = HTTPStatus.CREATED
    if net.faults.strikes("lost-answer"):
        _cut_connection()
    return answer


def _cut_connection() -> None:
    """Close the client's connection: whatever is answered now is lost."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
