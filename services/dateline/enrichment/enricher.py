"""The order of the stages: the only place that knows it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from dateline import __version__
from dateline.enrichment.content import ContentStage
from dateline.enrichment.credits import CreditStage
from dateline.enrichment.duplicates import Candidate, DuplicateIndex, FingerprintStage, LanguageGroups, Match
from dateline.enrichment.entities import EntityOptions, EntityStage
from dateline.enrichment.event_time import event_time_of
from dateline.enrichment.furniture import FurnitureStage
from dateline.enrichment.language import LanguageOptions, LanguageStage
from dateline.enrichment.outlets import OutletEntry, OutletMemory, entry_of
from dateline.enrichment.reading import Reading
from dateline.errors import ArticleError, StageFailed
from dateline.records import AnnotatedArticle, Article, Duplicate, EnrichedArticle, Pipeline, Stage

Timer = Callable[[str], AbstractContextManager[None]]
"""Told which stage begins; left when it ends."""


@dataclass(frozen=True)
class EnrichmentOptions:
    """How the stages are set up."""

    language: LanguageOptions = field(default_factory=LanguageOptions)
    entities: EntityOptions = field(default_factory=EntityOptions)


class Enricher:
    """Takes an article through all stages. One enricher serves any number of articles; it remembers none."""

    def __init__(self, options: EnrichmentOptions = EnrichmentOptions(), timer: Timer | None = None) -> None:
        self._furniture = FurnitureStage()
        self._language = LanguageStage(options.language)
        self._content = ContentStage()
        self._credits = CreditStage()
        self._entities = EntityStage(options.entities)
        self._fingerprint = FingerprintStage()
        self._groups = LanguageGroups()
        self._timer: Timer = timer or (lambda _stage: nullcontext())
        stages = (
            self._furniture,
            self._language,
            self._content,
            self._credits,
            self._entities,
            self._fingerprint,
            self._groups,
        )
        models = {name: version for stage in stages for name, version in stage.models.items()}
        self._models = dict(sorted(models.items()))
        self._pipelines: dict[str, Pipeline] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags that articles may get, beside `und`."""
        return self._language.languages

    def annotate(
        self,
        article: Article,
        *,
        memory: OutletMemory,
        position: int,
        record_time: datetime | None = None,
        keyed_by_outlet: bool = True,
    ) -> tuple[AnnotatedArticle, OutletEntry]:
        """Return what is found in an article, and the entry by which its outlet's memory remembers it.

        `position` is the record's offset and `record_time` its timestamp. Only what `memory` holds of smaller
        positions counts. Raises StageFailed, naming the stage.
        """
        reading = Reading(article)
        received = 0 if record_time is None else round(record_time.timestamp() * 1000)
        with self._stage(Stage.FURNITURE):
            repeated = memory.repeated(article, reading.body.line_hashes, position) if keyed_by_outlet else frozenset()
            furniture = self._furniture.annotate(reading, repeated)
            reading.set_aside(furniture)
        with self._stage(Stage.LANGUAGE):
            language = self._language.annotate(reading)
            reading.language = language.tag
            content = self._content.annotate(reading)
        with self._stage(Stage.ENTITIES):
            credits_ = self._credits.annotate(reading)
            entities = self._entities.annotate(reading)
        with self._stage(Stage.FINGERPRINT):
            fingerprint = self._fingerprint.annotate(reading)
            group = memory.group_of(article, position, received) or self._groups.of(language.tag)
            entry = entry_of(article, reading, group, position, received)
        event_time, source = event_time_of(article.published_at, record_time)
        annotated = AnnotatedArticle(
            article=article,
            event_time=event_time,
            event_time_source=source,
            content=content,
            furniture=furniture,
            credits=credits_,
            language=language,
            entities=entities,
            pipeline=self._pipeline(self._entities.finder(reading)),
            language_group=group,
            fingerprint=fingerprint,
        )
        return annotated, entry

    def annotated(
        self, one: Article | EnrichedArticle, *, memory: OutletMemory, position: int
    ) -> tuple[AnnotatedArticle, OutletEntry]:
        """Return an article annotated, or an enriched one with its fingerprint made again, apart from any stream.

        The fingerprint leaves out the furniture that was found when the article was enriched. The language group is
        that of an earlier version in `memory`, or follows from the language. Raises StageFailed.
        """
        if isinstance(one, Article):
            return self.annotate(one, memory=memory, position=position)
        reading = Reading(one.article)
        reading.set_aside(one.furniture)
        with self._stage(Stage.FINGERPRINT):
            fingerprint = self._fingerprint.annotate(reading)
            group = memory.group_of(one.article, position, 0) or self._groups.of(one.language.tag)
            entry = entry_of(one.article, reading, group, position, 0)
        own = {name: getattr(one, name) for name in EnrichedArticle.model_fields if name != "duplicate"}
        return AnnotatedArticle(**own, language_group=group, fingerprint=fingerprint), entry

    def _pipeline(self, finder: str) -> Pipeline:
        """Return what an article went through: the models, and which of the recognisers read it."""
        if finder not in self._pipelines:
            models = self._models | {"entities/recogniser": finder}
            self._pipelines[finder] = Pipeline(version=__version__, models=dict(sorted(models.items())))
        return self._pipelines[finder]

    def match(self, candidate: Candidate, index: DuplicateIndex) -> Match:
        """Return what the index says of an article. Raises StageFailed."""
        with self._stage(Stage.MATCH):
            return index.query(candidate)

    @contextmanager
    def _stage(self, stage: Stage) -> Iterator[None]:
        with self._timer(stage):
            try:
                yield
            except ArticleError:
                raise
            except Exception as error:
                raise StageFailed(f"{type(error).__name__}: {error}", stage) from error


def enriched(annotated: AnnotatedArticle, duplicate: Duplicate) -> EnrichedArticle:
    """Put the verdict beside what was found in the article alone."""
    return EnrichedArticle(
        article=annotated.article,
        event_time=annotated.event_time,
        event_time_source=annotated.event_time_source,
        content=annotated.content,
        furniture=annotated.furniture,
        credits=annotated.credits,
        language=annotated.language,
        entities=annotated.entities,
        duplicate=duplicate,
        pipeline=annotated.pipeline,
    )
