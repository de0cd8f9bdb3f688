"""The records on Dateline's topics: JSON in UTF-8, one model each."""

from dateline.records.article import Article, Status
from dateline.records.content import Content, ContentKind
from dateline.records.credit import Credit
from dateline.records.dead_letter import DeadLetter, Reason, Stage
from dateline.records.duplicate import Duplicate, Evidence, Verdict
from dateline.records.enriched import (
    SCHEMA_VERSION,
    AnnotatedArticle,
    Annotations,
    EnrichedArticle,
    EventTimeSource,
)
from dateline.records.entity import Entity, EntityType, Link, LinkMethod
from dateline.records.fingerprint import Fingerprint
from dateline.records.furniture import Furniture
from dateline.records.language import Language, LanguageSpan
from dateline.records.pipeline import Pipeline
from dateline.records.record import Field, Selection

__all__ = [
    "SCHEMA_VERSION",
    "AnnotatedArticle",
    "Annotations",
    "Article",
    "Content",
    "ContentKind",
    "Credit",
    "DeadLetter",
    "Duplicate",
    "EnrichedArticle",
    "Entity",
    "EntityType",
    "EventTimeSource",
    "Evidence",
    "Field",
    "Fingerprint",
    "Furniture",
    "Language",
    "LanguageSpan",
    "Link",
    "LinkMethod",
    "Pipeline",
    "Reason",
    "Selection",
    "Stage",
    "Status",
    "Verdict",
]
