from dateline.enrichment.reading import Passage
from dateline.records import Field


def test_words_are_the_texts_of_the_tokens():
    passage = Passage(Field.BODY_TEXT, "Kim Jong-un, «Πούτιν» 🎉 北京2026")

    assert passage.words == ("Kim", "Jong", "un", "Πούτιν", "北京2026")
    assert [passage.of(token) for token in passage.tokens] == list(passage.words)
