import pytest
from kafka import KafkaProducer

from dateline.records import DeadLetter, Reason, Stage
from dateline.records.headers import RAW_POSITION, attempt, dead_letter_headers, header
from dateline.replayer.dead_letters import (
    LetterFilter,
    LetterState,
    NoSuchLetter,
    Outcome,
    advice,
    count_letters,
    list_letters,
    parse_position,
    read_letter,
    replay_letters,
)
from dateline.replayer.reader import Message, TopicReader
from dateline.settings import Settings


def bury(
    settings: Settings,
    value: bytes = b"nonsense",
    *,
    reason: Reason = Reason.INVALID_JSON,
    stage: Stage = Stage.DECODE,
    attempts: int = 1,
    topic: str | None = None,
    partition: int = 1,
) -> None:
    """Write a dead letter as the worker does."""
    dead = DeadLetter(
        topic=topic or settings.raw,
        partition=partition,
        offset=5,
        stage=stage,
        reason=reason,
        detail="expected a value",
        attempts=attempts,
        version="0.1.0",
    )
    write(settings, value, dead_letter_headers(dead, [("dateline-origin", b"live"), (RAW_POSITION, b"1:5")]))


def write(settings: Settings, value: bytes, headers: list[tuple[str, bytes]]) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    try:
        producer.send(settings.dead, value, key=b"harbour-post", headers=headers).get(30)
    finally:
        producer.close()


def on_topic(settings: Settings, topic: str) -> list[Message]:
    with TopicReader(settings, topic) as reader:
        return list(reader.to_end())


def states(settings: Settings) -> list[LetterState]:
    return [letter.state for letter in list_letters(settings)]


def test_letters_are_listed_with_what_was_wrong(topics: Settings) -> None:
    assert list_letters(topics) == []
    bury(topics)
    (letter,) = list_letters(topics)
    assert (letter.name, letter.state, letter.key, letter.size) == ("0:0", LetterState.WAITING, b"harbour-post", 8)
    assert letter.dead is not None
    assert (letter.dead.topic, letter.dead.partition, letter.dead.offset) == (topics.raw, 1, 5)


def test_reason_and_stage_choose_and_are_counted(topics: Settings) -> None:
    bury(topics)
    bury(topics, reason=Reason.TOO_LARGE, stage=Stage.PUBLISH)
    bury(topics, reason=Reason.TOO_LARGE, stage=Stage.PUBLISH, attempts=3)
    too_large = list_letters(topics, LetterFilter(reason=Reason.TOO_LARGE))
    assert [letter.name for letter in too_large] == ["0:1", "0:2"]
    assert [letter.name for letter in list_letters(topics, LetterFilter(stage=Stage.DECODE))] == ["0:0"]
    counts = count_letters(list_letters(topics))
    assert list(counts) == [("too_large", "publish"), ("invalid_json", "decode")]
    assert counts["too_large", "publish"] == {LetterState.WAITING: 1, LetterState.EXHAUSTED: 1}


def test_a_letter_goes_back_untouched_to_where_it_came_from(topics: Settings) -> None:
    bury(topics, b"\xff\x00nonsense")
    done = replay_letters(topics)
    assert [outcome for _, outcome in done.outcomes] == [Outcome.REPLAYED]
    (message,) = on_topic(topics, topics.raw)
    assert (message.partition, message.key, message.value) == (1, b"harbour-post", b"\xff\x00nonsense")
    assert header(message.headers, "dateline-origin") == "live"
    assert header(message.headers, RAW_POSITION) == "1:5"
    assert attempt(message.headers) == 2
    assert not [name for name, _ in message.headers if name.startswith("dateline-dead")]


def test_a_letter_from_the_annotated_topic_goes_back_there(topics: Settings) -> None:
    bury(topics, topic=topics.annotated, stage=Stage.MATCH, reason=Reason.STAGE_FAILED, partition=0)
    replay_letters(topics)
    assert [message.partition for message in on_topic(topics, topics.annotated)] == [0]
    assert on_topic(topics, topics.raw) == []


def test_a_letter_is_not_replayed_twice(topics: Settings) -> None:
    bury(topics)
    replay_letters(topics)
    again = replay_letters(topics, LetterFilter(positions=frozenset({(0, 0)})))
    assert [outcome for _, outcome in again.outcomes] == [Outcome.REPLAYED_BEFORE]
    assert len(on_topic(topics, topics.raw)) == 1
    assert states(topics) == [LetterState.REPLAYED]


def test_a_letter_that_fails_again_is_a_new_one_until_it_has_had_all_attempts(topics: Settings) -> None:
    for attempts in range(1, topics.dead_letter_attempts + 1):
        bury(topics, attempts=attempts)
        done = replay_letters(topics)
    assert done.outcomes[-1][1] is Outcome.EXHAUSTED
    assert len(on_topic(topics, topics.raw)) == topics.dead_letter_attempts - 1
    assert states(topics) == [LetterState.REPLAYED, LetterState.REPLAYED, LetterState.EXHAUSTED]
    more = topics.model_copy(update={"dead_letter_attempts": topics.dead_letter_attempts + 1})
    assert replay_letters(more).count(Outcome.REPLAYED) == 1


def test_only_those_that_are_meant_are_replayed(topics: Settings) -> None:
    for reason in (Reason.INVALID_JSON, Reason.STAGE_FAILED, Reason.TOO_LARGE):
        bury(topics, reason.encode(), reason=reason)
    replay_letters(topics, LetterFilter(reason=Reason.STAGE_FAILED))
    replay_letters(topics, LetterFilter(positions=frozenset({(0, 2)})))
    assert [message.value for message in on_topic(topics, topics.raw)] == [b"stage_failed", b"too_large"]
    assert states(topics) == [LetterState.WAITING, LetterState.REPLAYED, LetterState.REPLAYED]


def test_a_dry_run_writes_nothing(topics: Settings) -> None:
    bury(topics)
    assert replay_letters(topics, dry_run=True).count(Outcome.REPLAYED) == 1
    assert on_topic(topics, topics.raw) == []
    assert states(topics) == [LetterState.WAITING]


def test_a_letter_from_a_topic_of_someone_else_stays(topics: Settings) -> None:
    bury(topics, topic="other.articles.raw")
    bury(topics, partition=99)
    done = replay_letters(topics)
    assert done.count(Outcome.NO_WAY_BACK) == 2
    assert states(topics) == [LetterState.WAITING, LetterState.WAITING]


def test_a_record_that_is_no_letter_stays_and_is_told(topics: Settings) -> None:
    write(topics, b"stray", [])
    bury(topics)
    done = replay_letters(topics)
    assert [outcome for _, outcome in done.outcomes] == [Outcome.UNREADABLE, Outcome.REPLAYED]
    assert done.outcomes[0][0].problem == "header dateline-dead-topic is missing"
    assert "not written by Dateline" in advice(done.outcomes[0][0])


def test_one_letter_is_read_with_its_record(topics: Settings) -> None:
    bury(topics)
    bury(topics, b"other")
    letter, message = read_letter(topics, (0, 1))
    assert letter.name == "0:1"
    assert message.value == b"other"
    with pytest.raises(NoSuchLetter, match="no dead letter at 0:2"):
        read_letter(topics, (0, 2))


def test_the_note_of_a_replay_is_no_letter(topics: Settings) -> None:
    bury(topics)
    replay_letters(topics)
    with pytest.raises(NoSuchLetter):
        read_letter(topics, (0, 1))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_advice(topics: Settings, reason: Reason) -> None:
    bury(topics, reason=reason, attempts=topics.dead_letter_attempts)
    (letter,) = list_letters(topics)
    assert "DATELINE_DEAD_LETTER_ATTEMPTS" in advice(letter)


def test_positions_are_read_as_they_are_shown() -> None:
    assert parse_position("3:17") == (3, 17)
    for text in ("3", "3:", ":17", "a:b", "-1:2", "3:17:1"):
        with pytest.raises(ValueError, match="expected PARTITION:OFFSET"):
            parse_position(text)
