"""Names in full, and whether two of them are one person's: inflected, with initials, with or without middle names."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from dateline.enrichment.names.inflection import Inflection
from dateline.enrichment.names.keys import LONGEST_TOKEN, TOKEN, fold


@lru_cache(maxsize=1 << 14)
def name_words(written: str) -> tuple[str, ...]:
    """Return the words of a name as it is written, without a genitive 's."""
    words = [word for word in TOKEN.findall(written) if len(word) <= LONGEST_TOKEN]
    if len(words) > 1 and words[-1] == "s" and written.endswith(("'s", "’s")):
        words.pop()
    return tuple(words)


def is_initial(word: str) -> bool:
    """Tell whether a word is a letter that stands for a first name."""
    return len(word) == 1 and word.isupper()


@lru_cache(maxsize=1 << 12)
def stems(word: str, inflection: Inflection) -> frozenset[str]:
    """Return the keys of a word: as it is, and of its dictionary forms."""
    return frozenset(form.key for form in inflection.forms(word) if not form.left and not form.right) or frozenset(
        {fold(word)}
    )


def are_forms_of_one(one: Sequence[str], other: Sequence[str], inflection: Inflection) -> bool:
    """Tell whether two names of as many words are one name in two cases."""
    return len(one) == len(other) and all(
        not stems(first, inflection).isdisjoint(stems(second, inflection))
        for first, second in zip(one, other, strict=True)
    )


def is_variant(written: Sequence[str], full: Sequence[str], inflection: Inflection) -> bool:
    """Tell whether a name is a fuller or a shorter way to write another: "J. Stoltenberg", "Jens E. Stoltenberg"."""
    if len(written) < 2 or len(full) < 2 or stems(written[-1], inflection).isdisjoint(stems(full[-1], inflection)):
        return False
    short, long = sorted((written[:-1], full[:-1]), key=len)
    if any(map(is_initial, short)):
        return _initials_fit(short, long)
    if not _agree(short[0], long[0], inflection):
        return False
    rest = iter(long[1:])
    return all(any(_agree(word, other, inflection) for other in rest) for word in short[1:])


def dictionary_form(names: Sequence[Sequence[str]], inflection: Inflection) -> int:
    """Return which of the cases of one name the others are made from."""
    if len(names) == 1:
        return 0

    def covered(words: Sequence[str]) -> int:
        return sum(
            all(fold(word) in stems(other, inflection) for word, other in zip(words, name, strict=True))
            for name in names
        )

    return max(range(len(names)), key=lambda at: (covered(names[at]), -at))


def _agree(one: str, other: str, inflection: Inflection) -> bool:
    if is_initial(one) or is_initial(other):
        return fold(one)[0] == fold(other)[0]
    return not stems(one, inflection).isdisjoint(stems(other, inflection))


def _initials_fit(short: Iterable[str], long: Iterable[str]) -> bool:
    rest = iter(long)
    return all(any(fold(word)[0] == fold(other)[0] for other in rest) for word in short)
