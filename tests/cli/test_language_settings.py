"""The settings that decide which language an article gets, through the command."""

import json

import pytest

from tests.cli.conftest import Dateline

BODY = "Kommunfullmäktige beslutade i tisdags att reparera den gamla bron över ån före vintern."
ROW = json.dumps({"id": "a", "outlet": "o", "body_text": BODY, "language": "en"}).encode() + b"\n"


def test_the_text_decides_and_what_the_source_declares_stands_beside_it(dateline: Dateline) -> None:
    found = json.loads(dateline("enrich", stdin=ROW).out)["language"]
    assert (found["tag"], found["script"], found["declared"]) == ("sv", "Latn", "en")


@pytest.mark.parametrize(
    ("variable", "value", "tags"),
    [
        ("DATELINE_DETECTOR", "langdetect", {"sv"}),
        ("DATELINE_LANGUAGES", "de,el", {"de", "und"}),
        ("DATELINE_LANGUAGES", "SV, De", {"sv"}),
        ("DATELINE_LANGUAGE_MIN_CONFIDENCE", "1", {"und"}),
    ],
)
def test_settings_decide_the_language(
    dateline: Dateline, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, tags: set[str]
) -> None:
    monkeypatch.setenv(variable, value)
    record = json.loads(dateline("enrich", stdin=ROW).out)
    assert record["language"]["tag"] in tags
    assert (f"language.{value}" in record["pipeline"]["models"]) == (variable == "DATELINE_DETECTOR")


def test_a_language_that_is_not_known_is_a_clear_error(dateline: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_LANGUAGES", "de,tlh")
    result = dateline("enrich", stdin=ROW)
    assert result.status != 0
    assert "language detector 'ngrams' does not know tlh; it knows af, am, ar" in result.err
