from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.duplicates.alignment import Alignment, RowKind, aligned
from dateline.enrichment.duplicates.folding import shared_folder

texts = st.lists(st.sampled_from(["one", "two", "Three", "four,", "five.", "船", "ณ"]), max_size=40).map(" ".join)


def align(earlier: str, later: str, most: int = 1000) -> Alignment:
    return aligned(earlier, later, shared_folder(), most)


def shared(alignment: Alignment) -> list[tuple[str, str]]:
    return [(row.earlier, row.later) for row in alignment.rows if row.kind == RowKind.SHARED]


@given(texts, texts)
def test_each_word_of_both_texts_is_in_a_row(earlier: str, later: str) -> None:
    alignment = align(earlier, later)
    assert " ".join(row.later for row in alignment.rows).split() == later.split()
    assert sorted(set(" ".join(row.earlier for row in alignment.rows).split())) == sorted(set(earlier.split()))
    assert alignment.passages == len(shared(alignment))
    assert alignment.later_shared == sum(row.words for row in alignment.rows) <= alignment.later_words


@given(texts, texts)
def test_a_shared_row_is_the_same_on_both_sides(earlier: str, later: str) -> None:
    assert all(ours == theirs for ours, theirs in shared(align(earlier, later)))


def test_case_accents_typography_and_apostrophes_do_not_part_a_passage() -> None:
    earlier, later = "The café's owner – Ilse – didn't sell", "the cafes owner, ILSE, didn’t sell"
    assert shared(align(earlier, later)) == [(earlier, later)]


def test_paragraphs_in_another_order_are_found() -> None:
    first, second = "Divers found a crack in the shaft.", "The mayor said there is flour."
    alignment = align(f"{first}\n{second}", f"{second}\n{first}")
    assert shared(alignment) == [(second, second), (first, first)]
    assert alignment.earlier_shared == alignment.earlier_words == 13


def test_characters_count_where_words_are_not_spaced() -> None:
    same = "港口的渡轮停航到星期四"
    alignment = align(f"昨日，{same}。", f"公司说：{same}！")
    assert shared(alignment) == [(f"{same}。", f"{same}！")]
    assert alignment.later_shared == len(same)


def test_the_longest_passages_are_kept_and_the_others_counted() -> None:
    passages = [" ".join(f"w{number}x{place}" for place in range(4 + number % 3)) for number in range(30)]
    alignment = align(" gap ".join(passages), " hole ".join(passages), most=5)
    kept = shared(alignment)
    left_out = [row for row in alignment.rows if row.kind == RowKind.LEFT_OUT]
    assert len(kept) == 5
    assert all(len(earlier.split()) == 6 for earlier, _ in kept)
    assert alignment.passages == 30 == len(kept) + sum(row.passages for row in left_out)


def test_texts_without_a_common_passage_stand_beside_each_other() -> None:
    alignment = align("one two three four", "five six seven eight")
    assert [(row.kind, row.earlier, row.later) for row in alignment.rows] == [
        (RowKind.DIFFERENT, "one two three four", "five six seven eight")
    ]
    assert align("", "").rows == ()
