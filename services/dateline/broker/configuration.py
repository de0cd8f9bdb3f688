"""Kafka's server.properties and the options of its Java machine."""

from pathlib import Path

from dateline.broker.ports import HOST

LOG_DIR = "kafka"
PROPERTIES = "server.properties"

FORMAT_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")

JVM_OPTIONS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",  # else a SIGKILL leaves a file in the temporary folder of the machine
    "-Djava.io.tmpdir=tmp",  # for the same reason: native compression libraries are unpacked there
    "-Djava.awt.headless=true",
)


def write_properties(folder: Path, *, port: int, controller_port: int, max_message_bytes: int) -> None:
    """Write server.properties into `folder`, from where Kafka must be started: paths in it are relative.

    One node is broker and controller (KRaft combined mode), on 127.0.0.1 only. `max_message_bytes` is the largest
    record batch, in bytes.
    """
    properties = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{HOST}:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{HOST}:{port},CONTROLLER://{HOST}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{port}",
        "log.dirs": LOG_DIR,
        "auto.create.topics.enable": "false",
        "message.max.bytes": max_message_bytes,
        "replica.fetch.max.bytes": max_message_bytes,
        "socket.request.max.bytes": max(100 * 1024 * 1024, 2 * max_message_bytes),
        "default.replication.factor": 1,
        "min.insync.replicas": 1,
        # Groups form at once, and internal topics are as small as one node needs them.
        "group.initial.rebalance.delay.ms": 0,
        "offsets.topic.num.partitions": 1,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.num.partitions": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        # After a SIGKILL the controller waits for so long before it takes the same broker back; the default is 9 s.
        "broker.session.timeout.ms": 4000,
        "broker.heartbeat.interval.ms": 500,
        # The default, 128 MiB, is a quarter of the heap.
        "log.cleaner.dedupe.buffer.size": 16 * 1024 * 1024,
    }
    lines = [f"{name}={value}\n" for name, value in properties.items()]
    (folder / PROPERTIES).write_text("".join(lines), encoding="latin-1")
    (folder / "tmp").mkdir(exist_ok=True)


def is_formatted(folder: Path) -> bool:
    """Whether Kafka's storage in `folder` was formatted to the end."""
    log_dir = folder / LOG_DIR
    return (log_dir / "meta.properties").is_file() and (log_dir / "bootstrap.checkpoint").is_file()
