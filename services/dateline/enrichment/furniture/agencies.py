"""Whether a line names a news agency: then it is a credit, and no furniture."""

from collections import defaultdict

from dateline.enrichment.names.aliases import FILES, read_aliases
from dateline.enrichment.phrases import words_of

_AGENCIES = [path for path in FILES if path.stem == "agencies"]


class AgencyNames:
    """The names of agencies by their first word."""

    def __init__(self) -> None:
        self._names: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for record in read_aliases(_AGENCIES):
            for name in (*(alias.text for alias in record.aliases), *record.credits):
                first, *rest = words_of(name)
                self._names[first].add(tuple(rest))

    def are_named_in(self, line: str) -> bool:
        """Tell whether a line holds any of the names."""
        words = words_of(line)
        return any(
            tuple(words[place : place + len(rest)]) == rest
            for place, word in enumerate(words, start=1)
            for rest in self._names.get(word, ())
        )
