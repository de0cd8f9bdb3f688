"""The credit stage."""

from collections.abc import Iterator
from pathlib import Path

import xxhash

from dateline.enrichment.credits.agencies import FILE, Agency, AgencyFinder
from dateline.enrichment.credits.options import CreditOptions
from dateline.enrichment.credits.patterns import Patterns
from dateline.enrichment.reading import Passage, Reading, Span
from dateline.records import Credit

_LABELS = Path(__file__).parent / "data" / "labels.json"


class CreditStage:
    """Finds the agencies that an article credits in byline, dateline or closing line."""

    def __init__(self, options: CreditOptions = CreditOptions()) -> None:
        self._options = options
        self._agencies = AgencyFinder()
        self._patterns = Patterns(_LABELS)
        digest = xxhash.xxh3_64(FILE.read_bytes())
        digest.update(_LABELS.read_bytes())
        self._models = {"credits/agencies": digest.hexdigest()}

    @property
    def models(self) -> dict[str, str]:
        """Name and version of each data file that decides something."""
        return self._models

    def annotate(self, reading: Reading) -> tuple[Credit, ...]:
        """Return the credits in the body, in order. Furniture is passed over."""
        language = reading.language.split("-")[0].lower()
        found = {agency.span: agency for agency in self._find(reading.body, language)}
        return tuple(
            Credit(field=reading.body.field, start=start, end=end, id=agency.id, name=agency.name)
            for (start, end), agency in sorted(found.items())
        )

    def _find(self, passage: Passage, language: str) -> Iterator[Agency]:
        options, lines = self._options, passage.prose
        for line in lines[: options.head_lines]:
            # what a dateline holds stands near the beginning of a line, however long that is
            start = Span(line.start, min(line.end, line.start + 3 * options.longest_dateline))
            agencies = self._agencies.within(passage, start, language)
            yield from self._patterns.dateline(passage, start, agencies, options.longest_dateline)
            if line.end - line.start <= options.longest_line:
                yield from self._patterns.credit_line(passage, line, agencies)
        for line in lines[-options.tail_lines :]:
            end = Span(max(line.start, line.end - options.longest_line), line.end)
            agencies = self._agencies.within(passage, end, language)
            yield from self._patterns.closing(passage, end, agencies)
            if line.end - line.start <= options.longest_line:
                yield from self._patterns.credit_line(passage, line, agencies)
