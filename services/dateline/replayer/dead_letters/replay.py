"""Sends dead letters back to where they came from."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from dateline.admin import check_topics
from dateline.errors import WriteRefused
from dateline.records.headers import replay_headers, replayed_marker
from dateline.replayer.dead_letters.letter import Letter, LetterFilter, LetterState, Position, list_letters
from dateline.replayer.pacing import Pacer
from dateline.replayer.publisher import Publisher
from dateline.replayer.reader import TopicReader
from dateline.settings import Settings
from dateline.topology import enriched_record_bytes, topic_specs


class Outcome(StrEnum):
    """What a replay did with a letter."""

    REPLAYED = "replayed"
    REPLAYED_BEFORE = "replayed before"
    EXHAUSTED = "had all its attempts"
    NO_WAY_BACK = "cannot go back"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class LetterReplay:
    """What became of each letter that was meant, and what Kafka refused."""

    outcomes: Sequence[tuple[Letter, Outcome]]
    refused: Sequence[WriteRefused] = ()

    def count(self, outcome: Outcome) -> int:
        """How many letters this became of."""
        return sum(1 for _, found in self.outcomes if found is outcome)


def replay_letters(
    settings: Settings,
    wanted: LetterFilter = LetterFilter(),
    *,
    rate: float | None = None,
    dry_run: bool = False,
    on_sent: Callable[[Letter], None] = lambda _: None,
) -> LetterReplay:
    """Send letters back to the topic and partition they came from, with key, value and headers as they were.

    `dateline-attempts` is raised by one. A letter that was replayed before, or has had `dead_letter_attempts`, stays.
    Each is noted as replayed once it is acknowledged: after a crash in between it goes a second time, which does no
    harm. With `dry_run` nothing is written. Raises TopicMismatch, KafkaUnavailable, WriteRefused.
    """
    origins = [spec for spec in topic_specs(settings) if spec.name in (settings.raw, settings.annotated)]
    check_topics(settings, origins)
    letters = list_letters(settings, wanted)
    partitions = {spec.name: spec.partitions for spec in origins}
    outcomes = [(letter, _outcome(letter, partitions)) for letter in letters]
    chosen = {letter.position: letter for letter, outcome in outcomes if outcome is Outcome.REPLAYED}
    if dry_run or not chosen:
        return LetterReplay(outcomes)
    refused = _send(settings, chosen, Pacer(rate), on_sent)
    return LetterReplay(outcomes, refused)


def _outcome(letter: Letter, partitions: dict[str, int]) -> Outcome:
    if letter.state is LetterState.REPLAYED:
        return Outcome.REPLAYED_BEFORE
    if letter.dead is None:
        return Outcome.UNREADABLE
    if letter.state is LetterState.EXHAUSTED:
        return Outcome.EXHAUSTED
    back = letter.dead.partition < partitions.get(letter.dead.topic, 0)
    return Outcome.REPLAYED if back else Outcome.NO_WAY_BACK


def _send(
    settings: Settings, chosen: dict[Position, Letter], pacer: Pacer, on_sent: Callable[[Letter], None]
) -> list[WriteRefused]:
    acknowledged: deque[Position] = deque()
    left = len(chosen)
    largest = enriched_record_bytes(settings)
    with TopicReader(settings, settings.dead) as reader, Publisher(settings, largest) as publisher:
        for message in reader.to_end():
            position = (message.partition, message.offset)
            letter = chosen.get(position)
            if letter is None or letter.dead is None:
                continue
            pacer.wait()
            publisher.publish(
                letter.dead.topic,
                message.value,
                key=message.key,
                headers=replay_headers(message.headers),
                name=f"dead letter {letter.name}",
                partition=letter.dead.partition,
                then=partial(acknowledged.append, position),
            )
            on_sent(letter)
            _note(settings, publisher, acknowledged)
            left -= 1
            if not left:
                break
        publisher.flush()
        _note(settings, publisher, acknowledged)
        publisher.flush()
        return publisher.refused


def _note(settings: Settings, publisher: Publisher, acknowledged: deque[Position]) -> None:
    while acknowledged:
        partition, offset = acknowledged.popleft()
        publisher.publish(
            settings.dead,
            b"",
            key=f"{partition}:{offset}".encode(),
            headers=replayed_marker(partition, offset),
            name=f"the note that dead letter {partition}:{offset} was replayed",
            partition=partition,
        )
