"""When failures are a change upstream, and when they are bad luck."""

from dateline.worker.guard import WINDOW, UpstreamGuard


def test_more_than_half_of_the_window_failing_for_one_reason_is_a_change() -> None:
    guard = UpstreamGuard()
    verdicts = [guard.note("invalid_json") for _ in range(WINDOW // 2 + 1)]
    assert verdicts[:-1] == [None] * (WINDOW // 2)
    assert verdicts[-1] == "invalid_json"


def test_failures_for_different_reasons_are_not_one_change() -> None:
    guard = UpstreamGuard()
    assert {guard.note(reason) for _ in range(WINDOW) for reason in ("invalid_json", "invalid_utf8")} == {None}


def test_only_the_newest_records_count() -> None:
    guard = UpstreamGuard()
    for _ in range(10):
        assert {guard.note("invalid_json") for _ in range(WINDOW // 2)} == {None}
        assert {guard.note(None) for _ in range(WINDOW)} == {None}
