"""langdetect behind the seam: its randomness and its exceptions stay inside."""

import pytest

from dateline.enrichment.language.detector import NOTHING
from dateline.enrichment.language.langdetect_detector import LangdetectDetector

DETECTOR = LangdetectDetector()


@pytest.mark.parametrize("text", ["", "12 34", "\x00", "👍", "..."])
def test_never_raises_where_langdetect_does(text: str) -> None:
    assert DETECTOR.detect(text) == NOTHING


@pytest.mark.parametrize("text", ["x", "Angela Merkel", "for (int i = 0; i < n; i++) { total += i; }", "10 kΩ"])
def test_does_not_guess_where_langdetect_does(text: str) -> None:
    assert DETECTOR.detect(text) == NOTHING


def test_is_the_same_every_time_also_where_langdetect_wavers() -> None:
    headlines = ["Otec matricka bola 12 ja", "no ok bla de la to", "Ferry operators Skerryline and Norbåt to merge"]
    assert [DETECTOR.detect(text) for text in headlines] == [LangdetectDetector().detect(text) for text in headlines]


def test_both_kinds_of_chinese_are_zh() -> None:
    assert DETECTOR.detect("這座老橋因為維修將關閉到星期五，市政府昨天宣布了這個消息。").tag == "zh"


def test_keeps_to_the_allowed_languages() -> None:
    assert LangdetectDetector(("de", "nl")).detect("The old bridge will be closed until Friday.").tag in {
        "de",
        "nl",
        "und",
    }
