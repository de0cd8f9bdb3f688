"""Articles that keep coming, made from the seeds."""

import itertools
import json
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from kafka import KafkaProducer

from dateline.admin.client import client_options
from dateline.demo.seeds import seed_articles
from dateline.records.headers import Origin, article_headers
from dateline.replayer.publisher import Publisher
from dateline.settings import Settings
from dateline.topology import largest_record_bytes

_SEEDS = [json.loads(line) for line in seed_articles().read_text("utf-8").splitlines()]
_REPEAT_EVERY = 7
_REPLAY_EVERY = 5


class Feed(threading.Thread):
    """Publishes `rate` articles a second until its block ends; every `bad_every`th cannot be read (0: none).

    Some come again unchanged, and some say that they are replayed.
    """

    def __init__(self, settings: Settings, rate: float = 10.0, *, bad_every: int = 0) -> None:
        super().__init__(name="feed", daemon=True)
        self._settings = settings
        self._pause = 1.0 / rate
        self._bad_every = bad_every
        self._ended = threading.Event()
        self._error: BaseException | None = None

    def run(self) -> None:
        """Publish; what goes wrong is raised where the block ends."""
        try:
            with Publisher(self._settings, largest_record_bytes(self._settings)) as publisher:
                begun = time.monotonic()
                for number in itertools.count():
                    if self._ended.wait(max(0.0, begun + number * self._pause - time.monotonic())):
                        return
                    bad = self._bad_every and number % self._bad_every == 0
                    article = _SEEDS[number % len(_SEEDS)] | {"id": f"feed-{number - number % _REPEAT_EVERY % 2}"}
                    publisher.publish(
                        self._settings.raw,
                        b"\xff" if bad else json.dumps(article, ensure_ascii=False).encode(),
                        key=article["outlet"].encode(),
                        headers=article_headers(Origin.LIVE if number % _REPLAY_EVERY else Origin.REPLAY),
                        name=f"article {number}",
                    )
        except BaseException as error:  # noqa: BLE001 (raised again by the thread that waits)
            self._error = error

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self.join(60)
        if self._error is not None and error is None:
            raise self._error


def publish_at(settings: Settings, moment: datetime, articles: Iterable[dict[str, Any]]) -> None:
    """Publish live articles as if it were another time: their records carry it."""
    with closing(KafkaProducer(**client_options(settings), acks="all")) as producer:
        for article in articles:
            producer.send(
                settings.raw,
                json.dumps(article).encode(),
                key=article["outlet"].encode(),
                headers=article_headers(Origin.LIVE),
                timestamp_ms=round(moment.timestamp() * 1000),
            )
        producer.flush()
