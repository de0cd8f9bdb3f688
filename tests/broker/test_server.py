import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import psutil
import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import KafkaError

from dateline.broker import EmbeddedBroker
from dateline.errors import BrokerDied, BrokerError, DataFolderUnusable, JavaMissing, PortTaken

HOLD = """
from dateline.broker import EmbeddedBroker
with EmbeddedBroker(temporary=True) as broker:
    print(broker.pid, flush=True)
    print(broker.data_dir, flush=True)
    input()
"""


@pytest.fixture(scope="module")
def broker() -> Iterator[EmbeddedBroker]:
    """A broker of this module's own, for it is stopped and killed here."""
    with EmbeddedBroker(temporary=True) as running:
        yield running


def _create_topic(broker: EmbeddedBroker, name: str, **configs: str) -> None:
    with KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers) as admin:
        admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1, topic_configs=configs)])


def _publish(broker: EmbeddedBroker, topic: str, *values: bytes, patience_ms: int = 20_000) -> None:
    producer = KafkaProducer(
        bootstrap_servers=broker.bootstrap_servers, acks="all", max_request_size=20 * 2**20, max_block_ms=patience_ms
    )
    try:
        for value in values:
            producer.send(topic, value).get(30)
    finally:
        producer.close()


def _read(broker: EmbeddedBroker, topic: str, count: int) -> list[bytes]:
    consumer = KafkaConsumer(
        bootstrap_servers=broker.bootstrap_servers, auto_offset_reset="earliest", consumer_timeout_ms=20_000
    )
    try:
        consumer.assign([TopicPartition(topic, 0)])
        return [record.value for _, record in zip(range(count), consumer, strict=False)]
    finally:
        consumer.close()


def test_records_go_in_and_come_out_up_to_the_size_limit(broker: EmbeddedBroker) -> None:
    values = [b"small", b"x" * 16 * 2**20]
    _create_topic(broker, "sizes")
    _publish(broker, "sizes", *values)
    assert _read(broker, "sizes", 2) == values


def test_a_topic_that_nobody_created_is_not_created_by_writing_to_it(broker: EmbeddedBroker) -> None:
    with pytest.raises(KafkaError):
        _publish(broker, "misspelt", b"value", patience_ms=1000)


def test_only_this_machine_can_reach_it(broker: EmbeddedBroker) -> None:
    listening = [
        connection.laddr.ip.removeprefix("::ffff:")
        for connection in psutil.Process(broker.pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}


def test_data_and_address_survive_a_stop_and_a_crash(broker: EmbeddedBroker) -> None:
    _create_topic(broker, "kept")
    address, values = broker.bootstrap_servers, [b"first"]
    _publish(broker, "kept", *values)
    for end in (broker.stop, broker.kill):
        pid = broker.pid
        assert pid is not None
        end()
        assert broker.pid is None
        assert not psutil.pid_exists(pid)
        broker.start()
        assert broker.bootstrap_servers == address
        _publish(broker, "kept", end.__name__.encode())
        values.append(end.__name__.encode())
        assert _read(broker, "kept", len(values)) == values


def test_it_cannot_be_started_twice(broker: EmbeddedBroker) -> None:
    with pytest.raises(BrokerError, match="already runs at"):
        broker.start()


def test_a_second_broker_on_its_port_or_its_folder_is_refused(broker: EmbeddedBroker, tmp_path: Path) -> None:
    port = int(broker.bootstrap_servers.rpartition(":")[2])
    with pytest.raises(PortTaken, match=f"port {port}"):
        EmbeddedBroker(port=port, data_dir=tmp_path).start()
    with pytest.raises(DataFolderUnusable, match=rf"in use by a running broker \(process {broker.pid}\)"):
        EmbeddedBroker(data_dir=broker.data_dir).start()


def test_a_broker_that_ends_by_itself_is_reported_with_the_end_of_its_log(broker: EmbeddedBroker) -> None:
    assert broker.pid is not None
    os.kill(broker.pid, signal.SIGKILL)
    with pytest.raises(BrokerDied, match=r"exit status 137(.|\n)*KafkaRaftServer"):
        broker.wait()
    assert broker.pid is None


def test_a_broker_that_cannot_start_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    storage = tmp_path / "kafka"
    storage.mkdir()
    (storage / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=another\n")
    (storage / "bootstrap.checkpoint").touch()
    failing = EmbeddedBroker(data_dir=tmp_path)
    with pytest.raises(BrokerDied, match=r"ended before it was ready(.|\n)*Stored node id 7"):
        failing.start()
    assert failing.pid is None


def test_data_is_either_temporary_or_in_a_given_folder(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match="either temporary or in a given folder"):
        EmbeddedBroker(data_dir=tmp_path, temporary=True)


def test_a_start_that_fails_leaves_no_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(JavaMissing), EmbeddedBroker(temporary=True, java=tmp_path / "no-java"):
        pass
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(PortTaken),
        EmbeddedBroker(temporary=True, port=server.getsockname()[1]),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_kafka_ends_and_its_temporary_folder_goes_when_the_parent_is_killed(
    run_python: Callable[..., "Popen[str]"], assert_ended: Callable[[int], None]
) -> None:
    parent = run_python(HOLD)
    assert parent.stdout is not None
    pid, folder = int(parent.stdout.readline()), Path(parent.stdout.readline().strip())
    supervisor = psutil.Process(pid).ppid()
    assert folder.is_dir()
    parent.kill()
    assert_ended(pid)
    assert_ended(supervisor)
    assert not folder.exists()
