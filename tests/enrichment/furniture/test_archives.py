"""What comes again, by replaying an archive or dead letters, is no furniture; what an outlet repeats is."""

import pytest

from dateline.enrichment.batch import Batch
from dateline.enrichment.enricher import Enricher
from dateline.records import Article

ENRICHER = Enricher()
FOOT = "Talbote am Morgen – die Zeitung für das ganze Tal"
TOPICS = ("Brücke", "Schule", "Mühle", "Straße", "Bücherei")


def body(topic: str) -> str:
    prose = [
        f"Der Stadtrat hat am {day} über die {topic} beraten und die Kosten auf {cost} Millionen geschätzt."
        for day, cost in (("Montag", 2), ("Dienstag", 3), ("Mittwoch", 5), ("Freitag", 8))
    ]
    return "\n\n".join([*prose, FOOT])


def archive(prefix: str) -> list[Article]:
    return [Article(id=f"{prefix}{topic}", outlet="talbote", body_text=body(topic)) for topic in TOPICS]


def marked(batch: Batch, article: Article) -> set[str]:
    return {article.body_text[part.start : part.end] for part in batch.enrich(article).furniture}


@pytest.mark.parametrize("prefixes", [("", "", "", ""), ("a", "b", "c", "d")], ids=["same ids", "new ids"])
def test_an_archive_that_is_sent_four_times_does_not_become_furniture(prefixes: tuple[str, ...]) -> None:
    batch = Batch(ENRICHER)
    for prefix in prefixes:
        for article in archive(prefix):
            assert marked(batch, article) <= {FOOT}


def test_dead_letters_that_are_sent_again_are_not_counted_as_other_articles() -> None:
    batch = Batch(ENRICHER)
    article = archive("")[0]
    assert [marked(batch, article) for _ in range(5)] == [set()] * 5


def test_a_line_that_the_outlet_puts_below_each_article_is_furniture() -> None:
    batch = Batch(ENRICHER)
    assert [marked(batch, article) for article in archive("")] == [set(), set(), {FOOT}, {FOOT}, {FOOT}]


def test_an_article_that_was_sent_in_part_before_is_not_furniture() -> None:
    batch = Batch(ENRICHER)
    whole = "\n\n".join([body("Brücke"), body("Schule").replace(FOOT, "")])
    for prefix, text in (("a", body("Brücke")), ("b", body("Brücke")), ("c", whole)):
        assert marked(batch, Article(id=prefix, outlet="talbote", body_text=text)) == set()


def test_an_article_that_quotes_one_that_was_sent_often_keeps_the_quotation() -> None:
    batch = Batch(ENRICHER)
    for prefix in "abcd":
        batch.enrich(Article(id=prefix, outlet="talbote", body_text=body("Mühle").replace(FOOT, "")))
    quoting = "\n\n".join([body("Schule").replace(FOOT, ""), body("Mühle").partition("\n")[0]])
    assert marked(batch, Article(id="e", outlet="talbote", body_text=quoting)) == set()
