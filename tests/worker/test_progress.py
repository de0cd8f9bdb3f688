from dateline.telemetry import PartitionState, WorkerState
from dateline.worker.progress import Progress


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def state(next_offset: int, end_offset: int) -> WorkerState:
    return WorkerState(partitions=(PartitionState("articles.raw", 3, next_offset, end_offset),))


def test_a_partition_that_does_not_move_while_records_wait_is_stuck() -> None:
    clock = Clock()
    progress = Progress(60, clock)
    assert progress.stuck_partitions(state(10, 12)) is None
    clock.now += 59
    assert progress.stuck_partitions(state(10, 500)) is None
    clock.now += 2
    told = progress.stuck_partitions(state(10, 500))
    assert told == (
        "articles.raw, partition 3: the record at offset 10 has not been finished for 61 seconds, and 490 wait"
    )
    assert progress.stuck_partitions(state(11, 500)) is None


def test_a_partition_without_records_that_wait_is_never_stuck() -> None:
    clock = Clock()
    progress = Progress(60, clock)
    progress.stuck_partitions(state(10, 10))
    clock.now += 3600
    assert progress.stuck_partitions(state(10, 10)) is None
    # what waits from now on has its own time
    assert progress.stuck_partitions(state(10, 11)) is None


def test_standing_still_counts_anew_after_a_reset() -> None:
    clock = Clock()
    progress = Progress(60, clock)
    progress.stuck_partitions(state(10, 12))
    clock.now += 3600
    progress.reset()
    assert progress.stuck_partitions(state(10, 12)) is None


def test_a_rebalance_that_restores_nothing_any_more_is_stuck() -> None:
    clock = Clock()
    progress = Progress(60, clock)
    for restored in (0, 500, 900):
        assert progress.stuck_rebalance(rebalancing=True, restored=restored) is None
        clock.now += 50
    clock.now += 11
    assert "for 61 seconds" in (progress.stuck_rebalance(rebalancing=True, restored=900) or "")
    assert progress.stuck_rebalance(rebalancing=False, restored=900) is None
    assert progress.stuck_rebalance(rebalancing=True, restored=900) is None
