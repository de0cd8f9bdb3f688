import pytest

from dateline.enrichment.duplicates import LanguageGroups
from dateline.errors import SettingsError


@pytest.mark.parametrize(
    ("one", "other"),
    [("da", "nb"), ("hr", "sr"), ("id", "ms"), ("cs", "sk"), ("ru", "uk"), ("zh-cn", "zh-Hant-TW"), ("pt", "pt_BR")],
)
def test_languages_that_detectors_confuse_share_a_group(one: str, other: str) -> None:
    groups = LanguageGroups()
    assert groups.of(one) == groups.of(other)


@pytest.mark.parametrize("tag", ["und", "", "qaa", "i-klingon", "x-private"])
def test_every_tag_has_a_group_with_a_partition(tag: str) -> None:
    groups = LanguageGroups()
    assert groups.partition(groups.of(tag), 4) in range(4)


def test_the_biggest_groups_lie_on_different_partitions() -> None:
    groups = LanguageGroups()
    assert [groups.partition(name, 4) for name in groups.names[:6]] == [0, 1, 2, 3, 0, 1]


def test_an_unknown_group_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="'klingon'"):
        LanguageGroups().partition("klingon", 4)


def test_no_language_is_in_two_groups_and_every_shared_group_says_why() -> None:
    import json
    from importlib import resources

    file = resources.files("dateline.enrichment.duplicates").joinpath("data/language_groups.json")
    groups = json.loads(file.read_text(encoding="utf-8"))["groups"]
    languages = [language for group in groups for language in group["languages"]]
    assert len(languages) == len(set(languages))
    assert all(group["why"] for group in groups if len(group["languages"]) != 1)
