"""Several sources, one after the other."""

from collections.abc import Iterator, Sequence

from dateline.errors import BadRow
from dateline.replayer.sources.source import Row, Source


class SourceSeries:
    """The articles of each source in turn; `unreadable` are what could not even be opened, reported first."""

    def __init__(self, sources: Sequence[Source], unreadable: Sequence[BadRow] = ()) -> None:
        self._sources = sources
        self._unreadable = unreadable

    @property
    def size(self) -> int | None:
        """Source: `Source.size`; None where one of the sources does not know."""
        sizes = [source.size for source in self._sources]
        known = [size for size in sizes if size is not None]
        return sum(known) if len(known) == len(sizes) else None

    @property
    def bytes_read(self) -> int:
        """Source: `Source.bytes_read`."""
        return sum(source.bytes_read for source in self._sources)

    def articles(self) -> Iterator[Row | BadRow]:
        """Source: `Source.articles`."""
        yield from self._unreadable
        for source in self._sources:
            yield from source.articles()
