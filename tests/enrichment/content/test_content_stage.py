"""What the content stage goes by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.content import ContentOptions, ContentStage
from dateline.enrichment.reading import Reading
from dateline.records import Article, Content, ContentKind

STAGE = ContentStage()


def content_of(body: str, stage: ContentStage = STAGE) -> Content:
    return stage.annotate(Reading(Article(id="a", outlet="o", body_text=body)))


@pytest.mark.parametrize("body", ["", " \n\t", "— * —", "👍"])
def test_a_body_without_words_or_numbers_is_empty(body: str) -> None:
    assert content_of(body).kind == "empty"


def test_evidence_says_why_a_body_is_empty() -> None:
    assert content_of("").evidence == ()
    assert content_of("👍👍").evidence == ("no words",)


def test_what_was_set_aside_does_not_count() -> None:
    reading = Reading(Article(id="a", outlet="o", body_text="Advertisement"))
    reading.body.set_aside([(0, 13)])
    assert STAGE.annotate(reading) == Content(kind="empty", evidence=("furniture: 1 lines",))


def test_evidence_names_the_phrases_and_their_languages() -> None:
    found = content_of("To continue reading, subscribe.\n\nAlready a subscriber? Log in to read")
    assert found.kind == "wall"
    assert found.evidence == ("paywall/en: 3",)


def test_an_article_with_a_notice_at_its_foot_is_no_wall() -> None:
    prose = "The council voted on Tuesday to rebuild the old bridge, and work begins in March. " * 8
    assert content_of(f"{prose}\n\nWe use cookies. Accept all\n\nAlready a subscriber?").kind == "full"


def test_sizes_are_settings() -> None:
    body = "The ferry had just left the harbour when the captain heard a noise …"
    assert content_of(body).kind == "teaser"
    assert content_of(body, ContentStage(ContentOptions(longest_teaser=10, longest_pointer=10))).kind == "full"


@given(body=st.text(st.sampled_from("ab \n.…|[]0"), max_size=300) | st.text())
def test_every_body_has_one_known_kind(body: str) -> None:
    found = content_of(body)
    assert found.kind in set(ContentKind)
    assert content_of(body) == found
