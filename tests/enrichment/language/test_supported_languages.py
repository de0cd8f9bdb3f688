"""Every language that is claimed is told, from one sentence of its own."""

import re
from pathlib import Path

import pytest

from dateline.enrichment.language import LanguageStage
from dateline.enrichment.language.languages import known_languages
from dateline.enrichment.reading import Reading
from dateline.records import Article

HERE = Path(__file__).parent
SENTENCES = [line.split("\t") for line in (HERE / "sentences.tsv").read_text(encoding="utf-8").splitlines()]
GUIDE = Path("docs") / "languages.md"
STAGE = LanguageStage()


@pytest.mark.parametrize(("tag", "sentence"), SENTENCES, ids=[tag for tag, _ in SENTENCES])
def test_a_sentence_is_told(tag: str, sentence: str) -> None:
    found = STAGE.annotate(Reading(Article(id="a", outlet="o", body_text=sentence)))
    assert found.tag == tag
    assert found.spans == ()


def test_each_known_language_has_a_sentence() -> None:
    assert sorted(known_languages()) == sorted(tag for tag, _ in SENTENCES)


def test_the_guide_lists_what_is_supported(pytestconfig: pytest.Config) -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (pytestconfig.rootpath / GUIDE).read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == sorted(known_languages())
