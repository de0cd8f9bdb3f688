"""Articles in, enriched articles out, through one worker on the real Kafka."""

import json
import subprocess
import sys
from pathlib import Path

from dateline.enrichment.batch import Batch
from dateline.pipeline import enricher_of, window_of
from dateline.records import AnnotatedArticle, Article, EnrichedArticle
from dateline.records.headers import RAW_POSITION, header
from tests.support.stream import Stream, article

SEEDS = Path(__file__).parents[2] / "seeds" / "articles.jsonl"


def seeds() -> list[dict[str, object]]:
    return [json.loads(line) for line in SEEDS.read_text("utf-8").splitlines()]


def test_every_seed_comes_out_enriched_and_the_sums_agree(stream: Stream) -> None:
    count = stream.publish(seeds())
    worker = stream.worker()
    records = stream.enriched(count)
    assert [record["schema_version"] for record in records] == ["1"] * count
    published = {row["id"]: row for row in seeds()}
    assert {record["article"]["id"] for record in records} == published.keys()
    for topic, outcome in ((stream.settings.raw, "annotated"), (stream.settings.annotated, "emitted")):
        assert worker.metric("dateline_articles_received_total", topic=topic) == count
        worker.wait_until(
            lambda topic=topic, outcome=outcome: (  # type: ignore[misc]
                worker.metric("dateline_articles_processed_total", topic=topic, outcome=outcome) == count
            ),
            f"{count} {outcome}",
        )
    assert worker.get("/livez")[0] == 200
    assert worker.stop() == 0


def test_the_stream_says_what_enrich_says_of_the_dump_of_the_annotated_topic(stream: Stream, tmp_path: Path) -> None:
    count = stream.publish(seeds())
    stream.worker()
    streamed = stream.wait_for(stream.settings.enriched, lambda found: len(found) >= count)
    annotated = [message.value or b"" for message in stream.now_on(stream.settings.annotated)]
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(b"\n".join(annotated) + b"\n")
    offline = subprocess.run(
        [sys.executable, "-m", "dateline", "enrich", dump], capture_output=True, check=True
    ).stdout.splitlines()
    assert sorted(offline) == sorted(message.value or b"" for message in streamed)


def test_enrich_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    runs = [
        subprocess.run([sys.executable, "-m", "dateline", "enrich", SEEDS], capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == len(seeds())


def test_the_stream_finds_in_each_article_what_enrich_finds(stream: Stream) -> None:
    # all articles of an outlet lie on one partition, so what is found in each does not depend on the others
    count = stream.publish(seeds())
    stream.worker()
    streamed = [EnrichedArticle.model_validate(record) for record in stream.enriched(count)]
    batch = Batch(enricher_of(stream.settings), window_of(stream.settings))
    offline = {
        (record.article.id, record.article.headline, record.article.body_text): record
        for record in (batch.enrich(Article.model_validate(row)) for row in seeds())
    }
    for record in streamed:
        same = offline[record.article.id, record.article.headline, record.article.body_text]
        parts = {"article", "content", "furniture", "credits", "language", "entities", "pipeline"}
        assert record.model_dump(include=parts) == same.model_dump(include=parts)


def test_headers_travel_and_say_where_the_article_was(stream: Stream) -> None:
    stream.publish([article(1)])
    stream.worker()
    (message,) = stream.wait_for(stream.settings.enriched, lambda found: len(found) == 1)
    names = {name for name, _ in message.headers}
    assert {
        "content-type",
        "dateline-attempts",
        "dateline-origin",
        "dateline-raw-position",
        "dateline-raw-timestamp",
        "dateline-schema",
    } <= names
    assert (header(message.headers, RAW_POSITION) or "").startswith(f"{stream.settings.raw}:")
    assert message.key == b"a1"
    annotated = stream.now_on(stream.settings.annotated)
    assert AnnotatedArticle.model_validate_json(annotated[0].value or b"").article.id == "a1"


def test_an_article_that_comes_again_is_counted_and_gets_the_same_bytes(stream: Stream) -> None:
    again = article(1, published_at="2026-09-14T08:00:00Z")
    stream.publish([again, article(2), again])
    worker = stream.worker()
    found = stream.wait_for(stream.settings.enriched, lambda messages: len(messages) == 3)
    values = [message.value for message in found if message.key == b"a1"]
    assert values[0] == values[1]
    worker.wait_until(lambda: worker.metric("dateline_duplicates_total", kind="redelivery") == 1, "a redelivery")
