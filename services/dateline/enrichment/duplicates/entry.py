"""What the index keeps of an article, and its compact form."""

import struct
import sys
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateline.enrichment.duplicates.candidate import Candidate, outlet_hash
from dateline.enrichment.duplicates.comparison import Text
from dateline.enrichment.duplicates.sketch import Sketch
from dateline.enrichment.duplicates.times import from_microseconds
from dateline.errors import IndexUnavailable
from dateline.records import Duplicate, Evidence, Verdict

VERSION = 1
VERDICTS = tuple(Verdict)
MET_BY = ("keys", "content", "id", "url")
# version, verdict, met by, flags, outlet, identity, edition, content, address, event time, appended,
# original event time, nth, members, tokens, score, containment, agreeing, conflicting, shared keys, keys,
# length of sketch
HEAD = struct.Struct("<BBBHIQQQQqqqIIIHHHHBBH")
_OUTLET_AT, _IDENTITY_AT, TIMES_AT, _TOKENS_AT = (
    struct.calcsize("<BBBH"),
    struct.calcsize("<BBBHI"),
    struct.calcsize("<BBBHIQQQQ"),
    struct.calcsize("<BBBHIQQQQqqqII"),
)
TIMES_SIZE = struct.calcsize("<qq")
"""Event time and append time lie at `TIMES_AT` in a dumped entry; in memory it is kept without them."""
_NUMBER, _HASH = struct.Struct("<I"), struct.Struct("<Q")
_COUNTS = struct.Struct("<BH")
LENGTHS = struct.Struct("<BHHHHH")  # of group, id, outlet, of, cluster, original outlet
(
    HAS_ADDRESS,
    HAS_EVENT_TIME,
    HAS_APPENDED,
    HAS_ORIGINAL_TIME,
    HAS_MATCHED,
    HAS_SCORE,
    HAS_CONTAINMENT,
    HAS_AGREEING,
    HAS_CONFLICTING,
    HAS_SHARED,
) = (1 << place for place in range(10))


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An article and the verdict it was given.

    Times are in microseconds (`event_time`, `original_event_time`) and milliseconds (`appended`). `members` is the
    number of articles in its cluster up to this one. `keys` and `sketch` are empty where the article is not matched.
    """

    position: int
    id: str
    outlet: str
    group: str
    identity: int
    edition: int
    content: int
    address: int | None
    event_time: int | None
    appended: int | None
    matched: bool
    tokens: int
    keys: tuple[int, ...]
    sketch: bytes
    verdict: str
    of: str | None
    cluster: str
    original_outlet: str | None
    original_event_time: int | None
    nth: int
    members: int
    met_by: str | None = None
    score: int | None = None
    containment: int | None = None
    numbers_agreeing: int | None = None
    numbers_conflicting: int | None = None
    shared_keys: int | None = None

    @classmethod
    def of_candidate(
        cls,
        candidate: Candidate,
        verdict: Verdict = Verdict.UNIQUE,
        *,
        earlier: "IndexEntry | None" = None,
        nth: int = 1,
        members: int = 1,
        **evidence: Any,
    ) -> "IndexEntry":
        """Make the entry of an article, attached to an earlier one or, without one, the first of its cluster."""
        of, cluster, original_outlet, original_event_time = None, candidate.id, None, None
        if earlier is not None:
            of, cluster = earlier.id, earlier.cluster
            original_outlet, original_event_time = earlier.original
        return cls(
            position=candidate.position,
            id=candidate.id,
            outlet=candidate.outlet,
            group=candidate.group,
            identity=candidate.identity,
            edition=candidate.edition,
            content=candidate.content,
            address=candidate.address,
            event_time=candidate.event_time,
            appended=candidate.appended,
            matched=candidate.matched,
            tokens=candidate.tokens,
            keys=candidate.keys if candidate.matched else (),
            sketch=candidate.packed_sketch if candidate.matched else b"",
            verdict=verdict,
            of=of,
            cluster=cluster,
            original_outlet=original_outlet,
            original_event_time=original_event_time,
            nth=nth,
            members=members,
            **evidence,
        )

    @property
    def original(self) -> tuple[str | None, int | None]:
        """Outlet and event time of the first article of the cluster."""
        if self.of is None:
            return self.outlet, self.event_time
        return self.original_outlet, self.original_event_time

    @property
    def duplicate(self) -> Duplicate:
        """The verdict, as it is published."""
        evidence = None
        if self.met_by is not None:
            evidence = Evidence(
                containment=_thousandths(self.containment),
                numbers_agreeing=self.numbers_agreeing,
                numbers_conflicting=self.numbers_conflicting,
                shared_keys=self.shared_keys,
                met_by=self.met_by,
            )
        original = self.original_event_time
        return Duplicate(
            verdict=str(self.verdict),
            of=self.of,
            cluster=self.cluster,
            score=_thousandths(self.score),
            evidence=evidence,
            original_outlet=self.original_outlet,
            original_event_time=None if original is None else from_microseconds(original),
            nth=self.nth,
        )

    def dump(self) -> bytes:
        """Return everything but the position, in a compact form that `load` reads."""
        optional = (
            self.address,
            self.event_time,
            self.appended,
            self.original_event_time,
            self.matched or None,
            self.score,
            self.containment,
            self.numbers_agreeing,
            self.numbers_conflicting,
            self.shared_keys,
        )
        flags = sum(1 << place for place, value in enumerate(optional) if value is not None)
        texts = [
            text.encode("utf-8", "surrogatepass")
            for text in (
                self.group,
                self.id,
                self.outlet,
                self.of or "",
                "" if self.cluster == self.id else self.cluster,
                self.original_outlet or "",
            )
        ]
        head = HEAD.pack(
            VERSION,
            VERDICTS.index(Verdict(self.verdict)),
            0 if self.met_by is None else 1 + MET_BY.index(self.met_by),
            flags,
            outlet_hash(self.outlet),
            self.identity,
            self.edition,
            self.content,
            self.address or 0,
            self.event_time or 0,
            self.appended or 0,
            self.original_event_time or 0,
            self.nth,
            self.members,
            self.tokens,
            self.score or 0,
            self.containment or 0,
            self.numbers_agreeing or 0,
            self.numbers_conflicting or 0,
            self.shared_keys or 0,
            len(self.keys),
            len(self.sketch),
        )
        return b"".join(
            (
                head,
                _little_endian(array("I", self.keys)).tobytes(),
                self.sketch,
                LENGTHS.pack(*map(len, texts)),
                *texts,
            )
        )

    @classmethod
    def load(cls, position: int, data: bytes) -> "IndexEntry":
        """Read what `dump` wrote. Raises `IndexUnavailable` for anything else."""
        try:
            return cls._load(position, data)
        except (struct.error, UnicodeDecodeError, ValueError, IndexError) as error:
            raise IndexUnavailable(
                f"the index entry at position {position} ({len(data)} bytes) is not of format {VERSION}: {error}; "
                "delete the folder of this instance's state, and it is restored from Kafka"
            ) from error

    @classmethod
    def _load(cls, position: int, data: bytes) -> "IndexEntry":
        (
            version,
            verdict,
            met_by,
            flags,
            _,
            identity,
            edition,
            content,
            address,
            event_time,
            appended,
            original_event_time,
            nth,
            members,
            tokens,
            score,
            containment,
            agreeing,
            conflicting,
            shared_keys,
            key_count,
            sketch_length,
        ) = HEAD.unpack_from(data)
        if version != VERSION:
            raise ValueError(f"it names format {version}")
        place = HEAD.size + 4 * key_count
        keys = array("I")
        keys.frombytes(data[HEAD.size : place])
        sketch = data[place : place + sketch_length]
        place += sketch_length
        lengths = LENGTHS.unpack_from(data, place)
        place += LENGTHS.size
        texts = []
        for length in lengths:
            texts.append(data[place : place + length].decode("utf-8", "surrogatepass"))
            place += length
        if place != len(data):
            raise ValueError(f"it should have {place} bytes")
        group, own_id, outlet, of, cluster, original_outlet = texts
        return cls(
            position=position,
            id=own_id,
            outlet=outlet,
            group=group,
            identity=identity,
            edition=edition,
            content=content,
            address=address if flags & HAS_ADDRESS else None,
            event_time=event_time if flags & HAS_EVENT_TIME else None,
            appended=appended if flags & HAS_APPENDED else None,
            matched=bool(flags & HAS_MATCHED),
            tokens=tokens,
            keys=tuple(_little_endian(keys)),
            sketch=sketch,
            verdict=VERDICTS[verdict],
            of=of or None,
            cluster=cluster or own_id,
            score=score if flags & HAS_SCORE else None,
            met_by=MET_BY[met_by - 1] if met_by else None,
            containment=containment if flags & HAS_CONTAINMENT else None,
            numbers_agreeing=agreeing if flags & HAS_AGREEING else None,
            numbers_conflicting=conflicting if flags & HAS_CONFLICTING else None,
            shared_keys=shared_keys if flags & HAS_SHARED else None,
            original_outlet=original_outlet or None,
            original_event_time=original_event_time if flags & HAS_ORIGINAL_TIME else None,
            nth=nth,
            members=members,
        )


def stored_group(data: bytes) -> bytes:
    """Read the language group from a dumped entry, and nothing else."""
    key_count, sketch_length = _COUNTS.unpack_from(data, HEAD.size - _COUNTS.size)
    lengths_at = HEAD.size + 4 * key_count + sketch_length
    start = lengths_at + LENGTHS.size
    return data[start : start + data[lengths_at]]


def kept_identity(data: bytes) -> int:
    """Read the identity from an entry as it is kept, and nothing else."""
    return int(_HASH.unpack_from(data, _IDENTITY_AT)[0])


def kept_edition(data: bytes) -> int:
    """Read the edition from an entry as it is kept, and nothing else."""
    return int(_HASH.unpack_from(data, _IDENTITY_AT + 8)[0])


def kept_content(data: bytes) -> int:
    """Read the hash of the text from an entry as it is kept, and nothing else."""
    return int(_HASH.unpack_from(data, _IDENTITY_AT + 16)[0])


def kept_address(data: bytes) -> int:
    """Read the hash of outlet and URL from an entry as it is kept, and nothing else; 0 where it has none."""
    return int(_HASH.unpack_from(data, _IDENTITY_AT + 24)[0])


@lru_cache(maxsize=2048)  # stories that are copied now are compared again and again
def kept_text(data: bytes) -> Text:
    """Read from a dumped entry what its text is compared by, and nothing else."""
    head_size = HEAD.size - TIMES_SIZE
    key_count, sketch_length = _COUNTS.unpack_from(data, head_size - _COUNTS.size)
    start = head_size + 4 * key_count
    return Text(
        Sketch.load(data[start : start + sketch_length]),
        _NUMBER.unpack_from(data, _TOKENS_AT - TIMES_SIZE)[0],
        _NUMBER.unpack_from(data, _OUTLET_AT)[0],
    )


def _thousandths(value: int | None) -> float | None:
    return None if value is None else value / 1000


def _little_endian(values: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        values.byteswap()
    return values
