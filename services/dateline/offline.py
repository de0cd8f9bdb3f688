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
