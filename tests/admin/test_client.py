import socket
from pathlib import Path

import pytest

from dateline.admin import admin_client, client_options
from dateline.admin.addresses import require_listener
from dateline.errors import KafkaUnavailable, SettingsError
from dateline.settings import load_settings


def test_security_settings_reach_the_client(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    options = client_options(
        load_settings(
            bootstrap_servers="one:9092, two:9093",
            security_protocol="SASL_SSL",
            sasl_mechanism="PLAIN",
            sasl_username="dateline",
            sasl_password="secret",
            ssl_ca_file=authority,
        )
    )
    assert options["bootstrap_servers"] == ["one:9092", "two:9093"]
    assert options["security_protocol"] == "SASL_SSL"
    assert (options["sasl_mechanism"], options["sasl_plain_username"]) == ("PLAIN", "dateline")
    assert options["sasl_plain_password"] == "secret"
    assert options["ssl_cafile"] == str(authority)


def test_a_certificate_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    settings = load_settings(security_protocol="SSL", ssl_ca_file=tmp_path / "nowhere.pem")
    with pytest.raises(SettingsError, match=r"ssl_ca_file \(DATELINE_SSL_CA_FILE\): .*nowhere\.pem is not a file"):
        client_options(settings)


@pytest.mark.parametrize("address", ["127.0.0.1:0", "127.0.0.1:kafka", ":9092", "127.0.0.1:70000"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with (
        pytest.raises(SettingsError, match=r"DATELINE_BOOTSTRAP_SERVERS.* is not HOST:PORT"),
        admin_client(load_settings(bootstrap_servers=address)),
    ):
        pass


def test_nobody_at_any_address_is_told_with_what_to_do() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        servers = f"127.0.0.1:{unused.getsockname()[1]},127.0.0.1:1"
        with (
            pytest.raises(KafkaUnavailable, match=f"no answer from Kafka at {servers} .*--bootstrap-servers"),
            admin_client(load_settings(bootstrap_servers=servers)),
        ):
            pass


def test_one_broker_of_several_is_enough(bootstrap_servers: str) -> None:
    require_listener(load_settings(bootstrap_servers=f"127.0.0.1:1,{bootstrap_servers}"))
