"""Ports of 127.0.0.1: the one asked for, or a free one."""

import errno
import random
import socket
from collections.abc import Collection

from dateline.errors import PortTaken

HOST = "127.0.0.1"

# Below the ports that Linux and macOS give to outgoing connections: while the broker is down, none of them can take its
# port, and no client that keeps trying to reach it can end up connected to itself.
_RANGE = range(20_000, 32_768)


def require_free(port: int) -> None:
    """Raise PortTaken unless a server can listen on `port`."""
    problem = _problem(port)
    if problem is None:
        return
    if problem.errno == errno.EADDRINUSE:
        raise PortTaken(
            f"port {port} of {HOST} is taken by another program. Stop that program, choose another port with --port,"
            " or leave the port out to get a free one."
        )
    raise PortTaken(f"cannot listen on port {port} of {HOST} ({problem.strerror}). Choose another port with --port.")


def free_port(besides: Collection[int] = ()) -> int:
    """A port on which nothing listens, other than `besides`."""
    for port in random.sample(_RANGE, len(_RANGE)):
        if port not in besides and _problem(port) is None:
            return port
    raise PortTaken(f"no port between {_RANGE.start} and {_RANGE.stop - 1} of {HOST} is free")


def _problem(port: int) -> OSError | None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As Java's server sockets do, so that connections in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError as error:
            return error
    return None
