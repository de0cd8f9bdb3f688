"""The article that an argument of a command names: a file, a line of one, an id, or a position on a topic."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.enrichment.decode import decode_annotated
from dateline.errors import ArticleError, BadRow, SourceError, SystemFault
from dateline.records import AnnotatedArticle, EnrichedArticle
from dateline.replayer.printable import on_one_line
from dateline.replayer.reader import Message, TopicReader
from dateline.replayer.sources import Row, open_source
from dateline.settings import Settings

_LINE = re.compile(r"(?P<file>.+):(?P<line>[0-9]{1,12})", re.DOTALL)
_LONGEST_ID = 256
_MARK = re.compile("#")
_POSITION = re.compile(r"(?P<partition>[0-9]{1,9}):(?P<offset>[0-9]{1,18})")


@dataclass(frozen=True)
class NamedArticle:
    """An article, and where it was found.

    `order` compares with that of another article of the same `series` (a file, a partition). `appended` is the
    timestamp of its record in milliseconds, where it lies on a topic. It holds a row of a file, or a record.
    """

    place: str
    series: str
    order: int
    row: Row | None = None
    record: AnnotatedArticle | None = None
    appended: int | None = None

    @property
    def annotated(self) -> AnnotatedArticle | None:
        """The whole record, where it is one of `articles.annotated`."""
        return self.row.annotated if self.row else self.record

    @property
    def enriched(self) -> EnrichedArticle | None:
        """The whole record, where it is one of `articles.enriched`."""
        return self.row.enriched if self.row else None


def find_article(name: str, settings: Settings, file: Path | None) -> NamedArticle:
    """Find what a name stands for.

    A file that holds one article, `FILE:LINE`, `FILE#ID`, or an id: in `file`, or, without one, on the annotated
    topic, where `PARTITION:OFFSET` is known, too. Of several versions it is the newest. Raises SourceError.
    """
    if not name:
        raise SourceError("the name of an article is empty; name a FILE, FILE:LINE, FILE#ID or an id")
    if _is_file(name):
        return _only_one(name)
    line = _LINE.fullmatch(name)
    if line and _is_file(line["file"]):
        return _at_line(line["file"], int(line["line"]))
    for mark in _MARK.finditer(name):
        # both names and ids may have the mark in them
        if _is_file(name[: mark.start()]):
            return _in_file(name[mark.end() :], name[: mark.start()])
    if file is not None:
        return _in_file(name, str(file))
    if _is_folder(name):
        raise SourceError(f"{name}: this is a folder; name a file in it, or an id and, with --in, this folder")
    if len(name) > _LONGEST_ID:
        raise SourceError(f"{on_one_line(name, 60)!r} is not a file, and ids have at most {_LONGEST_ID} characters")
    try:
        return _on_topic(name, settings)
    except SystemFault as error:
        raise SourceError(
            f"{on_one_line(name, 60)!r} is not a file, and cannot be looked up on topic {settings.annotated}: {error}"
        ) from error


def _is_file(name: str) -> bool:
    # a pipe is one, too: `<(...)` of a shell
    return _is(Path.exists, name) and not _is_folder(name)


def _is_folder(name: str) -> bool:
    return _is(Path.is_dir, name)


def _is(kind: Callable[[Path], bool], name: str) -> bool:
    try:
        return kind(Path(name))
    except (OSError, ValueError):
        # too long for a name, or not one at all
        return False


def _on_topic(name: str, settings: Settings) -> NamedArticle:
    position = _POSITION.fullmatch(name)
    with TopicReader(settings, settings.annotated) as reader:
        if position:
            message = reader.at(int(position["partition"]), int(position["offset"]))
            if message is None or message.value is None:
                raise SourceError(f"{settings.annotated} {name}: there is no article at this position")
            return _of_message(message, settings)
        return _by_id(name, f"topic {settings.annotated}", _messages(reader, name, settings))


def _only_one(file: str) -> NamedArticle:
    rows = iter(open_source(file).articles())
    row = next(rows, None)
    if row is None:
        raise SourceError(f"{file}: holds no article")
    if next(rows, None) is not None:
        raise SourceError(f"{file}: holds several articles; name one as {file}:LINE or {file}#ID")
    return _of_row(row)


def _at_line(file: str, line: int) -> NamedArticle:
    for row in open_source(file).articles():
        if row.line == line:
            return _of_row(row)
    raise SourceError(f"{file}:{line}: there is no article on this line")


def _in_file(identifier: str, file: str) -> NamedArticle:
    bad: list[BadRow] = []
    try:
        return _by_id(identifier, file, _rows(file, identifier, bad))
    except SourceError as error:
        if not bad:
            raise
        raise SourceError(f"{error}; rows that are not articles: {len(bad)}, the first: {bad[0]}") from error


def _rows(file: str, identifier: str, bad: list[BadRow]) -> Iterator[NamedArticle]:
    for row in open_source(file).articles():
        if isinstance(row, BadRow):
            bad.append(row)
        elif row.article.id == identifier:
            yield _of_row(row)


def _messages(reader: TopicReader, identifier: str, settings: Settings) -> Iterator[NamedArticle]:
    needle = identifier.encode()
    for message in reader.to_end():
        # most records are another article's, and to look is cheaper than to read them; an escaped id may hide
        if message.value and (needle in message.value or b"\\u" in message.value):
            try:
                found = _of_message(message, settings)
            except SourceError:
                continue
            if found.record and found.record.article.id == identifier:
                yield found


def _by_id(identifier: str, where: str, found: Iterator[NamedArticle]) -> NamedArticle:
    newest: dict[str, NamedArticle] = {}
    for one in found:
        article = one.row.article if one.row else one.record.article if one.record else None
        if article:
            newest[article.outlet] = one
    if not newest:
        raise SourceError(
            f"{on_one_line(identifier, 60)!r} is neither a file nor the id of an article in {where}; name a FILE, "
            "FILE:LINE or FILE#ID, or an id and, with --in, the file to look in"
        )
    if len(newest) > 1:
        places = ", ".join(f"{one.place} ({outlet})" for outlet, one in newest.items())
        raise SourceError(f"id {identifier!r} is used by several outlets: {places}; name one of these places")
    return next(iter(newest.values()))


def _of_row(row: Row | BadRow) -> NamedArticle:
    if isinstance(row, BadRow):
        raise row
    return NamedArticle(row.place, row.file, row.line, row=row)


def _of_message(message: Message, settings: Settings) -> NamedArticle:
    position = f"{message.partition}:{message.offset}"
    try:
        record = decode_annotated(message.value or b"", settings.max_enriched_bytes)
    except ArticleError as error:
        raise SourceError(f"{message.topic} {position}: {error}") from error
    series = f"{message.topic} {message.partition}"
    return NamedArticle(position, series, message.offset, record=record, appended=message.timestamp)
