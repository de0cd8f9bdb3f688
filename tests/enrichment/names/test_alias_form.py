"""The form of the alias data: what every line must be, and the ids that no release may lose."""

import json
from pathlib import Path

import pytest
import regex

from dateline.enrichment.names.aliases import FILES, read_aliases
from dateline.records import EntityType

IDS = Path(__file__).with_name("alias_ids.txt")
RECORDS = {path.name: list(read_aliases([path])) for path in FILES}
ALL = [record for records in RECORDS.values() for record in records]

_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SCRIPT_OF_LETTERS = {
    script: regex.compile(rf"[\p{{{script}}}\p{{Common}}\p{{Inherited}}]+")
    for script in (
        *("Latin", "Greek", "Cyrillic", "Arabic", "Hebrew", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Tamil"),
        *("Telugu", "Malayalam", "Thai", "Lao", "Georgian", "Armenian"),
    )
} | {
    # companies: SK하이닉스, LG디스플레이
    "Hangul": regex.compile(r"[\p{Hangul}\p{Latin}\p{Common}]+"),
    "Japanese or Chinese": regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Common}\p{Inherited}]+"),
}
_LANGUAGES_OF_SCRIPT = {
    "Latin": "sr bs zh ja ko",  # and every language that stands nowhere here
    "Cyrillic": "ru uk bg mk be kk sr bs",
    "Arabic": "ar fa ur",
    "Japanese or Chinese": "zh ja",
    "Greek": "el",
    "Hebrew": "he",
    "Devanagari": "hi",
    "Hangul": "ko",
    "Thai": "th",
    "Bengali": "bn",
    "Georgian": "ka",
    "Armenian": "hy",
}


def scripts_of(word: str) -> set[str]:
    """Return the scripts in which a word can be written throughout."""
    return {name for name, letters in _SCRIPT_OF_LETTERS.items() if letters.fullmatch(word)}


def scripts_for(language: str) -> set[str]:
    """Return the scripts in which texts of a language are written."""
    return {script for script, tags in _LANGUAGES_OF_SCRIPT.items() if language in tags.split()} or {"Latin"}


def test_no_id_of_an_earlier_release_is_gone():
    kept = IDS.read_text(encoding="utf-8").split()
    gone = sorted(set(kept) - {record.id for record in ALL})

    assert not gone, (
        f"consumers store these ids, and they are gone: {', '.join(gone)}. Give each its line back; to correct a name, "
        "change `name` or the aliases and leave `id` as it is, even where the id is spelt wrong. Only "
        "where two lines were one entity may one go, "
        f"from {IDS.name} as well, and CHANGELOG.md says which."
    )


def test_every_id_is_on_the_list_of_those_to_keep():
    kept = IDS.read_text(encoding="utf-8").split()
    new = sorted({record.id for record in ALL} - set(kept))

    assert kept == sorted(set(kept)), f"{IDS.name} is not sorted, or an id stands in it twice"
    assert not new, f"new ids, from now on never to change; add them to {IDS.name}, in order:\n" + "\n".join(new)


@pytest.mark.parametrize("file", RECORDS)
def test_no_word_mixes_scripts(file):
    for record in RECORDS[file]:
        texts = [record.name, *(alias.text for alias in record.aliases), *record.families, *record.credits]
        mixed = {word for text in texts for word in _WORD.findall(text) if not scripts_of(word)}
        assert not mixed, (record.id, mixed)


@pytest.mark.parametrize("file", RECORDS)
def test_a_name_of_one_language_is_written_in_a_script_of_it(file):
    for record in RECORDS[file]:
        for alias in record.aliases:
            for language in alias.languages:
                allowed = scripts_for(language)
                for word in _WORD.findall(alias.text):
                    # acronyms in Latin letters stand in texts of every script
                    latin_acronym = word.isupper() and "Latin" in scripts_of(word)
                    assert latin_acronym or scripts_of(word) & allowed, (record.id, language, alias.text)


@pytest.mark.parametrize("file", RECORDS)
def test_two_letters_mean_an_entity_in_named_languages_only(file):
    for record in RECORDS[file]:
        for alias in record.aliases:
            if len(alias.text) <= 2 and regex.match(r"[\p{Latin}\p{Greek}\p{Cyrillic}]", alias.text):
                assert alias.languages or alias.text.isupper(), (record.id, alias.text)


@pytest.mark.parametrize("file", RECORDS)
def test_lines_have_no_spelling_twice_and_no_empty_field(file):
    for line in next(path for path in FILES if path.name == file).read_text(encoding="utf-8").split("\n"):
        if line.startswith("{"):
            record = json.loads(line)
            assert all(value not in ("", [], {}) for value in record.values()), record["id"]
            for field in ("given", "family", "aliases", "generic", "credits", "same_as"):
                texts = record.get(field, [])
                assert len(set(texts)) == len(texts), (record["id"], field)


@pytest.mark.parametrize("file", RECORDS)
def test_only_persons_have_surnames_and_only_agencies_credits(file):
    for record in RECORDS[file]:
        assert record.type == EntityType.PERSON or not record.families, record.id
        assert file == "agencies.jsonl" or not record.credits, record.id
