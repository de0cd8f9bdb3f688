import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

COMMAND = [sys.executable, "-m", "dateline", "demo"]
ARTICLES = 12


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    return {**os.environ, "TMPDIR": str(temporary), "COLUMNS": "100", "PYTHONUNBUFFERED": "1"}


def articles(file: Path) -> Path:
    rows = []
    for number in range(ARTICLES):
        words = [f"{word}{number}" for word in ("harbour", "council", "bridge", "storm", "budget")]
        body = ". ".join(f"The {word} of ward {number} was counted on a rainy day" for word in words) + "."
        status = "withheld" if number == 3 else "usable"
        rows.append({"id": f"a{number}", "outlet": "[post]", "headline": "[/b]", "body_text": body, "status": status})
    rows[-1] = {**rows[0], "id": "copy-with-an-id-of-many-characters-" + "x" * 60, "outlet": "daily"}
    rows.append({**rows[1], "id": "of-" + str(rows[-1]["id"]), "body_text": rows[1]["body_text"]})
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_articles_go_the_whole_way(environment: dict[str, str], tmp_path: Path) -> None:
    file, folder = articles(tmp_path / "articles.jsonl"), tmp_path / "out"
    done = subprocess.run(
        [*COMMAND, file, "-o", folder], env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{ARTICLES + 1} enriched articles" in done.stdout
    assert "[/b]" in done.stdout
    assert "withheld" in done.stdout
    assert "% of the text)" in " ".join(done.stdout.replace("│", " ").split())
    # paths stay whole, so that they can be copied
    assert max(len(line) for line in done.stdout.splitlines() if str(tmp_path) not in line) <= 100
    expected = [json.loads(line)["id"] for line in file.read_text().splitlines()]
    enriched = [json.loads(line) for line in (folder / "enriched.jsonl").read_text().splitlines()]
    assert [record["article"]["id"] for record in enriched] == expected
    assert "dateline_" in (folder / "metrics.txt").read_text()
    assert (folder / "worker.log").stat().st_size
    assert list((tmp_path / "temporary").iterdir()) == []


def test_ctrl_c_ends_all_that_was_started(environment: dict[str, str], tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--keep", "-o", tmp_path / "out"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Articles on "):
                break
        started = psutil.Process(process.pid).children(recursive=True)
        assert any("worker" in child.cmdline() for child in started)
        assert any("java" in child.name() for child in started)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=100)
    assert (process.returncode, err) == (130, "")
    _, alive = psutil.wait_procs(started, timeout=30)
    assert alive == []
    assert list((tmp_path / "temporary").iterdir()) == []
