"""Bytes to articles, and clear reasons."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.enrichment.decode import decode_article
from dateline.errors import ArticleError, ArticleTooLarge

ARTICLE = {"id": "1", "outlet": "o", "body_text": "text"}
LIMIT = 10_000


def encoded(**fields: object) -> bytes:
    return json.dumps(ARTICLE | fields).encode()


@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_have_a_reason(value: bytes) -> None:
    failure: ArticleError | None = None
    try:
        decode_article(value, LIMIT)
    except ArticleError as error:
        failure = error
    assert failure is None or (failure.stage == "decode" and str(failure))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=12), json_values, max_size=6))
def test_unknown_fields_are_kept_in_metadata(unknown: dict[str, object]) -> None:
    unknown = {
        name: value
        for name, value in unknown.items()
        if name not in type(decode_article(encoded(), LIMIT)).model_fields
    }
    article = decode_article(encoded(**unknown), 1_000_000)
    assert json.loads(article.model_dump_json())["metadata"] == unknown
    assert decode_article(article.model_dump_json().encode(), 1_000_000) == article


def test_an_unknown_field_gives_way_to_what_metadata_holds() -> None:
    article = decode_article(encoded(metadata={"desk": "a"}, desk="b"), LIMIT)
    assert article.metadata == {"desk": "a", "desk_": "b"}


@pytest.mark.parametrize(
    ("published_at", "read"),
    [
        ("2026-09-14T10:00:00+02:00", "2026-09-14T08:00:00Z"),
        ("2026-09-14T10:00:00", "2026-09-14T10:00:00Z"),
        ("2026-09-14 10:00:00.25Z", "2026-09-14T10:00:00.250000Z"),
    ],
)
def test_times_are_read_in_utc(published_at: str, read: str) -> None:
    assert f'"published_at":"{read}"' in decode_article(encoded(published_at=published_at), LIMIT).model_dump_json()


@pytest.mark.parametrize("published_at", [1_700_000_000, "yesterday", "0001-01-01T00:00:00+14:00", True])
def test_times_are_not_guessed(published_at: object) -> None:
    with pytest.raises(ArticleError, match="published_at"):
        decode_article(encoded(published_at=published_at), LIMIT)


def test_the_limit_is_named() -> None:
    with pytest.raises(ArticleTooLarge, match="10,000"):
        decode_article(encoded(body_text="x" * 10_000), LIMIT)
