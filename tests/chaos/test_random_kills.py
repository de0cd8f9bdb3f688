"""Verdicts do not depend on who is killed when: the stream against one uninterrupted run."""

import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.offsets import is_at_end
from tests.support.stream import Stream, article

pytestmark = [pytest.mark.verify, pytest.mark.timeout(600)]

SEEDS = Path(__file__).parents[2] / "seeds" / "articles.jsonl"


def mixed_feed(rounds: int, choose: random.Random) -> list[dict[str, Any]]:
    """Return the seeds again and again, under other ids and outlets, cut and with updates, among other articles."""
    seeds = [json.loads(line) for line in SEEDS.read_text("utf-8").splitlines()]
    feed: list[dict[str, Any]] = []
    for number in range(rounds):
        for seed in seeds:
            copy = seed | {"id": f"{seed['id']}~{number}", "outlet": f"outlet-{choose.randrange(12)}"}
            copy.pop("url", None)
            paragraphs = copy["body_text"].split("\n")
            if choose.random() < 0.3 and len(paragraphs) > 2:
                copy["body_text"] = "\n".join(paragraphs[: choose.randrange(2, len(paragraphs))])
            feed.append(copy)
            if choose.random() < 0.05:
                feed.append(copy | {"body_text": copy["body_text"] + "\nMore follows."})
        feed += [article(number * 50 + extra, outlet=f"outlet-{extra % 12}") for extra in range(20)]
    return feed


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_verdicts_are_those_of_one_uninterrupted_run(stream: Stream, tmp_path: Path, workers: int) -> None:
    choose = random.Random(workers)
    feed = mixed_feed(12, choose)
    names = [f"w{index}" for index in range(workers)]
    running = {name: stream.worker(name) for name in names}
    for worker in running.values():
        worker.wait_ready()
    publishing = threading.Thread(target=stream.publish, args=(feed,))
    publishing.start()
    wanted = {entry["id"].encode() for entry in feed}
    for share in sorted(choose.uniform(0.05, 0.9) for _ in range(4)):
        stream.wait_for(
            stream.settings.enriched,
            lambda found, share=share: len({message.key for message in found}) >= share * len(wanted),  # type: ignore[misc]
        )
        name = choose.choice(names)
        running[name].kill()
        running[name] = stream.worker(name)
    publishing.join()
    stream.wait_for(stream.settings.enriched, lambda found: {message.key for message in found} >= wanted)
    # what was annotated again after a crash lies behind the rest
    running[names[0]].wait_until(lambda: is_at_end(stream.settings), "everything annotated to be matched")
    for worker in running.values():
        worker.wait_ready()
        assert worker.stop() == 0
    (tmp_path / "enriched.jsonl").write_bytes(
        b"".join((message.value or b"") + b"\n" for message in stream.now_on(stream.settings.enriched))
    )
    streamed = {(message.key, message.value) for message in stream.now_on(stream.settings.enriched)}
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(b"\n".join(message.value or b"" for message in stream.now_on(stream.settings.annotated)) + b"\n")
    lines = subprocess.run(
        [sys.executable, "-m", "dateline", "enrich", dump], capture_output=True, check=True
    ).stdout.splitlines()
    offline = {(json.loads(line)["article"]["id"].encode(), line) for line in lines}
    assert streamed - offline == set()
    assert offline - streamed == set()
    assert stream.now_on(stream.settings.dead) == []
