import pytest

from dateline.enrichment.reading import Passage
from dateline.records import Field


def test_words_are_the_texts_of_the_tokens():
    passage = Passage(Field.BODY_TEXT, "Kim Jong-un, «Πούτιν» 🎉 北京2026")

    assert passage.words == ("Kim", "Jong", "un", "Πούτιν", "北京2026")
    assert [passage.of(token) for token in passage.tokens] == list(passage.words)


@pytest.mark.parametrize(
    "sentences",
    [
        ("The bridge is closed.", "It opens in May!"),
        ("पुल बंद है।", "काम सितंबर में शुरू होगा।"),
        ("پل بند ہے۔", "کام ستمبر میں شروع ہوگا۔"),
        ("တံတား ပိတ်သည်။", "အလုပ် စတင်သည်။"),
        ("ស្ពានត្រូវបានបិទ។", "ការងារចាប់ផ្តើម។"),
        ("ድልድዩ ተዘጋ።", "ሥራው ተጀመረ።"),
        ("Կամուրջը փակ է։", "Աշխատանքները սկսվեցին։"),
    ],
)
def test_sentences_end_in_the_signs_of_their_script(sentences: tuple[str, ...]) -> None:
    passage = Passage(Field.BODY_TEXT, " ".join(sentences))

    assert tuple(passage.of(sentence) for sentence in passage.sentences) == sentences
