"""What the index needs to know of an article."""

import base64
import binascii
from dataclasses import dataclass
from functools import cached_property

from dateline.enrichment.duplicates.comparison import Comparer, Text
from dateline.enrichment.duplicates.shingles import MOST_KEYS
from dateline.enrichment.duplicates.sketch import Sketch
from dateline.enrichment.duplicates.times import to_microseconds
from dateline.enrichment.reading import hash64
from dateline.errors import InvalidArticle
from dateline.records import AnnotatedArticle, Article, ContentKind, Status

MATCHED_KINDS = frozenset({ContentKind.FULL, ContentKind.TEASER})


@dataclass(frozen=True)
class Candidate:
    """An annotated article, as the index sees it.

    `position` is its offset in the partition of `articles.annotated`, `appended` the timestamp of that record in
    milliseconds, `event_time` is in microseconds. `identity`, `address` and `edition` are 64-bit hashes of the
    outlet with the id, of the outlet with the URL, and of what makes a delivery another version: headline, body and
    status. `content` is the hash of the folded text. Only an article that is `matched` is compared by its text.
    """

    position: int
    appended: int | None
    id: str
    outlet: str
    identity: int
    address: int | None
    edition: int
    content: int
    event_time: int | None
    group: str
    matched: bool
    tokens: int
    keys: tuple[int, ...]
    packed_sketch: bytes

    @cached_property
    def comparer(self) -> Comparer:
        """What compares its text with others."""
        return Comparer(Text(Sketch.load(self.packed_sketch), self.tokens, outlet_hash(self.outlet)))

    @classmethod
    def of(cls, annotated: AnnotatedArticle, position: int, appended: int | None) -> "Candidate":
        """Take what is needed from an annotated article. Raises `InvalidArticle` for a fingerprint of another make."""
        article, fingerprint = annotated.article, annotated.fingerprint
        try:
            content = int(fingerprint.content, 16)
            keys = tuple(int(key, 16) for key in fingerprint.keys)
            packed_sketch = base64.b64decode(fingerprint.sketch, validate=True)
            Sketch.load(packed_sketch)
            if content >> 64 or len(keys) > MOST_KEYS or any(key >> 32 for key in keys) or fingerprint.tokens >> 32:
                raise ValueError("a number is out of range")  # noqa: TRY301 (told apart from other faults nowhere)
        except (ValueError, binascii.Error) as error:
            raise InvalidArticle(
                f"fingerprint of article {article.id!r} cannot be read ({error}); "
                "send the article through articles.raw again"
            ) from error
        return cls(
            position=position,
            appended=appended,
            id=article.id,
            outlet=article.outlet,
            identity=hash64(f"{article.outlet}\0{article.id}"),
            address=hash64(f"{article.outlet}\0{article.url}") if article.url else None,
            edition=_edition(article),
            content=content,
            event_time=None if annotated.event_time is None else to_microseconds(annotated.event_time),
            group=annotated.language_group,
            matched=article.status == Status.USABLE and annotated.content.kind in MATCHED_KINDS and bool(keys),
            tokens=fingerprint.tokens,
            keys=keys,
            packed_sketch=packed_sketch,
        )


def outlet_hash(outlet: str) -> int:
    """Hash an outlet's name to 32 bits."""
    return hash64(outlet) >> 32


def _edition(article: Article) -> int:
    return hash64(f"{article.status}\0{article.headline}\0{article.body_text}")
