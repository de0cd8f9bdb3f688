"""What a stream said, against `dateline enrich` over the dump of its annotated topic."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable

from dateline.settings import as_environment
from tests.support.stream import Stream

Values = set[tuple[str, str, bytes]]
"""Outlet, id and the whole enriched record."""


def streamed_values(stream: Stream) -> Values:
    """Return what lies on the enriched topic, each value once."""
    return _values(message.value or b"" for message in stream.now_on(stream.settings.enriched))


def offline_values(stream: Stream) -> Values:
    """Return what one uninterrupted run says of what lies on the annotated topic."""
    dump = b"".join((message.value or b"") + b"\n" for message in stream.now_on(stream.settings.annotated))
    run = subprocess.run(
        [sys.executable, "-m", "dateline", "enrich", "-"],
        input=dump,
        capture_output=True,
        check=True,
        env={**os.environ, **as_environment(stream.settings)},
    )
    return _values(run.stdout.splitlines())


def _values(lines: Iterable[bytes]) -> Values:
    found = [(json.loads(line)["article"], line) for line in lines]
    return {(article["outlet"], article["id"], line) for article, line in found}
