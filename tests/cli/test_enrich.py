import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Dateline

BODY = "The storm will last until Friday, and the ferries stay in port, the harbour office said on Monday."
ROWS = b"".join(
    json.dumps({"id": f"a{n}", "outlet": "harbour-post", "headline": f"Storm {n}", "body_text": BODY}).encode() + b"\n"
    for n in range(3)
)


def ids(lines: str | bytes) -> list[str]:
    return [json.loads(line)["article"]["id"] for line in lines.splitlines()]


def test_articles_come_out_enriched_in_order(dateline: Dateline) -> None:
    result = dateline("enrich", stdin=ROWS)
    assert result.status == 0
    assert ids(result.out) == ["a0", "a1", "a2"]
    assert json.loads(result.out.splitlines()[2])["language"]["tag"] == "en"


def test_output_may_be_the_input(dateline: Dateline, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(ROWS)
    file.chmod(0o640)
    assert dateline("enrich", file, "-o", file).status == 0
    assert ids(file.read_bytes()) == ["a0", "a1", "a2"]
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_bad_rows_are_told_and_are_status_1(dateline: Dateline, tmp_path: Path) -> None:
    file, output = tmp_path / "articles.jsonl", tmp_path / "enriched.jsonl"
    file.write_bytes(ROWS + b"nonsense\n")
    result = dateline("enrich", file, "-o", output)
    assert result.status == 1
    assert result.err.startswith(f"{file}:4: not JSON")
    assert result.err.endswith("\n1 row could not be enriched\n")
    assert ids(output.read_bytes()) == ["a0", "a1", "a2"]
    assert dateline("enrich", stdin=b"{}\n1\n" + ROWS).err.endswith("2 rows could not be enriched\n")


def test_strict_stops_at_the_first_bad_row_and_leaves_the_output_as_it_was(dateline: Dateline, tmp_path: Path) -> None:
    output = tmp_path / "enriched.jsonl"
    output.write_bytes(b"of yesterday\n")
    result = dateline("enrich", "--strict", "-o", output, stdin=b"{}\n" + ROWS)
    assert result.status == 1
    assert result.err.startswith("dateline: standard input:1: not an article")
    assert output.read_bytes() == b"of yesterday\n"
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize(("output", "reason"), [("missing/x", "No such file"), (".", "Is a directory")])
def test_an_output_that_cannot_be_written_is_one_line(
    dateline: Dateline, tmp_path: Path, output: str, reason: str
) -> None:
    result = dateline("enrich", "-o", tmp_path / output, stdin=ROWS)
    assert result.status == 1
    assert result.err.startswith(f"dateline: {tmp_path / output} cannot be written: {reason}")
    assert result.err.endswith("choose another file with --output\n")
    assert result.err.count("\n") == 1


def test_a_device_is_written_to_and_not_replaced(dateline: Dateline) -> None:
    assert dateline("enrich", "-o", "/dev/null", stdin=ROWS).status == 0
    assert Path("/dev/null").is_char_device()


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(ROWS * 200)
    command = f"{sys.executable} -m dateline enrich {file} | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60, check=True)
    assert ids(done.stdout) == ["a0"]
    assert done.stderr == b""


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(ROWS)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dateline", "enrich", file], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"dateline: standard output cannot be written: No space left on device")
    assert done.stderr.count(b"\n") == 1
