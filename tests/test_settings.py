"""What a person sets, and what they are told when it is wrong."""

from pathlib import Path

import pytest

from dateline.enrichment.duplicates import DuplicateOptions
from dateline.errors import SettingsError
from dateline.pipeline import window_of
from dateline.settings import as_environment, load_settings

pytestmark = pytest.mark.usefixtures("bare_environment")


def test_the_environment_sets_and_the_command_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_LINGER_MS", "7")
    monkeypatch.setenv("DATELINE_TOPIC_PREFIX", "eu.")
    settings = load_settings(linger_ms=9, in_flight=None)
    assert (settings.linger_ms, settings.raw, settings.group) == (9, "eu.articles.raw", "eu.dateline")


def test_a_file_sets_what_the_environment_does_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "dateline.env"
    file.write_text("DATELINE_LINGER_MS=7\n", encoding="utf-8")
    monkeypatch.setenv("DATELINE_ENV_FILE", str(file))
    assert load_settings().linger_ms == 7
    file.unlink()
    with pytest.raises(SettingsError, match=r"DATELINE_ENV_FILE: .* is not a file"):
        load_settings()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"DATELINE_LINGER_MS=7\xff\n", r"DATELINE_ENV_FILE: .*/dateline.env cannot be read: it is not UTF-8"),
        (b"DATELINE_LINGERS_MS=7\n", r"^DATELINE_ENV_FILE: DATELINE_LINGERS_MS in .* is no setting of Dateline$"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, told: str
) -> None:
    file = tmp_path / "dateline.env"
    file.write_bytes(content)
    monkeypatch.setenv("DATELINE_ENV_FILE", str(file))
    with pytest.raises(SettingsError, match=told):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("DATELINE_IN_FLIGHT", "many", r"in_flight \(DATELINE_IN_FLIGHT\): .*integer"),
        ("DATELINE_TOPIC_RAW", "two words", r"DATELINE_TOPIC_RAW.*A-Z a-z 0-9"),
        ("DATELINE_TOPIC_RAW", "articles.dead", "four topics must differ"),
        ("DATELINE_DETECTOR", "guess", "DATELINE_DETECTOR.*'ngrams' or 'langdetect'"),
        ("DATELINE_SECURITY_PROTOCOL", "SASL_SSL", "DATELINE_SASL_USERNAME and DATELINE_SASL_PASSWORD"),
        ("DATELINE_MAX_ARTICLE_BYTES", "99999999", "DATELINE_MAX_ENRICHED_BYTES must be larger"),
        ("DATELINE_WINDOW_HOURS", "1000", "DATELINE_ANNOTATED_RETENTION_HOURS must be longer"),
        ("DATELINE_TRACES_ENDPOINT", "collector:4318", r"DATELINE_TRACES_ENDPOINT.*https\?://"),
        ("DATELINE_BOOTSTRAP_SERVER", "kafka:9092", "did you mean DATELINE_BOOTSTRAP_SERVERS"),
    ],
)
def test_what_is_wrong_is_named_with_what_was_expected(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=told):
        load_settings()


def test_variables_that_others_set_under_the_prefix_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("DATELINE_PORT_9464_TCP", "tcp://10.0.0.1:9464")
    assert load_settings().metrics_port == 9464


def test_another_process_gets_the_same_settings_secrets_included(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(
        security_protocol="SASL_SSL",
        sasl_username="u",
        sasl_password="secret",
        metrics_host="127.0.0.1",
        upstream_guard=False,
    )
    monkeypatch.setenv("DATELINE_METRICS_HOST", "0.0.0.0")
    for name, value in as_environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_levels_of_loggers_are_read_by_name() -> None:
    settings = load_settings(log_levels="faust=info, dateline.worker=DEBUG")
    assert settings.levels == {"faust": "INFO", "dateline.worker": "DEBUG"}
    assert load_settings().levels == {}


@pytest.mark.parametrize("wrong", ["faust", "faust=LOUD", "=DEBUG"])
def test_a_level_that_does_not_exist_is_named(wrong: str) -> None:
    with pytest.raises(SettingsError, match=r"DATELINE_LOG_LEVELS.*is not NAME=LEVEL; levels are DEBUG"):
        load_settings(log_levels=wrong)


def test_the_defaults_of_settings_are_those_of_the_matching() -> None:
    assert window_of(load_settings()) == DuplicateOptions()
