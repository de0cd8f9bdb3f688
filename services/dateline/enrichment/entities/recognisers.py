"""Which recogniser finds the mentions, by the name that the settings give it."""

from collections.abc import Callable, Mapping

from dateline.enrichment.entities.mention import Recogniser
from dateline.enrichment.entities.spacy_recogniser import SpacyRecogniser
from dateline.errors import SettingsError

_SPACY = "spacy:"


def recogniser_of(name: str, own: Mapping[str, Callable[[], Recogniser]]) -> Recogniser:
    """Return the recogniser of a name: one of Dateline's `own`, which are made when asked for, or spacy:PIPELINE.

    Raises SettingsError where there is none of that name.
    """
    if name.startswith(_SPACY) and (source := name.removeprefix(_SPACY).strip()):
        return SpacyRecogniser(source)
    if name not in own:
        expected = ", ".join([*own, "spacy:PACKAGE_OR_FOLDER"])
        raise SettingsError(f"recogniser: there is none named {name!r}; expected one of {expected}")
    return own[name]()
