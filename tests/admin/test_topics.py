import pytest

from dateline.admin import TopicState, check_topics, create_topics, describe_topics
from dateline.errors import KafkaUnavailable, TopicMismatch
from dateline.settings import Settings
from dateline.topology import TopicSpec, all_specs, topic_specs


def test_topics_are_created_once_and_then_found(settings: Settings) -> None:
    first = create_topics(settings)
    assert {report.state for report in first} == {TopicState.CREATED}
    assert [report.spec.name for report in first] == [spec.name for spec in all_specs(settings)]
    assert {report.state for report in create_topics(settings)} == {TopicState.EXISTS}
    check_topics(settings)


def test_only_what_is_missing_is_created(settings: Settings) -> None:
    create_topics(settings, topic_specs(settings)[:2])
    states = [report.state for report in create_topics(settings)]
    assert states == [TopicState.EXISTS] * 2 + [TopicState.CREATED] * 5


def test_every_missing_topic_is_named_with_the_remedy(settings: Settings) -> None:
    with pytest.raises(TopicMismatch) as caught:
        check_topics(settings)
    lines = str(caught.value).splitlines()
    assert lines == [
        f"topic {spec.name} is missing; create it with `dateline topics create`" for spec in all_specs(settings)
    ]
    assert {report.state for report in describe_topics(settings)} == {TopicState.MISSING}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"raw_partitions": 3},
            "articles.raw: partitions is 2, expected 3; set DATELINE_RAW_PARTITIONS=2 or recreate the topic",
        ),
        (
            {"annotated_partitions": 3},
            "has read it yet; else carry the stream over to another number with `dateline state migrate`, or articles",
        ),
        (
            {"raw_partitions": 1},
            "dateline-outlets-changelog: partitions is 2, expected 1; it must have as many as ",
        ),
        (
            {"enriched_partitions": 2},
            "articles.enriched: partitions is 1, expected 2; set DATELINE_ENRICHED_PARTITIONS=1, or add partitions",
        ),
        (
            {"max_article_bytes": 9_000_000},
            "articles.raw: max.message.bytes is 8454144, expected 9065536 or more; alter the topic's configuration",
        ),
        (
            {"raw_retention_hours": 200},
            "retention.ms, or set DATELINE_RAW_RETENTION_HOURS",
        ),
        ({"replication_factor": 3}, "articles.dead: replication factor is 1, expected 3 or more; reassign"),
        (
            {"max_enriched_bytes": 200_000_000},
            "socket.request.max.bytes of broker 1 is 104857600, expected 200131072 or more; raise it",
        ),
    ],
)
def test_each_difference_is_named_with_the_remedy(topics: Settings, change: dict[str, int], expected: str) -> None:
    with pytest.raises(TopicMismatch) as caught:
        check_topics(topics.model_copy(update=change))
    assert expected in str(caught.value)


def test_more_than_is_asked_for_is_no_difference(topics: Settings) -> None:
    check_topics(
        topics.model_copy(update={"raw_retention_hours": 1, "max_article_bytes": 5000, "max_enriched_bytes": 9000})
    )


def test_a_topic_of_another_kind_differs(settings: Settings) -> None:
    annotated = topic_specs(settings)[1]
    plain = TopicSpec(annotated.name, annotated.partitions, -1, {"cleanup.policy": "compact"})
    create_topics(settings, [plain])
    (report,) = create_topics(settings, [annotated])
    assert report.state is TopicState.DIFFERS
    found = {difference.what: (difference.expected, difference.found) for difference in report.differences}
    assert found["cleanup.policy"] == ("delete", "compact")
    assert found["message.timestamp.type"] == ("LogAppendTime", "CreateTime")


def test_a_topic_that_kafka_refuses_to_create_is_told_with_its_reason(settings: Settings) -> None:
    with pytest.raises(KafkaUnavailable, match=r"refused to create topic .*articles\.raw: .*replication factor of 3"):
        create_topics(settings.model_copy(update={"replication_factor": 3}))


def test_sizes_grow_from_topic_to_topic(settings: Settings) -> None:
    raw, annotated, enriched, dead = (int(spec.config["max.message.bytes"]) for spec in topic_specs(settings))
    assert settings.max_article_bytes < raw < settings.max_enriched_bytes < annotated == enriched < dead
