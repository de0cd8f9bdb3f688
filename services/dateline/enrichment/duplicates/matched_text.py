"""Which text of an article is matched."""

from typing import NamedTuple

from dateline.enrichment.duplicates.folding import Folded, Folder
from dateline.enrichment.reading import Reading

SHORT_TOKENS = 12


class MatchedText(NamedTuple):
    """A text, and what is left of it when it is folded."""

    text: str
    folded: Folded


def matched_text(reading: Reading, folder: Folder) -> MatchedText:
    """Return the body, less what was set aside.

    A body of a few words says too little alone; there the headline counts as its first line.
    """
    body = reading.body
    text = "\n".join(map(body.of, body.prose)) if body.aside else body.text
    folded = folder.fold(text)
    if 0 < len(folded.starts) < SHORT_TOKENS:
        text = f"{reading.headline.text}\n{text}"
        folded = folder.fold(text)
    return MatchedText(text, folded)
