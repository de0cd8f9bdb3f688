"""A record of one of the topics, on one line for people."""

from collections.abc import Iterator

from pydantic import ValidationError

from dateline.records import AnnotatedArticle, Article, EnrichedArticle, Verdict
from dateline.records.headers import HeaderError, read_dead_letter, replayed_position
from dateline.replayer.printable import on_one_line
from dateline.replayer.reader import Message

_SEPARATOR = " · "
_MOST_ENTITIES = 5
_LONGEST_HEADLINE = 80

_Known = Article | AnnotatedArticle | EnrichedArticle


def article_line(message: Message, record: type[_Known]) -> str:
    """Say outlet, headline, language, entities and what it is a copy of, as far as this kind of record knows them."""
    place = f"{message.topic} {message.partition}:{message.offset}"
    if message.value is None:
        return f"{place}: deletion of {on_one_line((message.key or b'').decode('utf-8', 'replace'))}"
    try:
        return _SEPARATOR.join(part for part in _parts(record.model_validate_json(message.value)) if part)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        return f"{place}: not {record.__name__}: {where + ': ' if where else ''}{on_one_line(first['msg'])}"


def letter_line(message: Message) -> str:
    """Say position, reason, stage, origin and detail of a dead letter."""
    place = f"{message.topic} {message.partition}:{message.offset}"
    try:
        replayed = replayed_position(message.headers)
        if replayed:
            return f"{place}: note that {replayed[0]}:{replayed[1]} was replayed"
        dead = read_dead_letter(message.headers)
    except HeaderError as error:
        return f"{place}: not a dead letter: {on_one_line(str(error))}"
    origin = f"{dead.topic} {dead.partition}:{dead.offset}"
    return _SEPARATOR.join((place, dead.reason, dead.stage, origin, on_one_line(dead.detail)))


def _parts(record: _Known) -> Iterator[str]:
    article = record if isinstance(record, Article) else record.article
    yield on_one_line(article.outlet)
    yield on_one_line(article.headline or article.body_text[:500], _LONGEST_HEADLINE)
    if isinstance(record, Article):
        yield record.language or ""
    else:
        yield record.language.tag
        yield ", ".join(_names(record))
    if isinstance(record, EnrichedArticle) and record.duplicate.verdict != Verdict.UNIQUE:
        duplicate = record.duplicate
        score = f" {duplicate.score:.2f}" if duplicate.score is not None else ""
        kind = "update of" if duplicate.verdict == Verdict.UPDATE else f"{duplicate.verdict} copy of"
        yield f"{kind} {on_one_line(duplicate.of or duplicate.cluster)}{score}"


def _names(record: AnnotatedArticle | EnrichedArticle) -> list[str]:
    names = (on_one_line(entity.link.name if entity.link else entity.text) for entity in record.entities)
    return list(dict.fromkeys(names))[:_MOST_ENTITIES]
