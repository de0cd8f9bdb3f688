"""What a person can do about a dead letter."""

from dateline.records import Reason
from dateline.replayer.dead_letters.letter import Letter, LetterState

_BY_REASON = {
    Reason.INVALID_UTF8: "The value is not UTF-8. Have the source publish the article anew, as JSON in UTF-8.",
    Reason.INVALID_JSON: "The value is not JSON. Have the source publish the article anew, as one JSON object.",
    Reason.INVALID_ARTICLE: "The JSON is not an article; the detail names the fields. Correct it at the source.",
    Reason.TOO_LARGE: "Raise the size limits (DATELINE_MAX_ARTICLE_BYTES, DATELINE_MAX_ENRICHED_BYTES, and "
    "max.message.bytes of the topics), then replay it.",
    Reason.STAGE_FAILED: "A stage raised an error: a fault of Dateline. Report the detail, and replay it once fixed.",
}


def advice(letter: Letter) -> str:
    """Say in a sentence or two what to do about a letter."""
    if letter.state is LetterState.REPLAYED:
        return "It was replayed. If it failed again, it is a newer letter."
    if letter.dead is None:
        return "It was not written by Dateline, or lost its headers. Look for who else writes to this topic."
    text = _BY_REASON[letter.dead.reason]
    if letter.state is LetterState.EXHAUSTED:
        text += " It has had all its attempts; a larger DATELINE_DEAD_LETTER_ATTEMPTS allows more."
    return text
