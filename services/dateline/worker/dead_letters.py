"""What becomes of a record that cannot be processed."""

from dateline import __version__
from dateline.errors import ArticleError, StageFailed
from dateline.records import DeadLetter, Reason, Stage
from dateline.records.headers import TRUNCATION_BYTES, attempt, dead_letter_headers, truncated_headers
from dateline.telemetry import Recorder, get_logger
from dateline.worker.in_flight import Ticket
from dateline.worker.output import Output
from dateline.worker.record import Consumed

log = get_logger(__name__)


class DeadLetters:
    """Writes records that failed to the topic of dead letters: key and value untouched, the reason in the headers.

    A value larger than the topic takes is cut; the headers then say its true size, and where the whole record is.
    """

    def __init__(self, output: Output, topic: str, max_record_bytes: int, recorder: Recorder) -> None:
        self._output = output
        self._topic = topic
        self._max_record_bytes = max_record_bytes
        self._recorder = recorder

    async def bury(self, record: Consumed, error: ArticleError, ticket: Ticket) -> None:
        """Write a dead letter; the record is done when it is acknowledged."""
        letter = DeadLetter(
            topic=record.tp.topic,
            partition=record.tp.partition,
            offset=record.offset,
            stage=Stage(error.stage),
            reason=Reason(error.reason),
            detail=str(error),
            attempts=attempt(record.headers),
            version=__version__,
        )
        log.warning(
            "dead letter",
            **record.place,
            article=error.article,
            stage=letter.stage.value,
            reason=letter.reason.value,
            # what a stage raised may quote the article
            detail=letter.detail.partition(":")[0] if isinstance(error, StageFailed) else letter.detail,
        )
        headers = dead_letter_headers(letter, record.headers)
        key, value = record.key, record.value
        room = self._max_record_bytes - len(key or b"") - sum(len(name) + len(content) + 8 for name, content in headers)
        if value is not None and len(value) > room:
            # Kafka limits what a record has compressed: it may be far larger than anything that can be written here
            headers = truncated_headers(headers, len(value))
            value = value[: max(0, room - TRUNCATION_BYTES)]
        await self._output.send(ticket, self._topic, key, value, headers=headers)
        ticket.settle("dead_lettered", lambda: self._recorder.dead_lettered(letter))
