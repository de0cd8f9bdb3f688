"""Mentions by a spaCy pipeline that the operator has installed."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex
import xxhash

from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.errors import SettingsError
from dateline.records import EntityType

if TYPE_CHECKING:
    from spacy.language import Language

LABELS = Path(__file__).parent / "data" / "spacy_labels.json"
"""The labels of spaCy's pipelines, by our types; all others are passed over."""

LONGEST_PIECE = 20_000
"""Texts are read in pieces of so many code points at most, parted between lines or words."""

# spaCy tells no probability of an entity; it must lie above what an operator may ask of ordinary mentions
_CONFIDENCE = 0.75
# what these find, the recognition of entities does not read, unless rules are part of the pipeline
_NOT_NEEDED = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "trainable_lemmatizer")
_RULERS = {"entity_ruler", "span_ruler"}
_SURROGATES = regex.compile(r"\p{Cs}")


class SpacyRecogniser:
    """A `Recogniser` that asks a pipeline of spaCy. `source` is an installed package, or a folder.

    Raises SettingsError where spaCy or the pipeline is missing or cannot be loaded, or finds no entities.
    """

    def __init__(self, source: str) -> None:
        self._nlp, version = _load(source)
        labels: dict[str, list[str]] = json.loads(LABELS.read_text(encoding="utf-8"))
        self._types = {label: EntityType(name) for name, of_type in labels.items() for label in of_type}
        self._longest = min(self._nlp.max_length, LONGEST_PIECE)
        meta = self._nlp.meta
        name = f"entities/spacy/{meta['lang']}_{meta['name']}"
        self.models = {name: f"{meta['version']}+{_hash(self._nlp)}, {version}"}

    def finder(self, _reading: Reading) -> str:
        """Return "spacy"; see `Recogniser`."""
        return "spacy"

    def recognise(self, reading: Reading) -> tuple[Mention, ...]:
        """Return the mentions of headline and body; see `Recogniser`."""
        pieces = [(passage, piece) for passage in reading.passages for piece in self._pieces(passage)]
        found: list[Mention] = []
        # what spaCy remembers of the words of an article goes with it: a stream never ends
        with self._nlp.memory_zone():
            docs = self._nlp.pipe(_SURROGATES.sub("\ufffd", passage.of(piece)) for passage, piece in pieces)
            for (passage, piece), doc in zip(pieces, docs, strict=True):
                for entity in doc.ents:
                    span = _trimmed(passage, piece.start + entity.start_char, piece.start + entity.end_char)
                    if span and (kind := self._types.get(entity.label_)) and not passage.is_aside(span):
                        found.append(Mention(passage, span, kind, _CONFIDENCE))
        return tuple(found)

    def _pieces(self, passage: Passage) -> Iterator[Span]:
        """Yield the text between what is set aside, in pieces that the pipeline takes."""
        start = 0
        for aside in (*passage.aside, Span(len(passage.text), len(passage.text))):
            while start < aside.start:
                end = self._end_of(passage.text, start, aside.start)
                if not passage.text[start:end].isspace():
                    yield Span(start, end)
                start = end
            start = max(start, aside.end)

    def _end_of(self, text: str, start: int, stop: int) -> int:
        most = start + self._longest
        if stop <= most:
            return stop
        for gap in ("\n", " "):
            if (at := text.rfind(gap, start, most)) > start:
                return at + 1
        return most


def _trimmed(passage: Passage, start: int, end: int) -> Span | None:
    """Return a span without the white space around it; None where nothing is left, or lines were joined."""
    text = passage.text[start:end]
    left = len(text) - len(text.lstrip())
    text = text.strip()
    return None if not text or "\n" in text else Span(start + left, start + left + len(text))


def _load(source: str) -> tuple["Language", str]:
    """Load a pipeline, and say which spaCy did."""
    try:
        # it takes a second and 100 MB that nobody else should pay
        spacy: Any = import_module("spacy")
    except ImportError as error:
        raise SettingsError(
            f"recogniser spacy:{source}: spaCy is not installed ({error}); install it with: pip install 'spacy>=3.8,<4'"
        ) from error
    try:
        nlp: Language = spacy.load(source)
    except OSError as error:
        what = "folder" if Path(source).exists() else "package or folder"
        raise SettingsError(
            f"recogniser spacy:{source}: there is no pipeline in a {what} of this name ({_first_line(error)}); "
            f"expected the name of an installed pipeline (python -m spacy download xx_ent_wiki_sm, or "
            f"pip install PACKAGE) or the folder that nlp.to_disk wrote"
        ) from error
    except (ImportError, ValueError, KeyError) as error:
        raise SettingsError(
            f"recogniser spacy:{source}: spaCy {spacy.__version__} cannot load it ({_first_line(error)}); "
            f"install a release of the pipeline that was made for this spaCy: python -m spacy validate"
        ) from error
    if not any("doc.ents" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names):
        raise SettingsError(
            f"recogniser spacy:{source}: the pipeline finds no entities (it has "
            f"{', '.join(nlp.pipe_names) or 'no components'}); expected one with ner or entity_ruler"
        )
    if _RULERS.isdisjoint(nlp.pipe_names):
        for name in set(_NOT_NEEDED).intersection(nlp.pipe_names):
            nlp.disable_pipe(name)
    return nlp, f"spaCy {spacy.__version__}"


def _hash(nlp: "Language") -> str:
    """Hash the files of a pipeline: one that was trained anew often keeps its version."""
    digest = xxhash.xxh3_64()
    for path in sorted(path for path in nlp.path.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        digest.update(path.relative_to(nlp.path).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
