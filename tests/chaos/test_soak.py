"""A sample of a long run: memory stays bounded, and nothing is left over."""

import psutil
import pytest

from tests.support.stream import Stream, article

pytestmark = [pytest.mark.verify, pytest.mark.timeout(900)]

ROUND = 4_000
MAX_GROWTH_BYTES = 120 * 1024 * 1024
"""For the entries of three further rounds in both indexes, with room for the allocator."""


def test_memory_grows_by_the_indexes_alone_and_all_sums_agree(stream: Stream) -> None:
    worker = stream.worker()
    worker.wait_ready()
    process = psutil.Process(worker.process.pid)
    raw, annotated = stream.settings.raw, stream.settings.annotated
    sizes = []
    for turn in range(4):
        first = turn * ROUND
        stream.publish(article(number, outlet=f"outlet{number % 40}") for number in range(first, first + ROUND))
        worker.wait_until(
            lambda done=first + ROUND: (  # type: ignore[misc]
                worker.metric("dateline_articles_processed_total", topic=annotated, outcome="emitted") >= done
            ),
            "a round",
        )
        sizes.append(process.memory_info().rss)
    assert sizes[-1] - sizes[0] < MAX_GROWTH_BYTES, sizes
    for topic, outcome in ((raw, "annotated"), (annotated, "emitted")):
        assert worker.metric("dateline_articles_received_total", topic=topic) == 4 * ROUND
        assert worker.metric("dateline_articles_processed_total", topic=topic, outcome=outcome) == 4 * ROUND
    assert worker.stop() == 0
