"""Articles of a source through the enrichment, without Kafka."""

from collections.abc import Iterator, Sequence

from dateline.enrichment.batch import Batch
from dateline.enrichment.duplicates import Candidate, Explanation, Side, explain
from dateline.errors import ArticleError, BadRow, SourceError
from dateline.pipeline import enricher_of, memory_of, window_of
from dateline.records import AnnotatedArticle, Article, EnrichedArticle
from dateline.replayer.sources import Source
from dateline.settings import Settings


def batch_of(settings: Settings) -> Batch:
    """Return the whole enrichment that the settings describe, with empty memories. Raises SettingsError."""
    return Batch(enricher_of(settings), window_of(settings), memory_of(settings))


def enrich_source(source: Source, settings: Settings) -> Iterator[EnrichedArticle | BadRow]:
    """Yield each article enriched, in order; in the place of one that cannot be, the error that says why and where."""
    batch = batch_of(settings)
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
    batches = [batch_of(settings) for settings in (before, after)]
    for row in source.articles():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            one, other = (batch.enrich(row.article) for batch in batches)
            yield one, other
        except ArticleError as error:
            yield BadRow(row.file, row.line, f"{row.article.id}: {error.stage}: {error}")


def explain_pair(
    pair: Sequence[Article | AnnotatedArticle | EnrichedArticle], appended: Sequence[int | None], settings: Settings
) -> tuple[list[AnnotatedArticle], Explanation]:
    """Annotate an earlier and a later article where they are not, and say what the matching makes of them alone.

    `appended` are the timestamps of their records in milliseconds, where known. An enriched article keeps the
    annotations it has, the lines that its outlet repeats among them. Raises SourceError.
    """
    enricher, memory = enricher_of(settings), memory_of(settings)
    sides = []
    for position, (one, added) in enumerate(zip(pair, appended, strict=True)):
        try:
            if isinstance(one, AnnotatedArticle):
                whole = one
            else:
                whole, entry = enricher.annotated(one, memory=memory, position=position)
                memory.add(entry)
            sides.append(Side(whole, Candidate.of(whole, position, added)))
        except ArticleError as error:
            raise SourceError(f"{one.id if isinstance(one, Article) else one.article.id}: {error}") from error
    earlier, later = sides
    return [earlier.annotated, later.annotated], explain(earlier, later, window_of(settings))
