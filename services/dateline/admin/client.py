"""How kafka-python reaches the brokers that the settings name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import AuthorizationError, BrokerResponseError, KafkaError, SaslAuthenticationFailedError

from dateline.admin.addresses import require_listener
from dateline.errors import DatelineError, KafkaUnavailable, SettingsError
from dateline.settings import SecurityProtocol, Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """Return the arguments that every kafka-python client takes: addresses, security, timeouts.

    Raises SettingsError where a file that the settings name is not there.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": [address.strip() for address in settings.bootstrap_servers.split(",")],
        "client_id": settings.group,
        "security_protocol": settings.security_protocol.value,
        "bootstrap_timeout_ms": round(settings.request_timeout_seconds * 1000),
        "request_timeout_ms": round(settings.request_timeout_seconds * 1000),
    }
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism.value,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password.get_secret_value() if settings.sasl_password else None,
        }
    if settings.security_protocol.endswith("SSL"):
        options |= {
            "ssl_cafile": _file(settings, "ssl_ca_file"),
            "ssl_certfile": _file(settings, "ssl_certificate_file"),
            "ssl_keyfile": _file(settings, "ssl_key_file"),
        }
    return options


@contextmanager
def reaching_kafka(settings: Settings) -> Iterator[None]:
    """Turn what kafka-python raises into KafkaUnavailable, with the address and what to do."""
    try:
        yield
    except DatelineError:
        raise
    except (KafkaError, OSError) as error:
        raise unavailable(settings, error) from error


@contextmanager
def connecting(settings: Settings) -> Iterator[None]:
    """Like `reaching_kafka`, for making a client: what refuses a connection is told at once."""
    with reaching_kafka(settings):
        require_listener(settings)
        yield


@contextmanager
def admin_client(settings: Settings) -> Iterator[KafkaAdminClient]:
    """Connect to the brokers as an administrator. Raises KafkaUnavailable."""
    with connecting(settings), KafkaAdminClient(**client_options(settings)) as client:
        yield client


def unavailable(settings: Settings, error: Exception) -> KafkaUnavailable:
    """Say what went wrong between us and the brokers, and what to do about it."""
    servers = settings.bootstrap_servers
    if isinstance(error, SaslAuthenticationFailedError):
        remedy = "check DATELINE_SASL_USERNAME, DATELINE_SASL_PASSWORD and DATELINE_SASL_MECHANISM"
        return KafkaUnavailable(f"Kafka at {servers} does not accept the credentials: {error}; {remedy}")
    if isinstance(error, AuthorizationError):
        return KafkaUnavailable(f"Kafka at {servers} does not allow this: {error}; ask for the rights")
    if isinstance(error, BrokerResponseError) and not error.retriable:
        return KafkaUnavailable(f"Kafka at {servers} refused: {error}")
    if settings.security_protocol != SecurityProtocol.PLAINTEXT:
        # the client tries again after a refusal too, and then tells of the time alone
        return KafkaUnavailable(
            f"no answer over {settings.security_protocol} from Kafka at {servers} ({error}); where it runs, check "
            "DATELINE_SECURITY_PROTOCOL, the credentials in DATELINE_SASL_MECHANISM, _USERNAME and _PASSWORD, and the "
            "certificates in DATELINE_SSL_CA_FILE, _CERTIFICATE_FILE and _KEY_FILE"
        )
    return KafkaUnavailable(
        f"no answer from Kafka at {servers} ({error}); start it (`dateline broker` starts one on this machine), "
        "or name another with --bootstrap-servers or DATELINE_BOOTSTRAP_SERVERS"
    )


def _file(settings: Settings, name: str) -> str | None:
    path: Path | None = getattr(settings, name)
    if path is not None and not path.is_file():
        raise SettingsError(f"{name} (DATELINE_{name.upper()}): {path} is not a file")
    return str(path) if path else None
