"""Packs places into the arrays that `dateline.enrichment.entities.gazetteer` reads."""

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dateline.enrichment.entities.gazetteer import PRIMARY
from dateline.enrichment.names.keys import TOKEN, UNSPACED, capitals, fold, unspaced_key
from dateline.enrichment.reading import hash64


@dataclass(frozen=True)
class Name:
    """A name of a place; `languages` is empty where it may be used in any."""

    text: str
    primary: bool
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A place and its names; `kind` is territory or city."""

    id: str
    name: str
    kind: str
    country: str
    population: int
    names: Sequence[Name]


@dataclass
class _Posting:
    primary: bool
    capitals: int
    languages: set[str] = field(default_factory=set)
    anywhere: bool = False


def pack(
    places: Sequence[Place], given: Iterable[str], homes: Mapping[str, Sequence[str]], sources: Mapping[str, str]
) -> dict[str, np.ndarray]:
    """Return the arrays by name."""
    postings: dict[str, dict[int, _Posting]] = defaultdict(dict)
    pairs: dict[str, int] = defaultdict(int)
    for index, place in enumerate(places):
        for name in place.names:
            key, shape = _key_and_shape(name.text, pairs)
            if not key:
                continue
            posting = postings[key].setdefault(index, _Posting(name.primary, shape))
            posting.primary |= name.primary
            posting.capitals &= shape
            posting.languages.update(name.languages)
            posting.anywhere |= not name.languages
    for key in list(postings):
        for cut in (at for at, character in enumerate(key) if character == " "):
            postings.setdefault(key[:cut], {})

    keys = sorted(postings, key=hash64)
    language_sets: dict[tuple[str, ...], int] = {(): 0}
    first, place_of, shape_of, languages_of = [0], [], [], []
    for key in keys:
        for index, posting in sorted(postings[key].items()):
            languages = () if posting.anywhere else tuple(sorted(posting.languages))
            place_of.append(index)
            shape_of.append(posting.capitals | (PRIMARY if posting.primary else 0))
            languages_of.append(language_sets.setdefault(languages, len(language_sets)))
        first.append(len(place_of))
    records = ["\t".join((place.id, place.kind, place.country, place.name)).encode() for place in places]
    header = {"sources": dict(sources), "homes": dict(homes), "language_sets": list(language_sets)}
    return {
        "header": _text(json.dumps(header, ensure_ascii=False)),
        "nodes": np.array([hash64(key) for key in keys], "<u8"),
        "first": np.array(first, "<u4"),
        "posting_place": np.array(place_of, "<u4"),
        "posting_shape": np.array(shape_of, "u1"),
        "posting_languages": np.array(languages_of, "<u2"),
        "place_population": np.array([place.population for place in places], "<u4"),
        "place_start": np.cumsum([0, *map(len, records)], dtype="<u4"),
        "place_text": np.frombuffer(b"".join(records), "u1"),
        "pairs": _text("".join(sorted(pairs))),
        "pair_lengths": np.array([pairs[pair] for pair in sorted(pairs)], "<u4"),
        "given": np.array(sorted({hash64(fold(name)) for name in given}), "<u8"),
    }


def _key_and_shape(name: str, pairs: dict[str, int]) -> tuple[str, int]:
    if UNSPACED.match(name):
        key = unspaced_key(name)
        if not 2 <= len(key) < 32:
            return "", 0
        pairs[key[:2]] |= 1 << len(key)
        return key, 0
    tokens = TOKEN.findall(name)
    return " ".join(map(fold, tokens)), capitals(tokens)


def _text(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), "u1")


def write(target: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write the arrays as .npz, with the same bytes each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
