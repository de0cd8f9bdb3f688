"""The brokers' addresses, and whether anything listens there."""

import socket

from dateline.errors import SettingsError
from dateline.settings import Settings

_DEFAULT_PORT = 9092


def addresses(settings: Settings) -> list[tuple[str, int]]:
    """Return host and port of each broker to ask first. Raises SettingsError."""
    return [_address(part.strip()) for part in settings.bootstrap_servers.split(",")]


def require_listener(settings: Settings) -> None:
    """Connect to one of the addresses, and hang up; raise the last address's OSError where none answers.

    kafka-python would retry a refused connection until its time is up, and leave sockets and a thread behind.
    """
    failure: OSError | None = None
    for address in addresses(settings):
        try:
            socket.create_connection(address, timeout=settings.request_timeout_seconds).close()
        except OSError as error:
            failure = error
        else:
            return
    if failure:
        raise failure


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, str(_DEFAULT_PORT)
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError(f"bootstrap_servers (DATELINE_BOOTSTRAP_SERVERS): {text!r} is not HOST:PORT")
    return host.removeprefix("[").removesuffix("]"), int(port)
