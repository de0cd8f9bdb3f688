"""Which type each tagged name has, by all that an article says of it."""

from collections.abc import Mapping, MutableMapping, Sequence

from dateline.enrichment.entities.gazetteer import Gazetteer
from dateline.enrichment.entities.joining import Name
from dateline.enrichment.entities.stop_names import StopNames
from dateline.enrichment.entities.surroundings import is_beside
from dateline.enrichment.entities.titles import Titles
from dateline.enrichment.names.keys import fold
from dateline.enrichment.names.lexicon import Match
from dateline.enrichment.reading import Passage
from dateline.records import EntityType

_LEAST_WEIGHT = 0.1


class NameTypes:
    """Judges the names of an article together: "Montenegro" after "Luís Montenegro" is the person."""

    def __init__(self, gazetteer: Gazetteer, stop_names: StopNames, titles: Titles) -> None:
        self._gazetteer = gazetteer
        self._stop_names = stop_names
        self._titles = titles

    def of(
        self, names: Mapping[Passage, Sequence[Name]], matches: MutableMapping[Passage, list[Match]], language: str
    ) -> dict[Name, EntityType]:
        """Return the type of each name, and take out of the matches the places that are surnames here.

        "In London" is at the place, though the article is on Jack London.
        """
        forms = {name: _form(name) for of_passage in names.values() for name in of_passage}
        types, families = _by_form(forms)
        for passage, of_passage in names.items():
            surnames: set[int] = set()
            for name in of_passage:
                first, last, tagged, _ = name.tagged
                is_surname = forms[name] in families
                if is_surname and tagged == EntityType.PLACE:
                    is_surname = not self._stop_names.goes_before_places(passage, first, language)
                if is_surname or (tagged == EntityType.PLACE and self._follows_title(passage, first, language)):
                    types[name] = EntityType.PERSON
                    if not is_surname or self._gazetteer.is_given_name(families[forms[name]]):
                        surnames.update(range(first, last))
            if surnames:
                matches[passage] = [
                    match
                    for match in matches[passage]
                    if match.candidates[0].type != EntityType.PLACE or match.first not in surnames
                ]
        return types

    def _follows_title(self, passage: Passage, first: int, language: str) -> bool:
        return is_beside(passage, first) and self._titles.is_title(passage.words[first - 1], language)


def _by_form(forms: Mapping[Name, str]) -> tuple[dict[Name, EntityType], dict[str, str]]:
    """Return the type of each name: for a form that an article names several times, the one with most evidence.

    With them come the surnames of those whom the article names in full, each with their first name.
    """
    weights: dict[str, dict[EntityType, float]] = {}
    for name, form in forms.items():
        of_form = weights.setdefault(form, {})
        of_form[name.tagged.type] = of_form.get(name.tagged.type, 0.0) + max(_LEAST_WEIGHT, name.tagged.margin)
    types = {form: max(of_form, key=of_form.__getitem__) for form, of_form in weights.items()}
    full_names = [form for form, type_ in types.items() if type_ == EntityType.PERSON and " " in form]
    families = {form.rpartition(" ")[2]: form.partition(" ")[0] for form in full_names}
    return {name: types[form] for name, form in forms.items()}, families


def _form(name: Name) -> str:
    return " ".join(map(fold, name.passage.words[name.tagged.first : name.tagged.last]))
