"""Linking: which of the entities that bear a name is meant."""

import math
from collections.abc import Collection, Sequence
from functools import lru_cache

from dateline.enrichment.entities.evidence import CityEvidence
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.names.candidate import Candidate
from dateline.records import Link, LinkMethod

_LONE = 0.99
_BY_COUNTRY = 0.9
_KNOWN_ABROAD = 100_000  # a smaller city of an unnamed country may as well be a village of that name elsewhere
_METHODS = {"operator": LinkMethod.OPERATOR, "alias": LinkMethod.ALIAS}
_CLEAR_MARGIN = 1.0  # in log10 of the population: ten times as large


class Linker:
    """Chooses among candidates by what the article says elsewhere; where that does not tell, there is no link.

    `margin` is by how many times the population of a city must exceed that of the next one of its name.
    """

    def __init__(self, evidence: CityEvidence, margin: float) -> None:
        self._evidence = evidence
        self._margin = math.log10(margin)

    def link(self, mention: Mention, language: str, countries: Collection[str], scenes: Collection[str]) -> Link | None:
        """Return the link of a mention. `countries` are those that the article points to, `scenes` those that it names.

        A generic name, such as "Senate", is that of the only scene. That it names AFP or Lyon makes France none.
        """
        if not mention.candidates:
            return None
        candidates = [candidate for candidate in mention.candidates if candidate.type == mention.type]
        strong = [candidate for candidate in candidates if candidate.source != "city"]
        if strong:
            # "МЗС" is Ukraine's in Ukrainian, whatever country is named
            homes = {
                one.country for one in strong if one.generic and one.acronym and self._evidence.is_home(one, language)
            }
            scenes = homes or {*scenes}
            return self._among_known([one for one in strong if not one.generic or {one.country} == scenes], countries)
        return self._among_cities(candidates, language, countries) if candidates else None

    def _among_known(self, candidates: Sequence[Candidate], countries: Collection[str]) -> Link | None:
        by_id = {candidate.id: candidate for candidate in candidates}
        if len(by_id) == 1:
            return _link_to(candidates[0], _BY_COUNTRY if candidates[0].generic else _LONE)
        named = [candidate for candidate in by_id.values() if candidate.country and candidate.country in countries]
        return _link_to(named[0], _BY_COUNTRY) if len(named) == 1 else None

    def _among_cities(self, candidates: Sequence[Candidate], language: str, countries: Collection[str]) -> Link | None:
        ranked = sorted(
            ((self._evidence.weigh(city, language, countries), city) for city in candidates),
            key=lambda weighed: (-weighed[0], weighed[1].id),
        )
        best, city = ranked[0]
        margin = best - ranked[1][0] if len(ranked) > 1 else _CLEAR_MARGIN
        expected = self._evidence.is_home(city, language) or city.country in countries
        if margin < self._margin or (not expected and city.population < _KNOWN_ABROAD):
            return None
        return _link_to(city, min(_LONE, 0.5 + 0.5 * margin / (margin + 0.25)))


@lru_cache(maxsize=1 << 12)
def _link_to(candidate: Candidate, confidence: float) -> Link:
    return Link(
        id=candidate.id,
        name=candidate.name,
        method=_METHODS.get(candidate.source, LinkMethod.GAZETTEER),
        confidence=round(confidence, 3),
        same_as=candidate.same_as,
    )
