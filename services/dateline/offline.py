"""Articles of a source through the enrichment, without Kafka."""

from collections.abc import Iterator

from dateline.enrichment.batch import Batch
from dateline.errors import ArticleError, BadRow
from dateline.pipeline import enricher_of, window_of
from dateline.records import EnrichedArticle
from dateline.replayer.sources import Source
from dateline.settings import Settings


def enrich_source(source: Source, settings: Settings) -> Iterator[EnrichedArticle | BadRow]:
    """Yield each article enriched, in order; in the place of one that cannot be, the error that says why and where."""
    batch = Batch(enricher_of(settings), window_of(settings))
    for row in source.articles():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            yield batch.enrich(row.annotated or row.article)
        except ArticleError as error:
            yield BadRow(row.file, row.line, f"{row.article.id}: {error.stage}: {error}")


def compare_source(
    source: Source, before: Settings, after: Settings
) -> Iterator[tuple[EnrichedArticle, EnrichedArticle] | BadRow]:
    """Yield each article enriched with one setting and with another; annotated articles go the whole way again."""
    batches = [Batch(enricher_of(settings), window_of(settings)) for settings in (before, after)]
    for row in source.articles():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            one, other = (batch.enrich(row.article) for batch in batches)
            yield one, other
        except ArticleError as error:
            yield BadRow(row.file, row.line, f"{row.article.id}: {error.stage}: {error}")
