from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from dateline.replayer.pacing import Pacer


@dataclass
class Clock:
    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_articles_go_at_the_rate() -> None:
    clock = Clock()
    pacer = Pacer(50, clock, clock.sleep)
    for _ in range(101):
        pacer.wait()
    assert abs(clock.now - 1002.0) < 1e-6


def test_without_a_rate_nothing_waits() -> None:
    clock = Clock()
    pacer = Pacer(None, clock, clock.sleep)
    for _ in range(1000):
        pacer.wait()
    assert clock.slept == []


def test_after_a_pause_only_a_tenth_of_a_second_is_made_up_for() -> None:
    clock = Clock()
    pacer = Pacer(100, clock, clock.sleep)
    pacer.wait()
    clock.now += 3600
    for _ in range(21):
        pacer.wait()
    assert abs(clock.now - 4600.1) < 1e-6


@given(st.floats(1, 1000), st.lists(st.floats(0, 2), max_size=100))
def test_never_more_than_the_rate_and_a_tenth_of_a_second(rate: float, pauses: list[float]) -> None:
    clock = Clock()
    pacer = Pacer(rate, clock, clock.sleep)
    for pause in pauses:
        clock.now += pause
        pacer.wait()
    assert len(pauses) <= (clock.now - 1000.0 + 0.1) * rate + 1 + 1e-6
