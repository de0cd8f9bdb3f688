"""Several workers under one command."""

import psutil

from tests.support.stream import Stream, Worker, article


def children(worker: Worker) -> list[psutil.Process]:
    return psutil.Process(worker.process.pid).children()


def test_several_processes_share_the_work_and_one_that_dies_is_started_again(stream: Stream) -> None:
    parent = stream.worker("many", "--processes", "2")
    parent.wait_until(lambda: len(children(parent)) == 2, "two processes")
    stream.publish(article(number, outlet=f"outlet{number % 5}") for number in range(20))
    stream.enriched(20)
    victim = children(parent)[0]
    victim.kill()
    parent.wait_until(
        lambda: len(children(parent)) == 2 and victim.pid not in [child.pid for child in children(parent)],
        "the dead process being replaced",
    )
    stream.publish(article(number, outlet=f"outlet{number % 5}") for number in range(20, 40))
    stream.wait_for(stream.settings.enriched, lambda found: len({message.key for message in found}) == 40)
    orphans = children(parent)
    assert parent.stop() == 0
    assert [orphan.pid for orphan in orphans if orphan.is_running()] == []


def test_processes_end_with_the_command_that_started_them_even_when_it_is_killed(stream: Stream) -> None:
    parent = stream.worker("many", "--processes", "2")
    stream.publish([article(1)])
    stream.enriched(1)
    orphans = children(parent)
    parent.kill()
    _, alive = psutil.wait_procs(orphans, timeout=60)
    assert alive == []
