"""Histograms that cost little: nine a record, each a third of what prometheus_client's own take."""

import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType

from prometheus_client import CollectorRegistry
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector


class Timing:
    """The durations of one stage; a context manager that times its block. One thread writes, others may read."""

    __slots__ = ("_begun", "_bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._begun = 0.0
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def __enter__(self) -> None:
        self._begun = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.observe(time.perf_counter() - self._begun)

    def observe(self, seconds: float) -> None:
        """Count a duration."""
        self.counts[bisect_left(self._bounds, seconds)] += 1
        self.total += seconds


class Durations(Collector):
    """A histogram with one label, whose values are known from the start."""

    def __init__(
        self,
        name: str,
        documentation: str,
        label: str,
        values: Iterable[str],
        *,
        buckets: Sequence[float],
        registry: CollectorRegistry,
    ) -> None:
        self._name = name
        self._documentation = documentation
        self._label = label
        self._buckets = buckets
        self.timings = {value: Timing(buckets) for value in values}
        registry.register(self)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """Yield the metric; called by the registry."""
        family = HistogramMetricFamily(self._name, self._documentation, labels=[self._label])
        for value, timing in self.timings.items():
            cumulative, buckets = 0, []
            for bound, count in zip((*map(str, self._buckets), "+Inf"), list(timing.counts), strict=True):
                cumulative += count
                buckets.append((bound, float(cumulative)))
            family.add_metric([value], buckets, timing.total)
        yield family
