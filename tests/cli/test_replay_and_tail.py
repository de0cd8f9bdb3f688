import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from kafka import KafkaProducer

from dateline.settings import Settings
from tests.cli.conftest import Dateline

ROWS = b"".join(
    json.dumps({"id": f"a{n}", "outlet": "harbour-post", "headline": f"Rain {n}", "body_text": "It rains."}).encode()
    + b"\n"
    for n in range(5)
)


def test_articles_go_in_and_come_out(
    dateline: Dateline, configured: Settings, topics: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_bytes(ROWS)
    result = dateline("replay", path, "--rate", 1000)
    assert result.status == 0
    assert result.out.startswith(f"5 articles published on {configured.raw} in ")
    assert result.err == ""
    out = dateline("tail", "--topic", "raw", "--no-follow", "--from-beginning").out
    assert out.splitlines() == [f"harbour-post · Rain {n}" for n in range(5)]
    assert dateline("tail", "--topic", "raw", "--no-follow", "--last", 2).out.splitlines()[0] == "harbour-post · Rain 3"


def test_a_dump_can_be_replayed(dateline: Dateline, configured: Settings, topics: Settings) -> None:
    dateline("replay", "-", stdin=ROWS)
    dump = dateline("tail", "--topic", "raw", "--no-follow", "--from-beginning", "--json").out
    assert [json.loads(line)["id"] for line in dump.splitlines()] == [f"a{n}" for n in range(5)]
    assert dateline("replay", "-", stdin=dump.encode()).out.startswith("5 articles published")


def test_bad_rows_are_told_and_are_status_1(dateline: Dateline, configured: Settings, topics: Settings) -> None:
    result = dateline("replay", "-", stdin=ROWS + b"nonsense\n")
    assert result.status == 1
    assert result.err.startswith("standard input:6: not JSON")
    assert "bad rows: 1" in result.out
    result = dateline("replay", "-", "--strict", stdin=b"{}\n" + ROWS)
    assert result.status == 1
    assert result.err.startswith("dateline: standard input:1: not an article")


def test_what_is_no_article_is_told_on_its_line(dateline: Dateline, configured: Settings, topics: Settings) -> None:
    producer = KafkaProducer(bootstrap_servers=topics.bootstrap_servers)
    try:
        producer.send(topics.raw, b"nonsense", key=b"a", partition=0).get(30)
        producer.send(topics.raw, None, key=b"gone\x1b[2J", partition=0).get(30)
        producer.send(topics.raw, b'{"outlet": "harbour-post"}', key=b"a", partition=0).get(30)
    finally:
        producer.close()
    out = dateline("tail", "--topic", "raw", "--no-follow", "--from-beginning").out.splitlines()
    assert out[0].startswith(f"{topics.raw} 0:0: not Article: Invalid JSON")
    assert out[1] == f"{topics.raw} 0:1: deletion of gone\\u001b[2J"
    assert out[2].startswith(f"{topics.raw} 0:2: not Article: id: Field required")


def test_a_reader_that_goes_away_is_no_error(dateline: Dateline, configured: Settings, topics: Settings) -> None:
    dateline("replay", "-", stdin=ROWS * 200)
    command = f"{sys.executable} -m dateline tail --topic raw --from-beginning --no-follow --json | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=True)
    assert json.loads(done.stdout)["outlet"] == "harbour-post"
    assert done.stderr == b""


def test_what_excludes_each_other_is_wrong_usage(dateline: Dateline) -> None:
    assert dateline("tail", "--from-beginning", "--last", 3).status == 2
    assert dateline("tail", "--no-follow").status == 2


def test_ctrl_c_ends_tail_quietly_with_status_130(configured: Settings, topics: Settings, dateline: Dateline) -> None:
    dateline("replay", "-", stdin=ROWS)
    command = [sys.executable, "-m", "dateline", "tail", "--topic", "raw", "--from-beginning"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"harbour-post")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == b""
