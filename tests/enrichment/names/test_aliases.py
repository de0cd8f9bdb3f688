import json
import re

import pytest

from dateline.enrichment.names.aliases import FILES, AliasTable, read_aliases
from dateline.enrichment.names.keys import TOKEN, key_of
from dateline.enrichment.reading import hash64
from dateline.errors import SettingsError
from dateline.records import EntityType

RECORDS = list(read_aliases(FILES))
ID = re.compile(
    r"dateline:(person|organisation|place)/[a-z0-9]+(-[a-z0-9]+)*|iso3166:[A-Z]{2}|iso3166-2:[A-Z]{2}-[A-Z0-9]{1,3}|unm49:\d{3}|geonames:\d+"
)

# the type was wrong, and an id never changes
ANOTHER_TYPE = {"dateline:organisation/soviet-union"}


def test_every_record_has_a_stable_id_of_its_type():
    for record in RECORDS:
        assert ID.fullmatch(record.id), record.id
        if record.id.startswith("dateline:") and record.id not in ANOTHER_TYPE:
            assert record.id.split(":")[1].startswith(f"{record.type}/")
        elif record.id not in ANOTHER_TYPE:
            assert record.type == EntityType.PLACE


def test_no_id_stands_twice_and_no_two_entities_share_a_wikidata_item():
    ids = [record.id for record in RECORDS]
    items = [item for record in RECORDS for item in record.same_as]

    assert len(set(ids)) == len(ids)
    assert len(set(items)) == len(items)
    assert all(re.fullmatch(r"wikidata:Q[1-9]\d*", item) for item in items)


def test_every_alias_has_a_key_and_no_stray_space():
    for record in RECORDS:
        for alias in record.aliases:
            assert alias.text == " ".join(alias.text.split()), (record.id, alias.text)
            assert key_of(TOKEN.findall(alias.text)), (record.id, alias.text)


def test_a_name_that_holds_in_any_language_means_one_person_or_organisation():
    table = AliasTable(RECORDS)
    for record in RECORDS:
        for alias in record.aliases:
            if not alias.languages and not alias.generic and record.type != EntityType.PLACE:
                found = table.find(hash64(key_of(TOKEN.findall(alias.text))))
                meant = {candidate.id for candidate in found if not candidate.languages and not candidate.generic}
                assert len(meant) <= 1, (alias.text, meant)


def test_given_and_family_names_combine_within_a_script_only(tmp_path):
    line = {
        "id": "dateline:person/a",
        "type": "person",
        "name": "Ana Roe",
        "given": ["Ana", "Ана"],
        "family": ["Roe", "Ро"],
    }
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")

    (record,) = read_aliases([path])

    assert {alias.text for alias in record.aliases} == {"Ana Roe", "Ана Ро"}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "not an alias record"),
        ('{"id": "x", "type": "person"}', "name"),
        ('{"id": "x", "type": "ghost", "name": "X"}', "ghost"),
        ('{"id": "x", "type": "person", "name": "X", "alias": ["Y"]}', "unknown field alias"),
        ('{"id": "x", "type": "person", "name": "X", "aliases": "Y"}', "aliases is not a list"),
        ('{"id": "x", "type": "organisation", "name": "X", "generic": ["Senate"]}', "need a country"),
        ("[]", "not an alias record"),
    ],
)
def test_a_malformed_line_is_refused_by_file_and_number(tmp_path, line, complaint):
    path = tmp_path / "own.jsonl"
    path.write_text(f"# our names\n{line}\n", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"own\.jsonl, line 2") as refused:
        list(read_aliases([path]))
    assert complaint in str(refused.value)
