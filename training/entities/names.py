"""Names that may stand in for one another: those of the corpora by language and type, and first and last names."""

import random
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus import Sentence, Source, Words, mentions
from faker.config import AVAILABLE_LOCALES
from faker.factory import Factory

from dateline.enrichment.entities.tagger.surface import gap_of
from dateline.records import EntityType

SPACE = gap_of(" ")
LONGEST = 5
FROM_LISTS, OF_OWN_LANGUAGE, WITH_FIRST_NAME = 0.35, 0.6, 0.8
_SCRIPTS = {"ru": "Cyrl", "uk": "Cyrl", "bg": "Cyrl", "be": "Cyrl", "el": "Grek"}
_LOCALES = (
    *("bg_BG", "cs_CZ", "da_DK", "de_AT", "de_DE", "el_GR", "en_GB", "en_US", "es_ES", "es_MX", "et_EE", "fi_FI"),
    *("fr_FR", "hr_HR", "hu_HU", "it_IT", "lt_LT", "lv_LV", "nl_NL", "no_NO", "pl_PL", "pt_BR", "pt_PT", "ro_RO"),
    *("ru_RU", "sk_SK", "sl_SI", "sv_SE", "tr_TR", "uk_UA"),
)


class Name(NamedTuple):
    """The words of a name by number, the gaps before them (the first is the sentence's) and signs of the lexicon."""

    words: array
    gaps: array
    known: array


class Names:
    """Pools of names."""

    def __init__(self, sentences: Sequence[Sentence], sources: Mapping[str, Source], words: Words) -> None:
        self._words = words
        found: dict[tuple[str, EntityType], dict[bytes, Name]] = defaultdict(dict)
        for sentence in sentences:
            if sources[sentence.source].kind == "old":
                continue
            for first, last, kind in mentions(sentence.labels):
                if last - first <= LONGEST:
                    part = slice(first, last)
                    name = Name(sentence.words[part], sentence.gaps[part], sentence.known[part])
                    found[sentence.language, kind].setdefault(name.words.tobytes(), name)
        self._pools = {key: list(of_key.values()) for key, of_key in found.items()}
        self._first: dict[str, list[str]] = defaultdict(list)
        self._last: dict[str, list[str]] = defaultdict(list)
        for locale in sorted(set(_LOCALES) & set(AVAILABLE_LOCALES)):
            language = locale[:2]
            for key in (language, _SCRIPTS.get(language, "Latn")):
                self._first[key] += _listed(locale, "first_name")
                self._last[key] += _listed(locale, "last_name")

    def instead(self, language: str, kind: EntityType, chance: random.Random) -> Name | None:
        """Return a name of a type that a sentence of this language could hold, None where there is none."""
        if kind == EntityType.PERSON and chance.random() < FROM_LISTS:
            return self._listed_person(language, chance)
        pool = self._pools.get((language, kind))
        return chance.choice(pool) if pool else None

    def _listed_person(self, language: str, chance: random.Random) -> Name:
        own = chance.random() < OF_OWN_LANGUAGE and bool(self._last[language])
        key = language if own else _SCRIPTS.get(language, "Latn")
        parts = [chance.choice(self._first[key])] if chance.random() < WITH_FIRST_NAME else []
        parts.append(chance.choice(self._last[key]))
        words = array("i", [self._words.of(word) for part in parts for word in part.replace("-", " ").split()])
        return Name(words, array("i", [SPACE] * len(words)), array("i", [0] * len(words)))


def _listed(locale: str, kind: str) -> list[str]:
    provider = Factory._find_provider_class("faker.providers.person", locale)[0]
    names = {
        name for listed in (f"{kind}s", f"{kind}s_male", f"{kind}s_female") for name in getattr(provider, listed, ())
    }
    return sorted(name for name in names if name[:1].isupper() and not {".", "'"} & set(name))
