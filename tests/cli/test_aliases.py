import json
from pathlib import Path

import pytest

from dateline.settings import load_settings
from tests.cli.conftest import Dateline

BOARD = {"id": "acme:org/7", "type": "organisation", "name": "Harbour Board"}
CITY = {"id": "acme:place/hh", "type": "place", "name": "Hamburg"}
ROW = {"id": "a1", "outlet": "post", "body_text": "The Harbour Board met in Hamburg on Monday, and talked about ships."}

pytestmark = pytest.mark.usefixtures("bare_environment")


def write(directory: Path, file: str, *lines: object) -> Path:
    directory.mkdir(exist_ok=True)
    (directory / file).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return directory


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    return file


def test_what_would_change_is_told_entity_by_entity(dateline: Dateline, tmp_path: Path, sample: Path) -> None:
    names = write(tmp_path / "own", "aliases.jsonl", BOARD, CITY)
    result = dateline("aliases", "check", names, "--sample", sample, "--json")

    assert result.status == 0
    told = json.loads(result.out)
    assert [(change["text"], change["before"] and change["before"]["id"]) for change in told["sample"]["changes"]] == [
        ("Harbour Board", None),
        ("Hamburg", "geonames:2911298"),
    ]
    assert [change["after"]["id"] for change in told["sample"]["changes"]] == ["acme:org/7", "acme:place/hh"]
    assert all(ROW["body_text"][one["start"] : one["end"]] == one["text"] for one in told["sample"]["changes"])
    assert told["directories"] == [
        {"path": str(names), "files": [str(names / "aliases.jsonl")], "aliases": 2, "blocks": 0, "rules": 0}
    ]


def test_conflicts_are_warnings_with_file_and_line(dateline: Dateline, tmp_path: Path, sample: Path) -> None:
    one = write(tmp_path / "one", "aliases.jsonl", BOARD, {**BOARD, "id": "acme:org/8"}, CITY)
    two = write(tmp_path / "two", "aliases.jsonl", {**BOARD, "id": "acme:org/9"})
    write(two, "blocks.jsonl", {"name": "hamburg"}, {"name": "Hamburg"}, {"id": "acme:org/7"})
    result = dateline("aliases", "check", one, two, "--sample", sample, "--json")

    assert result.status == 0
    problems = [
        (problem["severity"], problem["kind"], Path(problem["file"]).parent.name, problem["line"])
        for problem in json.loads(result.out)["problems"]
    ]
    assert problems == [
        ("warning", "shadows", "one", 3),
        ("warning", "shared", "one", 2),
        ("warning", "overrides", "two", 1),
        ("warning", "overrides", "two", 1),
        ("warning", "blocks", "two", 1),
        ("warning", "blocks", "two", 2),
        ("warning", "blocks", "two", 3),
    ]


def test_errors_are_told_and_are_status_1(dateline: Dateline, tmp_path: Path) -> None:
    names = write(tmp_path / "own", "rules.jsonl", {"name": "Union", "id": "acme:nobody"}, {"nme": "x"})
    result = dateline("aliases", "check", names, tmp_path / "missing", "--json")

    assert result.status == 1
    told = json.loads(result.out)
    assert {(problem["kind"], problem["line"]) for problem in told["problems"]} == {
        ("unknown id", 1),
        ("malformed", 2),
        ("unreadable", 0),
    }
    assert told["sample"] is None


def test_people_get_tables(dateline: Dateline, tmp_path: Path, sample: Path) -> None:
    names = write(tmp_path / "own", "aliases.jsonl", BOARD, CITY)
    out = dateline("aliases", "check", names, "--sample", sample).out

    assert "place geonames:2911298 (Hamburg)" in out
    assert "'Hamburg' no longer means Hamburg (geonames:" in out
    assert "0 errors, 1 warning; 2 changes to 2 mentions in 1 article" in out
    wrong = dateline("aliases", "check", write(tmp_path / "bad", "names.jsonl")).out
    assert "1 error, 0 warnings; with errors nothing is tried on the sample" in wrong


def test_directories_and_sample_have_defaults(
    dateline: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "name some, or set DATELINE_NAMES_DIRS" in dateline("aliases", "check").err
    one = write(tmp_path / "one", "aliases.jsonl", {**BOARD, "aliases": ["Gewerkschaft Hafen und Logistik"]})
    monkeypatch.setenv("DATELINE_NAMES_DIRS", f"{one}, {write(tmp_path / 'two', 'blocks.jsonl')}")
    result = dateline("aliases", "check", "--json")

    told = json.loads(result.out)
    assert [Path(directory["path"]).name for directory in told["directories"]] == ["one", "two"]
    assert told["sample"]["articles"] > 50
    linked = [change["after"]["id"] for change in told["sample"]["changes"] if change["after"]]
    assert set(linked) == {"acme:org/7"}


def test_rows_of_the_sample_that_are_no_articles_are_status_1(dateline: Dateline, tmp_path: Path, sample: Path) -> None:
    sample.write_text("nonsense\n", encoding="utf-8")
    result = dateline("aliases", "check", write(tmp_path / "own", "aliases.jsonl", BOARD), "--sample", sample)

    assert result.status == 1
    assert f"{sample}:1: not JSON" in result.err


def test_enrich_uses_the_directories_and_pipeline_says_so(
    dateline: Dateline, tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = write(tmp_path / "own", "aliases.jsonl", {**BOARD, "same_as": ["wikidata:Q999999999"]})
    without = json.loads(dateline("enrich", sample).out)
    monkeypatch.setenv("DATELINE_NAMES_DIRS", str(names))
    with_names = json.loads(dateline("enrich", sample).out)

    assert "entities/operator" not in without["pipeline"]["models"]
    assert len(with_names["pipeline"]["models"]["entities/operator"]) == 16
    assert with_names["entities"][0]["link"]["same_as"] == ["wikidata:Q999999999"]
    assert load_settings().names_dirs == str(names)


def test_names_that_cannot_be_used_keep_enrich_from_starting(
    dateline: Dateline, tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = write(tmp_path / "own", "aliases.jsonl", {"id": "x"})
    monkeypatch.setenv("DATELINE_NAMES_DIRS", str(names))
    result = dateline("enrich", sample)

    assert result.status == 1
    assert result.err.startswith(f"dateline: {names / 'aliases.jsonl'}, line 1: ")
    assert result.out == ""
