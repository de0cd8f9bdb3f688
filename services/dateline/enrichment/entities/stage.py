"""The entity stage."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import xxhash

from dateline.enrichment.entities.coreference import Coreference, Resolved
from dateline.enrichment.entities.evidence import CityEvidence
from dateline.enrichment.entities.joining import Joining
from dateline.enrichment.entities.linker import Linker
from dateline.enrichment.entities.localities import elsewhere
from dateline.enrichment.entities.mention import Mention, Recogniser
from dateline.enrichment.entities.name_key import NAMESPACE, NameKey
from dateline.enrichment.entities.name_types import NameTypes
from dateline.enrichment.entities.options import EntityOptions
from dateline.enrichment.entities.own_names import OwnNames, load_own_names
from dateline.enrichment.entities.peoples import Peoples
from dateline.enrichment.entities.recogniser import LexiconRecogniser, named_countries
from dateline.enrichment.entities.recognisers import recogniser_of
from dateline.enrichment.entities.shipped import GAZETTEER, shipped_names
from dateline.enrichment.entities.stop_names import StopNames
from dateline.enrichment.entities.tagger import Tagger
from dateline.enrichment.entities.tagger_recogniser import TaggerRecogniser
from dateline.enrichment.entities.titles import Titles
from dateline.enrichment.names import aliases, inflection
from dateline.enrichment.names.candidate import COUNTRY, without_doubtful
from dateline.enrichment.names.inflection import Inflections
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import Entity, EntityType, Link, LinkMethod

DATA = Path(__file__).parent / "data"
_NAME_KEY = 0.85  # of the keys that several spellings share, so many are of one person (benchmarks/name_keys.py)


class EntityStage:
    """Finds persons, organisations and places, and links each to an id that is the same in every language.

    `recogniser` finds the mentions; without one it is that of the options.
    """

    def __init__(self, options: EntityOptions = EntityOptions(), recogniser: Recogniser | None = None) -> None:
        files = {"gazetteer": [GAZETTEER], "aliases": aliases.FILES}
        files["names"] = [
            inflection.FILE,
            *(
                DATA / name
                for name in (
                    "stop_names.json",
                    "peoples.json",
                    "abbreviations.json",
                    "city_weights.json",
                    "sounds.json",
                    "titles.json",
                )
            ),
        ]
        shipped = shipped_names()
        gazetteer = shipped.gazetteer
        evidence = CityEvidence(DATA / "city_weights.json", gazetteer)
        self._options = options
        self._inflections = Inflections()
        self._lexicon = shipped.lexicon
        self._linker = Linker(evidence, options.min_city_margin)
        self._name_key = NameKey(DATA / "sounds.json")
        self._coreference = Coreference(gazetteer)
        stop_names = StopNames(DATA / "stop_names.json")
        peoples, titles = Peoples(DATA / "peoples.json"), Titles(DATA / "titles.json")
        lexicon = LexiconRecogniser(self._lexicon, gazetteer, self._inflections, evidence, stop_names)
        own: dict[str, Callable[[], Recogniser]] = {
            "tagger": lambda: TaggerRecogniser(
                Tagger(gazetteer),
                lexicon,
                joining=Joining(gazetteer, stop_names, peoples),
                name_types=NameTypes(gazetteer, stop_names, titles),
                peoples=peoples,
                titles=titles,
            ),
            "lexicon": lambda: lexicon,
        }
        self._recogniser = recogniser or recogniser_of(options.recogniser, own)
        self._models = {f"entities/{name}": _hash(paths) for name, paths in files.items()}
        self._own: OwnNames | None = None
        if options.names:
            self._own, self._models["entities/operator"] = load_own_names(options.names, shipped.catalogue())

    @property
    def models(self) -> dict[str, str]:
        """Name and version of each model or data file that decides something."""
        return self._models | self._recogniser.models

    def finder(self, reading: Reading) -> str:
        """Return who finds the names of an article: see `Recogniser.finder`."""
        return self._recogniser.finder(reading)

    def annotate(self, reading: Reading) -> tuple[Entity, ...]:
        """Return the entities of headline and body, in order and without overlaps; furniture is passed over."""
        language = reading.language.split("-")[0].lower()
        inflection = self._inflections.of(language)
        mentions = [
            mention
            for mention in self._recogniser.recognise(reading)
            if mention.confidence >= self._options.min_confidence
        ]
        blocked: Mapping[Passage, Sequence[Span]] = {}
        if self._own:
            mentions, blocked = self._own.over(mentions, reading, language, inflection)
        mentions = [self._with_candidates(mention, language) for mention in mentions]
        countries = named_countries(mention.candidates for mention in mentions)
        scenes = named_countries(mention.candidates for mention in mentions if _names_country(mention))
        links = [
            self._linker.link(mention, language, countries, scenes) or self._by_name(mention, language)
            for mention in mentions
        ]
        links = elsewhere(mentions, links)
        resolved = self._coreference.resolve(
            reading, [Resolved(*pair) for pair in zip(mentions, links, strict=True)], inflection, blocked
        )
        return tuple(_entity(mention, link) for mention, link in resolved)

    def _with_candidates(self, mention: Mention, language: str) -> Mention:
        if mention.candidates:
            return mention
        bearers = self._lexicon.candidates(mention.passage, mention.span, self._inflections.of(language))
        if not bearers:
            return mention
        # an alias of other languages may be any word here; that a place has a foreign name does no harm
        candidates = tuple(
            candidate
            for candidate in bearers
            if candidate.source != "alias" or not candidate.languages or language in candidate.languages
        )
        candidates = without_doubtful(candidates)
        if self._own:
            candidates = self._own.narrowed(candidates, mention.passage.of(mention.span), language)
        return Mention(mention.passage, mention.span, mention.type, mention.confidence, candidates)

    def _by_name(self, mention: Mention, language: str) -> Link | None:
        """Link a person whom no list knows by the name alone, which is the same in another spelling."""
        if mention.type != EntityType.PERSON or mention.candidates:
            return None
        written = mention.passage.of(mention.span)
        key = self._name_key.of(written, language)
        if key is None:
            return None
        link = Link(id=f"{NAMESPACE}{key}", name=written, method=LinkMethod.NAME_KEY, confidence=_NAME_KEY)
        return self._own.identified(link) if self._own else link


def _names_country(mention: Mention) -> bool:
    """Tell whether a mention names a country itself: Texas has a Senate of its own."""
    candidates = mention.candidates
    return mention.type == EntityType.PLACE and bool(candidates) and candidates[0].id.startswith(COUNTRY)


def _entity(mention: Mention, link: Link | None) -> Entity:
    start, end = mention.span
    return Entity(
        field=mention.passage.field,
        start=start,
        end=end,
        text=mention.passage.of(mention.span),
        type=mention.type,
        confidence=round(mention.confidence, 3),
        link=link,
    )


def _hash(paths: Collection[Path]) -> str:
    digest = xxhash.xxh3_64()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
