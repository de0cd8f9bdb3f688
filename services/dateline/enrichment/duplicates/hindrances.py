"""What keeps an article from being attached to an earlier one by its text."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from dateline.enrichment.duplicates.candidate import MATCHED_KINDS, Candidate
from dateline.enrichment.duplicates.comparison import SCALE, Comparison
from dateline.enrichment.duplicates.options import DuplicateOptions
from dateline.enrichment.duplicates.scoring import (
    FEWEST_TOKENS,
    NEARLY_WHOLE,
    THRESHOLD,
    is_nearly_whole,
    points,
    probability,
)
from dateline.records import AnnotatedArticle, Status

_HOUR_MS = 3_600_000
_TELLING = 500
"""By so many points, in thousandths, a text must come closer without what is told of it."""


class HindranceKind(StrEnum):
    """What it is that hinders."""

    LANGUAGE_GROUP = "language_group"
    STATUS = "status"
    CONTENT = "content"
    NO_TEXT = "no_text"
    WINDOW = "window"
    NO_SHARED_KEY = "no_shared_key"
    TOO_SHORT = "too_short"
    UNLIKE = "unlike"
    NUMBERS = "numbers"
    LEAD = "lead"
    MISSING_PART = "missing_part"
    SAME_OUTLET = "same_outlet"


class Hindrance(NamedTuple):
    """One reason, and in words what was found and what would be needed."""

    kind: HindranceKind
    detail: str


@dataclass(frozen=True)
class Side:
    """One of two articles: the whole record, and as the index sees it."""

    annotated: AnnotatedArticle
    candidate: Candidate


def hindrances(earlier: Side, later: Side, comparison: Comparison, options: DuplicateOptions) -> Iterator[Hindrance]:
    """Yield every reason, those first that come first in the matching."""
    groups = [side.annotated.language_group for side in (earlier, later)]
    if groups[0] != groups[1]:
        tags = [side.annotated.language.tag for side in (earlier, later)]
        yield Hindrance(
            HindranceKind.LANGUAGE_GROUP,
            f"they are in different language groups, {groups[0]} (language {tags[0]}) and {groups[1]} "
            f"(language {tags[1]}), and never meet",
        )
    for name, side in (("earlier", earlier), ("later", later)):
        yield from _of_one(name, side)
    yield from _of_times(earlier.candidate, later.candidate, options)
    if earlier.candidate.content == later.candidate.content and earlier.candidate.matched:
        return
    if not earlier.candidate.keys or not later.candidate.keys:
        return
    if not {*earlier.candidate.keys} & {*later.candidate.keys}:
        yield Hindrance(HindranceKind.NO_SHARED_KEY, "they share no key, so they are not compared")
    yield from _of_comparison(comparison)


def _of_one(name: str, side: Side) -> Iterator[Hindrance]:
    status, kind = side.annotated.article.status, side.annotated.content.kind
    if status != Status.USABLE:
        yield Hindrance(
            HindranceKind.STATUS,
            f"the {name} one has the status {status}; only usable ones are compared by their text",
        )
    if kind not in MATCHED_KINDS:
        yield Hindrance(
            HindranceKind.CONTENT,
            f"the {name} one is told to be of the kind {kind}; only full and teaser are compared by their text",
        )
    if not side.candidate.keys:
        yield Hindrance(HindranceKind.NO_TEXT, f"the {name} one has no words to compare, or only furniture")


def _of_times(earlier: Candidate, later: Candidate, options: DuplicateOptions) -> Iterator[Hindrance]:
    hours = options.window_ms / _HOUR_MS
    if earlier.event_time is not None and later.event_time is not None:
        apart = abs(later.event_time - earlier.event_time)
        if apart > SCALE * options.window_ms:
            yield Hindrance(
                HindranceKind.WINDOW,
                f"they were published {apart / SCALE / _HOUR_MS:.1f} hours apart, the window has {hours:g}",
            )
    if earlier.appended is not None and later.appended is not None:
        waited = later.appended - earlier.appended
        if waited > options.window_ms:
            yield Hindrance(
                HindranceKind.WINDOW,
                f"they were received {waited / _HOUR_MS:.1f} hours apart, the window has {hours:g}",
            )


def _of_comparison(one: Comparison) -> Iterator[Hindrance]:
    if not is_nearly_whole(one):
        yield Hindrance(
            HindranceKind.TOO_SHORT,
            f"the shorter text has {one.shorter_tokens} words; of fewer than {FEWEST_TOKENS} words "
            f"{_percent(NEARLY_WHOLE)} must be in the longer text, {_percent(one.containment)} are",
        )
    reached = points(one)
    if reached >= THRESHOLD:
        return
    yield Hindrance(
        HindranceKind.UNLIKE,
        f"as the best match it would be a copy with a probability of {_worth(reached)}, needed are {_worth(THRESHOLD)}",
    )
    found = []
    for (kind, detail), otherwise in _otherwise(one):
        then = points(otherwise)
        if then - reached >= _TELLING:
            found.append((reached - then, Hindrance(kind, f"{detail}; otherwise {_worth(then)}")))
    yield from (hindrance for _, hindrance in sorted(found))


def _otherwise(one: Comparison) -> Iterator[tuple[Hindrance, Comparison]]:
    """Yield what may speak against a copy, and the comparison without it."""
    conflicting = one.numbers - one.agreeing
    if conflicting or one.longer_lead_conflicts:
        detail = (
            f"{conflicting} of the {one.numbers} numbers of the shorter text are not in the longer one, and "
            f"{one.longer_lead_conflicts} of those in the lead of the longer one are not in the shorter"
        )
        alike = one._replace(agreeing=one.numbers, shorter_lead_conflicts=0, longer_lead_conflicts=0)
        yield Hindrance(HindranceKind.NUMBERS, detail), alike
    if min(one.shorter_lead, one.longer_lead) < SCALE:
        detail = (
            f"{_percent(one.shorter_lead)} of the lead of the shorter text and {_percent(one.longer_lead)} of that of "
            "the longer one are in the other"
        )
        yield Hindrance(HindranceKind.LEAD, detail), one._replace(shorter_lead=SCALE, longer_lead=SCALE)
    if one.containment < SCALE:
        detail = (
            f"{_percent(SCALE - one.containment)} of the shorter text are not in the longer one, "
            f"{_percent(one.gap)} in one piece"
        )
        yield Hindrance(HindranceKind.MISSING_PART, detail), one._replace(containment=SCALE, gap=0)
    if one.same_outlet:
        detail = "both are of one outlet, whose reports resemble each other"
        yield Hindrance(HindranceKind.SAME_OUTLET, detail), one._replace(same_outlet=False)


def _worth(reached: int) -> str:
    # far below the threshold only z tells how much nearer it would come
    return f"{_percent(probability(reached))} (z {reached / SCALE:.2f})"


def _percent(thousandths: int) -> str:
    return f"{thousandths / 10:.1f} %"
