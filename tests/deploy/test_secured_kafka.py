"""A real Kafka that speaks TLS with certificates of both sides, asks for passwords, and allows what acls.yml says."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
import yaml
from cryptography.hazmat.primitives import serialization
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
    UserScramCredentialUpsertion,
)

from dateline.admin import check_topics, create_topics
from dateline.admin.client import admin_client
from dateline.broker import EmbeddedBroker, server
from dateline.broker.configuration import PROPERTIES
from dateline.broker.ports import HOST, free_port
from dateline.errors import KafkaUnavailable, WriteRefused
from dateline.replayer.reader import TopicReader
from dateline.settings import Settings, as_environment, load_settings
from tests.support.command import run_dateline
from tests.support.stream import article, stream_of

pytestmark = [pytest.mark.verify, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]
RIGHTS = yaml.safe_load((ROOT / "deploy" / "kafka" / "acls.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, a certificate of the broker, and one of the clients."""
    folder = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    for name, identity in (("broker", HOST), ("client", "dateline.example")):
        certificate = authority.issue_cert(identity)
        key = serialization.load_pem_private_key(certificate.private_key_pem.bytes(), None).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / f"{name}.key").write_bytes(key)
        chain = b"".join(part.bytes() for part in certificate.cert_chain_pems)
        (folder / f"{name}.pem").write_bytes(chain)
        (folder / f"{name}-both.pem").write_bytes(key + chain)
    return folder


@pytest.fixture(scope="module")
def brokers(certificates: Path) -> Iterator[tuple[str, str]]:
    """Addresses of the listener that asks for nothing, whose users may do everything, and of the secured one."""
    port = free_port()
    write = server.write_properties

    def write_secured(folder: Path, **numbers: int) -> None:
        write(folder, **numbers)
        path = folder / PROPERTIES
        text = path.read_text(encoding="latin-1")
        for name in ("listeners", "advertised.listeners"):
            text = re.sub(rf"^{re.escape(name)}=.*$", rf"\g<0>,SECURED://{HOST}:{port}", text, flags=re.MULTILINE)
        secured = "listener.name.secured."
        more = {
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256",
            f"{secured}sasl.enabled.mechanisms": "SCRAM-SHA-512,SCRAM-SHA-256",
            f"{secured}scram-sha-512.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            f"{secured}scram-sha-256.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
            f"{secured}ssl.client.auth": "required",
            f"{secured}ssl.keystore.type": "PEM",
            f"{secured}ssl.keystore.location": certificates / "broker-both.pem",
            f"{secured}ssl.truststore.type": "PEM",
            f"{secured}ssl.truststore.location": certificates / "ca.pem",
        }
        path.write_text(text + "".join(f"{name}={value}\n" for name, value in more.items()), encoding="latin-1")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "write_properties", write_secured)
        with EmbeddedBroker(temporary=True) as broker:
            yield broker.bootstrap_servers, f"{HOST}:{port}"


@pytest.fixture(scope="module")
def parts(
    brokers: tuple[str, str], certificates: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Settings]:
    """The settings of each part of Dateline, which has a user of its own with the rights of acls.yml."""
    open_to_all, secured = brokers
    common = {
        "topic_prefix": "news.",
        "raw_partitions": 2,
        "annotated_partitions": 2,
        "replication_factor": 1,
        "data_dir": tmp_path_factory.mktemp("data"),
    }
    names = Settings(**common)
    written = {"raw": names.raw, "annotated": names.annotated, "enriched": names.enriched, "dead": names.dead}
    with admin_client(Settings(bootstrap_servers=open_to_all)) as admin:
        admin.alter_user_scram_credentials(
            [UserScramCredentialUpsertion(part, "SCRAM-SHA-512", f"secret of {part}") for part in RIGHTS]
        )
        admin.create_acls(
            [
                ACL(
                    f"User:{part}",
                    "*",
                    ACLOperation[re.sub(r"(?<=.)(?=[A-Z])", "_", operation).upper()],
                    ACLPermissionType.ALLOW,
                    ResourcePattern(
                        ResourceType[right["resource"].upper()],
                        right["name"].format(group=names.group, **written),
                        ACLResourcePatternType[right.get("pattern", "literal").upper()],
                    ),
                )
                for part, rights in RIGHTS.items()
                for right in rights
                for operation in right["operations"]
            ]
        )
    return {
        part: load_settings(
            bootstrap_servers=secured,
            security_protocol="SASL_SSL",
            sasl_mechanism="SCRAM-SHA-512",
            sasl_username=part,
            sasl_password=f"secret of {part}",
            ssl_ca_file=certificates / "ca.pem",
            ssl_certificate_file=certificates / "client.pem",
            ssl_key_file=certificates / "client.key",
            **common,
        )
        for part in RIGHTS
    }


def test_every_part_does_its_work_with_the_rights_that_it_is_given(parts: dict[str, Settings], tmp_path: Path) -> None:
    create_topics(parts["topics"])
    check_topics(parts["worker"])
    with stream_of(parts["worker"], tmp_path) as stream, stream_of(parts["replayer"], tmp_path) as feed:
        worker = stream.worker()
        worker.wait_ready()
        feed.publish([article(number) for number in range(20)] + [b"no article"])
        with TopicReader(parts["consumer"], parts["consumer"].enriched) as reader:
            reader.start(from_beginning=True)
            found: set[str] = set()
            while len(found) < 20:
                worker.complain_if_dead()
                found |= {json.loads(message.value or b"{}")["article"]["id"] for message in reader.poll(1.0)}
        with TopicReader(parts["operator"], parts["operator"].dead) as reader:
            reader.start(from_beginning=True)
            while not reader.poll(1.0):
                worker.complain_if_dead()
        for command in (["status"], ["outlets"], ["trace", "a1"], ["dead-letters", "list"], ["dead-letters", "replay"]):
            result = subprocess.run(
                [sys.executable, "-m", "dateline", *command],
                env={**os.environ, **as_environment(parts["operator"])},
                capture_output=True,
                text=True,
                check=False,
            )
            assert result.returncode == 0, f"{command}: {result.stdout} {result.stderr}"
        assert worker.stop() == 0
    reset = run_dateline(parts["state"], "state", "reset", "--from-beginning", "--yes")
    assert reset.returncode == 0, reset.stderr


def test_what_is_not_allowed_is_refused_with_a_reason(parts: dict[str, Settings], tmp_path: Path) -> None:
    with stream_of(parts["consumer"], tmp_path) as stream, pytest.raises((WriteRefused, KafkaUnavailable)) as refusal:
        stream.publish([article(1)])
    assert "Authorization" in str(refusal.value)


# the client leaves a connection that was refused to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("wrong", ["password", "authority", "protocol"])
def test_whoever_is_not_let_in_hears_what_to_check(parts: dict[str, Settings], tmp_path: Path, wrong: str) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "other.pem")
    change = {
        "password": {"sasl_password": "another"},
        "authority": {"ssl_ca_file": tmp_path / "other.pem"},
        "protocol": {"security_protocol": "SSL"},
    }[wrong]
    settings = load_settings(**(parts["worker"].model_dump() | {"request_timeout_seconds": 3} | change))
    with pytest.raises(KafkaUnavailable, match=r"check DATELINE_S.*DATELINE_SASL_.*DATELINE_SSL_CA_FILE"):
        check_topics(settings)
