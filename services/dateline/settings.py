"""Every knob of Dateline, once: from `DATELINE_*` environment variables, or a file named by `DATELINE_ENV_FILE`."""

import difflib
import os
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dateline.errors import SettingsError

MIB = 1024 * 1024

SUPERVISOR_VARIABLE = "DATELINE_SUPERVISOR_PID"
"""Names the supervisor to its workers, which stop when it is gone."""

_NOT_SETTINGS = {"DATELINE_ENV_FILE", SUPERVISOR_VARIABLE}

_TOPIC_NAME = re.compile(r"[A-Za-z0-9._-]{1,200}")


class SecurityProtocol(StrEnum):
    """How to speak to the brokers; Kafka's own names."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"


class SaslMechanism(StrEnum):
    """How to authenticate; Kafka's own names."""

    PLAIN = "PLAIN"
    SCRAM_SHA_256 = "SCRAM-SHA-256"
    SCRAM_SHA_512 = "SCRAM-SHA-512"


class Detector(StrEnum):
    """What tells languages."""

    NGRAMS = "ngrams"
    LANGDETECT = "langdetect"


class LogLevel(StrEnum):
    """How severe an event is."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogFormat(StrEnum):
    """How log lines look."""

    HUMAN = "human"
    JSON = "json"


def _topic_name(value: str) -> str:
    if not _TOPIC_NAME.fullmatch(value):
        raise ValueError("a Kafka topic name has 1-200 of the characters A-Z a-z 0-9 . _ -")
    return value


def _instance(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", value):
        raise ValueError("an instance id has 1-64 of the characters A-Z a-z 0-9 . _ -")
    return value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _prefix(value: str) -> str:
    return _topic_name(value) if value else value


def _levels(value: str) -> str:
    for part in filter(None, (part.strip() for part in value.split(","))):
        name, equals, level = part.partition("=")
        if not name or not equals or level.upper() not in LogLevel.__members__:
            raise ValueError(f"{part!r} is not NAME=LEVEL; levels are {', '.join(LogLevel)}")
    return value


TopicName = Annotated[str, AfterValidator(_topic_name)]


class Settings(BaseSettings):
    """The settings of one process. Times are in the unit their name ends with, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", frozen=True, extra="forbid", validate_default=True)

    # Kafka
    bootstrap_servers: str = Field(
        "127.0.0.1:9092", min_length=1, description="brokers to ask first, host:port[,host:port]"
    )
    security_protocol: SecurityProtocol = Field(SecurityProtocol.PLAINTEXT, description="how to speak to the brokers")
    sasl_mechanism: SaslMechanism = Field(SaslMechanism.SCRAM_SHA_512, description="used where the protocol has SASL")
    sasl_username: str | None = Field(None, description="used where the protocol has SASL")
    sasl_password: SecretStr | None = Field(None, description="used where the protocol has SASL")
    ssl_ca_file: Path | None = Field(
        None, description="PEM file of the authority that signed the brokers' certificates"
    )
    ssl_certificate_file: Path | None = Field(None, description="PEM file of this client's certificate")
    ssl_key_file: Path | None = Field(None, description="PEM file of this client's key")
    request_timeout_seconds: float = Field(
        15.0, gt=0, description="how long a command waits for a broker's answer before it gives up"
    )

    # Topics
    topic_prefix: Annotated[str, AfterValidator(_prefix)] = Field("", description="put before every topic name")
    topic_raw: TopicName = Field("articles.raw", description="articles as published; key: outlet")
    topic_annotated: TopicName = Field(
        "articles.annotated", description="annotated articles; one language group a partition"
    )
    topic_enriched: TopicName = Field("articles.enriched", description="enriched articles; key: article id")
    topic_dead: TopicName = Field("articles.dead", description="records that could not be processed, untouched")
    raw_partitions: int = Field(4, ge=1, description="at most this many processes annotate at once")
    annotated_partitions: int = Field(4, ge=1, description="at most this many processes deduplicate at once")
    enriched_partitions: int = Field(4, ge=1, description="for the consumers' sake")
    replication_factor: int = Field(-1, ge=-1, description="of topics and changelogs; -1: what the brokers default to")
    raw_retention_hours: int = Field(168, ge=1, description="how far back a stream can be replayed")
    annotated_retention_hours: int = Field(192, ge=1, description="longer than the matching window, to rebuild from")
    enriched_retention_hours: int = Field(168, ge=1, description="how long consumers may be away")
    dead_retention_hours: int = Field(720, ge=1, description="how long dead letters can be replayed")

    # Sizes
    max_article_bytes: int = Field(8 * MIB, ge=1024, description="largest value accepted on the raw topic")
    max_enriched_bytes: int = Field(
        16 * MIB, ge=4096, description="largest value written; more than an article with its annotations"
    )

    # Worker
    application_id: TopicName = Field("dateline", description="consumer group, and prefix of the changelog topics")
    instance_id: Annotated[str, AfterValidator(_instance)] = Field(
        "worker", description="stable name of this process among its group; its data folder follows from it"
    )
    data_dir: Path = Field(
        Path(platformdirs.user_data_dir("dateline", appauthor=False)), description="folder of the processes' state"
    )
    in_flight: int = Field(512, ge=1, description="articles taken and not yet acknowledged, for each agent")
    linger_ms: int = Field(20, ge=0, description="how long a write waits for others to travel with it")
    session_timeout_seconds: float = Field(
        10.0, gt=1, description="a worker that is silent for longer loses its partitions"
    )
    rebalance_timeout_seconds: float = Field(20.0, gt=1, description="how long a rebalance waits for all workers")
    assignment_timeout_seconds: float = Field(
        60.0, gt=1, description="a worker without partitions for so long, while there are some, ends itself"
    )
    connect_timeout_seconds: float = Field(
        120.0, gt=0, description="how long a worker waits at start for Kafka and topics"
    )
    stuck_seconds: float = Field(
        300.0, gt=1, description="a partition or a rebalance that stands still for so long is stuck"
    )
    upstream_guard: bool = Field(
        True, description="stop when most of the last 1,000 records of a topic fail for one reason"
    )
    forward_deletions: bool = Field(False, description="pass a null value on the raw topic on to the enriched topic")
    dead_letter_attempts: int = Field(3, ge=1, description="a dead letter is replayed while it has had fewer attempts")

    # Memory of the stream
    window_hours: int = Field(168, ge=1, description="how far apart in time copies of one story may be")
    window_articles: int = Field(
        400_000, ge=1, description="how many newest articles of a language group are compared with"
    )
    grace_articles: int = Field(10_000, ge=0, description="how far committed offsets may be rewound without harm")

    # Enrichment
    detector: Detector = Field(Detector.NGRAMS, description="language detector: ngrams or langdetect")
    languages: str = Field("", description="BCP 47 tags to choose from, separated by commas; empty: all that it knows")
    language_min_confidence: float = Field(0.3, ge=0, le=1, description="a guess that is less sure is und")
    span_min_confidence: float = Field(0.95, ge=0, le=1, description="how sure a part in another language must be")
    entity_min_confidence: float = Field(0.5, ge=0, le=1, description="mentions that are less sure are left out")
    recogniser: str = Field(
        "tagger",
        description="what finds names: tagger, lexicon, or spacy:PIPELINE, the package or folder of a spaCy pipeline",
    )
    names_dirs: str = Field(
        "",
        description="directories of your own names, separated by commas; a later one wins, and all win over Dateline's",
    )

    # Operations
    metrics_host: str = Field("127.0.0.1", description="address that /metrics, /livez and /readyz are served on")
    metrics_port: int = Field(9464, ge=0, le=65535, description="their port; 0: a free one")
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field(
        LogLevel.INFO, description="least severe level that is logged"
    )
    log_levels: Annotated[str, AfterValidator(_levels)] = Field(
        "", description="levels of single loggers, NAME=LEVEL,...: faust=INFO,dateline.worker.annotate=DEBUG"
    )
    log_format: LogFormat = Field(LogFormat.HUMAN, description="human or json")
    traces_endpoint: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+\S*)?$",
        description="where OpenTelemetry traces go, http://HOST:4318/v1/traces; empty: there are none",
    )
    traces_sample_ratio: float = Field(0.01, ge=0, le=1, description="share of articles that are traced")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.max_enriched_bytes <= self.max_article_bytes:
            raise ValueError(
                "DATELINE_MAX_ENRICHED_BYTES must be larger than DATELINE_MAX_ARTICLE_BYTES, to hold the annotations"
            )
        if self.annotated_retention_hours <= self.window_hours:
            raise ValueError(
                "DATELINE_ANNOTATED_RETENTION_HOURS must be longer than DATELINE_WINDOW_HOURS, "
                "or the window cannot be rebuilt"
            )
        names = [self.raw, self.annotated, self.enriched, self.dead]
        if len(set(names)) < len(names):
            raise ValueError(f"the four topics must differ: {', '.join(names)}")
        if self.security_protocol.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            raise ValueError(f"{self.security_protocol} needs DATELINE_SASL_USERNAME and DATELINE_SASL_PASSWORD")
        return self

    @property
    def raw(self) -> str:
        """Full name of the topic of articles as published."""
        return self.topic_prefix + self.topic_raw

    @property
    def annotated(self) -> str:
        """Full name of the topic of annotated articles."""
        return self.topic_prefix + self.topic_annotated

    @property
    def enriched(self) -> str:
        """Full name of the topic of enriched articles."""
        return self.topic_prefix + self.topic_enriched

    @property
    def dead(self) -> str:
        """Full name of the topic of dead letters."""
        return self.topic_prefix + self.topic_dead

    @property
    def group(self) -> str:
        """The consumer group, kept apart by the topic prefix as the topics are."""
        return self.topic_prefix + self.application_id

    @property
    def levels(self) -> dict[str, str]:
        """The levels of single loggers, by name."""
        parts = (part.strip().partition("=") for part in self.log_levels.split(",") if part.strip())
        return {name: level.upper() for name, _, level in parts}

    @property
    def instance_dir(self) -> Path:
        """The folder of this process's state."""
        return self.data_dir / "instances" / self.group / self.instance_id


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` (from the command line) win over the environment, None leaves a setting alone.

    Raises SettingsError, naming each wrong setting, what was expected, and the variable that sets it.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    _refuse_misspelt_variables()
    file = os.environ.get("DATELINE_ENV_FILE")
    if file and not Path(file).is_file():
        raise SettingsError(f"DATELINE_ENV_FILE: {file} is not a file")
    try:
        return Settings(_env_file=file, **given)
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"])
            if problem["type"] == "extra_forbidden":
                lines.append(f"DATELINE_ENV_FILE: {name.upper()} in {file} is no setting of Dateline")
                continue
            variable = f"{name} (DATELINE_{name.upper()})" if name else "settings"
            lines.append(f"{variable}: {problem['msg'].removeprefix('Value error, ')}")
        raise SettingsError("\n".join(lines)) from error
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SettingsError(f"DATELINE_ENV_FILE: {file} cannot be read: {why}") from error


def _refuse_misspelt_variables() -> None:
    # pydantic-settings passes over variables that no setting reads: a misspelt one would change nothing, silently
    known = {f"DATELINE_{name.upper()}" for name in Settings.model_fields} | _NOT_SETTINGS
    for variable in sorted(name for name in os.environ if name.startswith("DATELINE_") and name not in known):
        # others may have variables of that prefix: Kubernetes makes some for a service of that name
        for close in difflib.get_close_matches(variable, known, 1, cutoff=0.9):
            raise SettingsError(f"{variable} is no setting of Dateline; did you mean {close}?")


def as_environment(settings: Settings) -> dict[str, str]:
    """Return the variables that give another process the same settings, secrets included."""
    values = settings.model_dump(exclude_unset=True)
    return {
        f"DATELINE_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
        if value is not None
    }
