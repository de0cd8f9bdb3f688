import threading

import pytest

from dateline.replayer.in_flight import InFlightLimit


def waits(limit: InFlightLimit, size: int) -> bool:
    """Whether a record of this size has to wait until the one that is under way is done."""
    order: list[str] = []
    started = threading.Event()

    def take() -> None:
        started.set()
        limit.acquire(size)
        order.append("taken")

    thread = threading.Thread(target=take)
    thread.start()
    started.wait()
    thread.join(0.2)
    order.append("released")
    limit.release(10)
    thread.join()
    return order == ["released", "taken"]


def test_records_and_bytes_are_both_bounded() -> None:
    limit = InFlightLimit(records=1, size=100, patience=60)
    limit.acquire(10)
    assert waits(limit, 1)
    limit = InFlightLimit(records=5, size=100, patience=60)
    limit.acquire(10)
    assert waits(limit, 91)


def test_a_record_larger_than_the_bound_goes_alone() -> None:
    limit = InFlightLimit(records=5, size=100, patience=60)
    limit.acquire(5000)
    limit.release(5000)
    limit.acquire(10)
    assert waits(limit, 5000)


def test_waiting_ends_when_nothing_is_released() -> None:
    limit = InFlightLimit(records=1, size=100, patience=0.05)
    limit.acquire(10)
    with pytest.raises(TimeoutError, match="nothing was acknowledged"):
        limit.acquire(10)
    with pytest.raises(TimeoutError):
        limit.wait_until_empty()


def test_waiting_ends_when_it_is_aborted() -> None:
    limit = InFlightLimit(records=1, size=100, patience=60)
    limit.acquire(10)
    waiting = threading.Thread(target=limit.wait_until_empty)
    waiting.start()
    limit.abort()
    waiting.join(30)
    assert not waiting.is_alive()
