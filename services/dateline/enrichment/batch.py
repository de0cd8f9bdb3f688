"""The whole way of an article without Kafka: the same enricher, the same memories, in the order of the input."""

from dateline.enrichment.duplicates import Candidate, DuplicateIndex, DuplicateOptions
from dateline.enrichment.enricher import Enricher, enriched
from dateline.enrichment.outlets import OutletMemory
from dateline.records import AnnotatedArticle, Article, EnrichedArticle

EXPIRE_EVERY = 64
EXPIRE_AT_MOST = 256


class Batch:
    """Enriches articles one after the other. Articles that are annotated already are matched only."""

    def __init__(
        self, enricher: Enricher, options: DuplicateOptions = DuplicateOptions(), memory: OutletMemory | None = None
    ) -> None:
        self._enricher = enricher
        self._memory = OutletMemory() if memory is None else memory
        self._index = DuplicateIndex(options)
        self._position = 0

    def enrich(self, article: Article | AnnotatedArticle) -> EnrichedArticle:
        """Enrich the next article. Raises ArticleError; the batch can go on with the one after it."""
        position, self._position = self._position, self._position + 1
        annotated = article if isinstance(article, AnnotatedArticle) else self._annotate(article, position)
        match = self._enricher.match(Candidate.of(annotated, position, None), self._index)
        if not match.redelivery:
            self._index.add(match.entry)
        if position % EXPIRE_EVERY == 0:
            self._expire(position)
        return enriched(annotated, match.duplicate)

    def _annotate(self, article: Article, position: int) -> AnnotatedArticle:
        annotated, entry = self._enricher.annotate(article, memory=self._memory, position=position)
        self._memory.add(entry)
        return annotated

    def _expire(self, position: int) -> None:
        for expired in self._index.expired(position, EXPIRE_AT_MOST):
            self._index.remove(expired)
        for expired in self._memory.expired(position, EXPIRE_AT_MOST):
            self._memory.remove(expired)
