import json
from pathlib import Path

from prometheus_client import CollectorRegistry

from dateline.replayer.metrics import ReplayMetrics
from dateline.replayer.replay import replay
from dateline.replayer.sources import open_sources
from dateline.settings import Settings
from tests.telemetry.catalogue import CATALOGUE


def test_what_was_published_and_what_was_not_is_counted_by_format(topics: Settings, tmp_path: Path) -> None:
    rows = [json.dumps({"id": f"a{number}", "outlet": "o", "body_text": "Text."}) for number in range(3)]
    lines = tmp_path / "articles.jsonl"
    lines.write_text("\n".join([*rows, "{", '{"id": 5}']), encoding="utf-8")
    text = tmp_path / "outlet" / "story.txt"
    text.parent.mkdir()
    text.write_text("A headline\n\nA text.\n", encoding="utf-8")
    registry = CollectorRegistry()
    counts = replay(open_sources([lines, text]), topics, metrics=ReplayMetrics(registry))

    def sample(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    assert counts.published == 4
    assert sample("dateline_replayer_published_total", source_format="json") == 3
    assert sample("dateline_replayer_published_total", source_format="text") == 1
    assert sample("dateline_replayer_errors_total", reason="bad_row") == 2
    assert sample("dateline_replayer_errors_total", reason="refused") == 0
    assert (sample("dateline_replayer_bytes_total", source_format="json") or 0) > sum(map(len, rows))
    families = {family.name: family for family in registry.collect()}
    expected = {metric.family: metric for metric in CATALOGUE if metric.process == "replayer"}
    assert families.keys() == expected.keys()
    assert all(families[name].type == metric.type for name, metric in expected.items())
