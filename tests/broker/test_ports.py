import socket

import pytest

from dateline.broker.ports import HOST, free_port, require_free
from dateline.errors import PortTaken


def test_a_port_on_which_a_program_listens_is_named_in_the_error() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} of {HOST} is taken"):
            require_free(port)
    require_free(port)


def test_a_port_of_all_interfaces_is_taken_too() -> None:
    with socket.create_server(("", 0)) as server, pytest.raises(PortTaken):
        require_free(server.getsockname()[1])


def test_a_port_is_free_while_old_connections_to_it_linger() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)):
            connection, _ = server.accept()
            connection.close()  # first to close: this side stays in TIME_WAIT
    require_free(port)


def test_free_ports_can_be_listened_on_and_are_not_given_twice() -> None:
    first = free_port()
    second = free_port(besides=[first])
    assert first != second
    for port in (first, second):
        socket.create_server((HOST, port)).close()
