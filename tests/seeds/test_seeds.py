"""The project's own articles, and what is said about them, agree with each other."""

import json
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from dateline.records import Article

SEEDS = Path(__file__).parents[2] / "seeds"
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "CJK", "HIRAGANA", "DEVANAGARI", "HANGUL", "THAI")
UPDATES = {"harbour-post:wairarapa-quake", "ledger-and-lantern:ferry-merger"}

Truth = dict[str, Any]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    lines = (SEEDS / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [Article.model_validate_json(line) for line in lines]


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    rows: list[Truth] = json.loads((SEEDS / "stories.json").read_text(encoding="utf-8"))["articles"]
    return rows


def _script(article: Article) -> str | None:
    letters = (c for c in article.body_text or article.headline if c.isalpha())
    names = Counter(unicodedata.name(c).split()[0] for c in letters)
    return names.most_common(1)[0][0] if names else None


def test_one_line_of_truth_stands_behind_every_article_in_the_same_order(
    articles: list[Article], truths: list[Truth]
) -> None:
    assert [truth["id"] for truth in truths] == [article.id for article in articles]
    assert [truth["row"] for truth in truths] == list(range(1, len(articles) + 1))


def test_there_are_enough_articles_languages_and_scripts(articles: list[Article], truths: list[Truth]) -> None:
    assert len(articles) >= 40
    assert len({truth["language"] for truth in truths} - {"und"}) >= 14
    assert {_script(article) for article in articles} >= set(SCRIPTS) - {"HIRAGANA"}
    assert any("HIRAGANA" in unicodedata.name(c, "") for article in articles for c in article.body_text)


def test_only_the_updates_repeat_an_id(articles: list[Article]) -> None:
    counts = Counter(article.id for article in articles)
    assert {article_id for article_id, count in counts.items() if count > 1} == UPDATES


def test_articles_arrive_in_the_order_of_their_times(articles: list[Article]) -> None:
    times = [article.published_at for article in articles if article.published_at is not None]
    assert times == sorted(times)
    assert (times[-1] - times[0]).days in {2, 3}


def test_every_quoted_text_stands_in_its_article(articles: list[Article], truths: list[Truth]) -> None:
    for article, truth in zip(articles, truths, strict=True):
        for kind in ("foreign", "furniture", "credits", "entities"):
            for quoted in truth[kind]:
                assert quoted["text"]
                assert quoted["text"] in getattr(article, quoted["field"]), (article.id, kind, quoted)


def test_a_copy_names_an_earlier_article_of_its_own_story_and_language(truths: list[Truth]) -> None:
    earlier: dict[str, Truth] = {}
    for truth in truths:
        if truth["of"] is None:
            assert truth["expected"] == "unique"
        else:
            assert truth["expected"] in {"copy", "update"}
            original = earlier[truth["of"]]
            assert (original["story"], original["language"]) == (truth["story"], truth["language"])
        earlier.setdefault(truth["id"], truth)


def test_a_story_begins_with_the_only_unique_article_in_it(truths: list[Truth]) -> None:
    stories: defaultdict[str, list[str]] = defaultdict(list)
    for truth in truths:
        stories[truth["story"]].append(truth["expected"])
    for story, expected in stories.items():
        assert expected[0] == "unique", story
        assert "unique" not in expected[1:], story


def test_an_update_keeps_the_id_or_the_outlet_and_the_url(articles: list[Article], truths: list[Truth]) -> None:
    updates = [n for n, truth in enumerate(truths) if truth["expected"] == "update"]
    assert updates
    for n in updates:
        before = [a for a in articles[:n] if a.id == truths[n]["of"]]
        assert before
        assert any(a.id == articles[n].id or (a.outlet, a.url) == (articles[n].outlet, articles[n].url) for a in before)
        assert all(a.body_text != articles[n].body_text for a in before)


def test_exact_copies_are_exact(articles: list[Article], truths: list[Truth]) -> None:
    first = {article.id: article for article in reversed(articles)}
    exact = [(a, first[t["of"]]) for a, t in zip(articles, truths, strict=True) if "exact" in t["done"]]
    assert exact
    for copy, original in exact:
        assert (copy.headline, copy.body_text) == (original.headline, original.body_text)
        assert copy.outlet != original.outlet


def test_what_was_done_to_articles_covers_what_the_stream_must_cope_with(truths: list[Truth]) -> None:
    done = {mark for truth in truths for mark in truth["done"]}
    assert done >= {
        *("base", "exact", "headline_changed", "trimmed_60", "trimmed_40", "trimmed_25", "reordered", "boilerplate"),
        *("small_edits", "typography", "update_same_id", "update_same_url", "canceled", "withheld", "template"),
        *("translation", "quote_shared", "mixed", "furniture", "date_prefix", "bidi", "astral", "brief", "long"),
    }
    assert {truth["content"] for truth in truths} == {"full", "teaser", "wall", "listing", "empty"}
    assert len({truth["language"] for truth in truths if truth["expected"] == "copy"}) >= 5


def test_status_follows_what_the_truth_says(articles: list[Article], truths: list[Truth]) -> None:
    for article, truth in zip(articles, truths, strict=True):
        marked = {"canceled", "withheld"} & set(truth["done"])
        assert article.status == (marked.pop() if marked else "usable")


def test_some_outlets_repeat_a_line_in_four_articles_or_more(articles: list[Article], truths: list[Truth]) -> None:
    holders: defaultdict[tuple[str, str], set[tuple[str, str | None]]] = defaultdict(set)
    for article, truth in zip(articles, truths, strict=True):
        for piece in truth["furniture"]:
            holders[article.outlet, piece["text"]].add((article.id, article.headline))
    assert len({outlet for (outlet, _), held_by in holders.items() if len(held_by) >= 4}) >= 3


def test_the_marks_for_hard_characters_are_true(articles: list[Article], truths: list[Truth]) -> None:
    for article, truth in zip(articles, truths, strict=True):
        text = article.headline + article.body_text
        assert ("astral" in truth["done"]) == any(ord(c) > 0xFFFF for c in text), article.id
        assert ("bidi" in truth["done"]) == any(c in "\u2066\u2067\u2068\u2069\u200e\u200f" for c in text), article.id
