"""What an operator's aliases, blocks and rules change."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.enrichment.entities import EntityOptions, EntityStage
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.reading import Reading, Span
from dateline.errors import SettingsError
from dateline.records import Article, Entity, EntityType
from tests.enrichment.entities.own_names.conftest import Annotate, Line, Write

BOARD = {"id": "acme:org/7", "type": "organisation", "name": "Harbour Board", "same_as": ["wikidata:Q999999999"]}


def ids(entities: tuple[Entity, ...]) -> dict[str, str | None]:
    return {entity.text: entity.link.id if entity.link else None for entity in entities}


def test_a_name_of_ones_own_is_found_and_linked(annotate_with: Annotate, write: Write) -> None:
    names = write("own", aliases=[{**BOARD, "aliases": ["Hafenrat"]}])
    (entity,) = annotate_with("Gestern tagte der Hafenrat lange.", names, language="de")

    assert (entity.text, entity.type) == ("Hafenrat", "organisation")
    assert entity.link is not None
    assert entity.link.model_dump() == {
        "id": "acme:org/7",
        "name": "Harbour Board",
        "method": "operator",
        "confidence": 0.99,
        "same_as": ("wikidata:Q999999999",),
    }


def test_names_of_ones_own_bend_as_the_shipped_ones_do(annotate_with: Annotate, write: Write) -> None:
    person = {"id": "acme:p/1", "type": "person", "name": "Мария Вербова", "given": ["Мария"], "family": ["Вербов"]}
    names = write("own", aliases=[person, BOARD])

    assert ids(annotate_with("Об этом говорил Мария Вербовым вчера.", names, language="ru")) == {
        "Мария Вербовым": "acme:p/1"
    }
    assert ids(annotate_with("It was the Harbour Board's plan.", names)) == {"Harbour Board": "acme:org/7"}


def test_an_own_alias_wins_over_a_shipped_one(annotate_with: Annotate, write: Write) -> None:
    names = write("own", aliases=[{"id": "acme:firm/mercury", "type": "organisation", "name": "Kremlin"}])

    assert ids(annotate_with("A spokesman for the Kremlin said so on Monday.")) == {
        "Kremlin": "dateline:organisation/kremlin"
    }
    assert ids(annotate_with("A spokesman for the Kremlin said so on Monday.", names)) == {
        "Kremlin": "acme:firm/mercury"
    }


def test_an_alias_in_one_language_leaves_the_others_alone(annotate_with: Annotate, write: Write) -> None:
    names = write("own", aliases=[{**BOARD, "aliases_in": {"de": ["Kreml"]}}])

    assert ids(annotate_with("Der Kreml schwieg.", names, language="de")) == {"Kreml": "acme:org/7"}
    assert ids(annotate_with("Kreml sa ikke noe.", names, language="no")) == {"Kreml": "dateline:organisation/kremlin"}


def test_a_generic_name_of_ones_own_waits_for_its_country(annotate_with: Annotate, write: Write) -> None:
    names = write("own", aliases=[{**BOARD, "country": "GB", "generic": ["Senate"]}])

    assert ids(annotate_with("Members of the Senate met in Paris.", names)).get("Senate") is None
    assert ids(annotate_with("Members of the Senate met in the United Kingdom.", names))["Senate"] == "acme:org/7"
    assert ids(annotate_with("The Senate met in Canada and the United Kingdom.", names)).get("Senate") is None


def test_the_longer_name_wins_over_an_own_part_of_it(annotate_with: Annotate, write: Write) -> None:
    names = write("own", aliases=[{"id": "acme:org/u", "type": "organisation", "name": "Union"}])

    assert ids(annotate_with("The European Union met. The Union met, too.", names)) == {
        "European Union": "dateline:organisation/eu",
        "Union": "acme:org/u",
    }


def test_more_aliases_for_a_shipped_entity(annotate_with: Annotate, write: Write) -> None:
    line = {"id": "iso3166:KP", "type": "place", "name": "North Korea", "aliases": ["Hermit Kingdom"]}

    assert ids(annotate_with("Back from the Hermit Kingdom.", write("own", aliases=[line]))) == {
        "Hermit Kingdom": "iso3166:KP"
    }


@pytest.mark.parametrize("same_as", ["dateline:person/vladimir-putin", "wikidata:Q7747"])
def test_an_id_of_ones_own_stands_in_the_place_of_a_shipped_one(
    annotate_with: Annotate, write: Write, same_as: str
) -> None:
    line = {"id": "acme:p/9", "type": "person", "name": "Putin, Vladimir", "same_as": [same_as]}
    found = annotate_with(
        "Poetin sprak. Poetins brug. Wladimir Poetin ging.", write("o", aliases=[line]), language="nl"
    )

    assert {entity.link.id for entity in found if entity.link} == {"acme:p/9"}
    assert found[0].link is not None
    assert found[0].link.name == "Putin, Vladimir"
    assert {"dateline:person/vladimir-putin", "wikidata:Q7747"} <= set(found[0].link.same_as)


def test_a_same_as_rule_maps_places_and_name_keys(annotate_with: Annotate, write: Write) -> None:
    text = "Sergei Prokofiev lived in Berlin."
    before = ids(annotate_with(text))
    rules = [
        {"id": "acme:place/1", "same_as": [before["Berlin"]]},
        {"id": "acme:p/2", "same_as": [before["Sergei Prokofiev"]], "name": "Prokofiev"},
    ]
    found = annotate_with(text, write("own", rules=rules))

    assert ids(found) == {"Sergei Prokofiev": "acme:p/2", "Berlin": "acme:place/1"}
    assert [entity.link.name for entity in found if entity.link] == ["Prokofiev", "Berlin"]


def test_a_blocked_name_is_no_entity(annotate_with: Annotate, write: Write) -> None:
    everywhere, german = (
        write("a", blocks=[{"name": "Bremen"}]),
        write("b", blocks=[{"name": "Bremen", "languages": ["de"]}]),
    )

    assert ids(annotate_with("Bremen, Berlin.", everywhere)) == {"Berlin": "geonames:2950159"}
    assert "Bremen" not in ids(annotate_with("Er kam nach Bremen.", german, language="de"))
    assert "Bremen" in ids(annotate_with("He came to Bremen.", german, language="en"))
    # what the article says of a person does not bring the name back
    assert ids(annotate_with("Paula Bremen came. Bremen spoke.", everywhere)).keys() == {"Paula Bremen"}


def test_a_blocked_id_is_never_linked_to(annotate_with: Annotate, write: Write) -> None:
    names = write("own", blocks=[{"id": "dateline:person/vladimir-putin"}])

    assert annotate_with("Putin spoke.", names) == ()

    class Tagger:
        models = {"tagger": "1"}  # noqa: RUF012

        def recognise(self, reading: Reading) -> tuple[Mention, ...]:
            return (Mention(reading.body, Span(0, 5), EntityType.PERSON, 0.9),)

    # who sees a name without the list still sees it
    assert ids(annotate_with("Putin spoke.", names, recogniser=Tagger())) == {"Putin": None}


def test_a_name_that_never_means_an_id(annotate_with: Annotate, write: Write) -> None:
    names = write("own", blocks=[{"name": "Poetin", "id": "dateline:person/vladimir-putin"}])

    assert ids(annotate_with("Poetin sprak met Vladimir Poetin.", names, language="nl")).get("Poetin") in (
        None,
        "dateline:person/vladimir-putin",  # by the full name beside it
    )
    assert annotate_with("Poetin sprak.", names, language="nl") == ()


@pytest.mark.parametrize(
    ("rule", "text", "source", "meant"),
    [
        ({}, "Union won.", ("any", "en"), "acme:club/1"),
        ({"outlets": ["harbour-post"]}, "Union won.", ("harbour-post", "en"), "acme:club/1"),
        ({"outlets": ["harbour-post"]}, "Union won.", ("other", "en"), None),
        ({"languages": ["de"]}, "Union gewann.", ("any", "de"), "acme:club/1"),
        ({"languages": ["de"]}, "Union won.", ("any", "en"), None),
        ({"near": ["Köpenick", "Alte Försterei"]}, "Union won at the alte försterei.", ("any", "en"), "acme:club/1"),
        ({"near": ["Köpenick"]}, "Union won at Köpenicker Strasse.", ("any", "en"), None),
        ({"near": ["柏林"]}, "在柏林,Union 赢了。", ("any", "zh"), "acme:club/1"),
    ],
)
def test_a_rule_tells_what_a_name_means_where(
    request: pytest.FixtureRequest, rule: Line, text: str, source: tuple[str, str], meant: str | None
) -> None:
    write, annotate_with = request.getfixturevalue("write"), request.getfixturevalue("annotate_with")
    club = {"id": "acme:club/1", "type": "organisation", "name": "1. FC Union Berlin"}
    names = write("own", aliases=[club], rules=[{"name": "Union", "id": "acme:club/1", **rule}])

    assert ids(annotate_with(text, names, outlet=source[0], language=source[1])).get("Union") == meant


def test_the_rule_that_asks_more_wins(annotate_with: Annotate, write: Write) -> None:
    rules = [
        {"name": "Georgia", "id": "iso3166:GE"},
        {"name": "Georgia", "id": "iso3166-2:US-GA", "near": ["Atlanta"]},
    ]
    names = write("own", rules=rules)

    assert ids(annotate_with("Georgia voted.", names)) == {"Georgia": "iso3166:GE"}
    assert ids(annotate_with("Georgia voted, says Atlanta.", names))["Georgia"] == "iso3166-2:US-GA"


def test_a_rule_is_an_exception_to_a_block_and_a_block_to_an_alias(annotate_with: Annotate, write: Write) -> None:
    names = write(
        "own",
        aliases=[BOARD],
        blocks=[{"name": "Harbour Board"}],
        rules=[{"name": "Harbour Board", "id": "acme:org/7", "outlets": ["harbour-post"]}],
    )

    assert annotate_with("The Harbour Board met.", names) == ()
    assert ids(annotate_with("The Harbour Board met.", names, outlet="harbour-post")) == {"Harbour Board": "acme:org/7"}


def test_a_later_directory_wins(annotate_with: Annotate, write: Write) -> None:
    other = write("other", aliases=[{**BOARD, "id": "acme:org/8"}])
    own, block = write("own", aliases=[BOARD]), write("block", blocks=[{"name": "Harbour Board"}])
    text = "The Harbour Board met."

    assert ids(annotate_with(text, own, other)) == {"Harbour Board": "acme:org/8"}
    assert ids(annotate_with(text, other, own)) == {"Harbour Board": "acme:org/7"}
    assert annotate_with(text, own, block) == ()
    assert ids(annotate_with(text, block, own)) == {"Harbour Board": "acme:org/7"}


def test_a_name_that_means_two_in_one_directory_is_not_linked(annotate_with: Annotate, write: Write) -> None:
    names = write("own", aliases=[BOARD, {**BOARD, "id": "acme:org/8", "same_as": []}])

    assert ids(annotate_with("The Harbour Board met.", names)) == {"Harbour Board": None}


def test_names_in_furniture_and_web_addresses_are_passed_over(write: Write) -> None:
    stage = EntityStage(EntityOptions(names=(write("own", aliases=[BOARD]),)))
    reading = Reading(Article(id="1", outlet="test", body_text="See @harbour_board\nHarbour Board\nHarbour Board"))
    reading.body.set_aside([(19, 32)])

    assert [entity.start for entity in stage.annotate(reading)] == [33]


def test_models_bear_a_hash_of_the_files_where_there_are_some(write: Write, tmp_path: Path) -> None:
    one, two, three = write("1", aliases=[BOARD]), write("2", aliases=[BOARD]), write("3", blocks=[{"name": "X"}])
    empty = write("empty")

    def version(*directories: Path) -> str | None:
        return EntityStage(EntityOptions(names=directories)).models.get("entities/operator")

    assert version() is None
    assert version(one) == version(two)
    assert len({version(one), version(three), version(one, three), version(three, one), version(empty)}) == 5


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("aliases.jsonl", "{", r"aliases\.jsonl, line 2: .*expected a JSON object with id, type and name"),
        ("aliases.jsonl", "[1]", r"line 2: not an object; expected"),
        ("aliases.jsonl", '{"id": "acme:1", "type": "person"}', r"line 2: 'name' is missing"),
        ("aliases.jsonl", '{"id": "acme:1", "type": "ship", "name": "A"}', r"line 2: 'ship' is not a valid EntityType"),
        (
            "aliases.jsonl",
            '{"id": "one", "type": "person", "name": "A"}',
            r"the id 'one' is not of the form namespace:",
        ),
        ("aliases.jsonl", '{"id": "geonames:x", "type": "place", "name": "A"}', r"is not one of geonames: expected"),
        ("aliases.jsonl", '{"id": "dateline:person/nobody", "type": "person", "name": "A"}', "a namespace of your own"),
        ("aliases-x.jsonl", '{"id": "acme:1", "type": "person", "name": "!"}', "has no letter or digit"),
        (
            "blocks.jsonl",
            "{}",
            r"blocks\.jsonl, line 2: neither name nor id; expected a JSON object with name, id or both",
        ),
        ("blocks.jsonl", '{"name": "A", "langs": []}', "unknown field langs"),
        ("blocks.jsonl", '{"name": "A", "languages": ["German"]}', "'German' is no primary language subtag"),
        ("blocks.jsonl", '{"id": "acme:1", "languages": ["de"]}', "languages go with a name"),
        ("rules.jsonl", '{"name": "A", "id": "acme:nobody"}', r"rules\.jsonl, line 2: nothing has the id acme:nobody"),
        ("rules.jsonl", '{"name": "A"}', "no id; expected a JSON object with name and id"),
        ("rules.jsonl", '{"id": "acme:1", "same_as": ["geonames:1"]}', "nothing has the id geonames:1"),
        ("rules.jsonl", '{"id": "acme:1", "same_as": "geonames:1"}', "same_as is not a list of texts"),
        ("rules.jsonl", '{"id": "acme:1", "same_as": ["iso3166:DE"], "near": ["x"]}', "near cannot go with it"),
        ("rule.jsonl", "{}", r"rule\.jsonl: it is not told what it holds; expected aliases\.jsonl"),
        ("names.jsonl", "", "it is not told what it holds"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, file: str, line: str, told: str) -> None:
    (tmp_path / file).write_text(f"# a comment\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=told):
        EntityStage(EntityOptions(names=(tmp_path,)))


def test_all_errors_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "aliases.jsonl").write_text("{\n{\n", encoding="utf-8")
    (tmp_path / "blocks.jsonl").write_bytes(b"\xff\n")
    with pytest.raises(SettingsError) as raised:
        EntityStage(EntityOptions(names=(tmp_path, tmp_path / "missing")))
    assert len(str(raised.value).splitlines()) == 4
    assert f"{tmp_path / 'missing'}: no such directory" in str(raised.value)
    assert "blocks.jsonl: cannot be read: not UTF-8" in str(raised.value)


def test_two_ids_cannot_stand_in_the_place_of_one(write: Write) -> None:
    rules = [{"id": "acme:1", "same_as": ["iso3166:DE"]}, {"id": "acme:2", "same_as": ["iso3166:DE"]}]
    with pytest.raises(SettingsError, match=r"line 2: both acme:1 .* and acme:2 are to be the same as iso3166:DE"):
        EntityStage(EntityOptions(names=(write("own", rules=rules),)))


def test_other_files_may_lie_beside_the_names(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Whose names these are.", encoding="utf-8")
    EntityStage(EntityOptions(names=(tmp_path,)))


WORDS = st.sampled_from(
    ["Kim", "Union", "Harbour", "Board", "Harbour Board's", "Bremen", "Kremlin", "北京", "-", ".", "\n"]
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> EntityStage:
    directory = tmp_path_factory.mktemp("names")
    aliases = [
        BOARD,
        {"id": "acme:1", "type": "person", "name": "Kim"},
        {"id": "acme:2", "type": "place", "name": "北京"},
    ]
    lines = {
        "aliases": aliases,
        "blocks": [{"name": "Bremen"}, {"name": "Harbour"}],
        "rules": [{"name": "Union", "id": "acme:org/7", "near": ["Kim"]}],
    }
    for kind, records in lines.items():
        (directory / f"{kind}.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return EntityStage(EntityOptions(names=(directory,)))


@settings(deadline=None, max_examples=80)
@given(st.text(max_size=100) | st.lists(WORDS, max_size=25).map(" ".join))
def test_mentions_select_their_text_in_order_and_never_overlap(crowded: EntityStage, text: str) -> None:
    reading = Reading(Article(id="1", outlet="test", headline=text[:40], body_text=text))
    last = 0
    for entity in (entity for entity in crowded.annotate(reading) if entity.field == "body_text"):
        assert last <= entity.start < entity.end
        assert text[entity.start : entity.end] == entity.text
        last = entity.end


@pytest.mark.parametrize(
    "text", ["Kim " * 25_000, "Harbour Board " * 7_000, "北京" * 20_000, "Union Kim (UK) " * 6_000]
)
@pytest.mark.timeout(30)
def test_hostile_texts_are_read_to_their_end(crowded: EntityStage, text: str) -> None:
    reading = Reading(Article(id="1", outlet="test", body_text=text))

    assert len(crowded.annotate(reading)) > 1000
