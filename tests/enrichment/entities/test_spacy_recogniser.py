"""A pipeline of spaCy in the place of Dateline's own recogniser: a real one, trained here on invented sentences."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.training import Example

from dateline.enrichment.entities import EntityOptions, EntityStage
from dateline.enrichment.entities import spacy_recogniser as module
from dateline.enrichment.entities.spacy_recogniser import SpacyRecogniser
from dateline.enrichment.reading import Reading
from dateline.errors import SettingsError
from dateline.records import Article, EntityType

NAMES = {
    "PERSON": ["Vladimir Putin", "Mira Haldane", "Angela Merkel", "Oskar Lind"],
    "ORG": ["Reuters", "Harbour Board", "TASS"],
    "GPE": ["Berlin", "Moskau", "Skerry", "Russland"],
    "PRODUCT": ["Kelpie 3"],
}
FRAMES = ["Gestern kam {} an.", "{} blieb lange.", "Dort war {} und wartete.", "{}"]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline that was trained for a few steps and saved, as an operator would have one."""
    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("xx")
    nlp.meta["name"], nlp.meta["version"] = "tiny", "1.2.3"
    nlp.add_pipe("ner")
    examples = []
    for label, names in NAMES.items():
        for name in names:
            for frame in FRAMES:
                start = frame.index("{}")
                spans = [(start, start + len(name), label)]
                examples.append(Example.from_dict(nlp.make_doc(frame.format(name)), {"entities": spans}))
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(1)
    for _ in range(25):
        order.shuffle(examples)
        nlp.update(examples, sgd=optimizer, drop=0.1)
    path = tmp_path_factory.mktemp("pipelines") / "xx_tiny"
    nlp.to_disk(path)
    return path


@pytest.fixture(scope="session")
def recogniser(trained: Path) -> SpacyRecogniser:
    return SpacyRecogniser(str(trained))


@pytest.fixture(scope="session")
def by_rules(tmp_path_factory: pytest.TempPathFactory) -> SpacyRecogniser:
    """A pipeline that knows names by rules, under the labels of many pipelines."""
    nlp = spacy.blank("xx")
    labels = {
        "Skerry": "LOC",
        "Norbåt": "orgName",
        "Haldane": "PRS",
        "Kelpie": "PRODUCT",
        "Norse": "NORP",
        "Lind": "PS",
    }
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for name, label in labels.items()])  # type: ignore[attr-defined]
    path = tmp_path_factory.mktemp("pipelines") / "rules"
    nlp.to_disk(path)
    return SpacyRecogniser(str(path))


def reading_of(body: str, headline: str = "") -> Reading:
    reading = Reading(Article(id="1", outlet="test", headline=headline, body_text=body))
    reading.language = "de"
    return reading


def found(recogniser: SpacyRecogniser, reading: Reading) -> list[tuple[str, str]]:
    return [(mention.passage.of(mention.span), mention.type.value) for mention in recogniser.recognise(reading)]


def test_the_setting_names_a_folder_and_its_mentions_are_linked(trained: Path) -> None:
    stage = EntityStage(EntityOptions(recogniser=f"spacy:{trained}"))
    entities = stage.annotate(reading_of("Gestern kam Vladimir Putin an.\nDort war Moskau und wartete.", "Reuters"))

    assert [(entity.text, entity.type, entity.link.id if entity.link else None) for entity in entities] == [
        ("Reuters", "organisation", "dateline:organisation/reuters"),
        ("Vladimir Putin", "person", "dateline:person/vladimir-putin"),
        ("Moskau", "place", "geonames:524901"),
    ]
    (name,) = [name for name in stage.models if name.startswith("entities/spacy/")]
    assert name == "entities/spacy/xx_tiny"
    assert stage.models[name].startswith("1.2.3+")
    assert stage.models[name].endswith(f"spaCy {spacy.__version__}")


def test_a_pipeline_that_was_trained_anew_has_another_version(trained: Path, tmp_path: Path) -> None:
    nlp = spacy.load(trained)
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "again")
    versions = [next(iter(SpacyRecogniser(str(path)).models.values())) for path in (trained, tmp_path / "again")]

    assert versions[0] != versions[1]


def test_labels_are_ours_or_passed_over(by_rules: SpacyRecogniser) -> None:
    assert found(by_rules, reading_of("Skerry, Norbåt, Haldane, Kelpie, Norse, Lind.")) == [
        ("Skerry", "place"),
        ("Norbåt", "organisation"),
        ("Haldane", "person"),
        ("Lind", "person"),
    ]


def test_what_is_set_aside_is_not_read(recogniser: SpacyRecogniser) -> None:
    body = "Gestern kam Mira Haldane an.\nGestern kam Oskar Lind an.\nGestern kam Angela Merkel an."
    reading = reading_of(body)
    reading.body.set_aside([(29, 55)])

    assert [text for text, _ in found(recogniser, reading)] == ["Mira Haldane", "Angela Merkel"]


def test_offsets_count_code_points(by_rules: SpacyRecogniser) -> None:
    assert found(by_rules, reading_of("𝔗𝔢𝔵𝔱 👩‍👩‍👧 Skerry\nNorbåt", "🎉 Haldane")) == [
        ("Haldane", "person"),
        ("Skerry", "place"),
        ("Norbåt", "organisation"),
    ]


def test_long_texts_are_read_in_pieces(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_PIECE", 100)
    pieces = SpacyRecogniser(str(trained))
    text = "Gestern kam Mira Haldane an.\n" * 40 + "x" * 350

    assert found(pieces, reading_of(text)) == [("Mira Haldane", "person")] * 40


def test_the_same_text_gives_the_same_mentions(recogniser: SpacyRecogniser) -> None:
    texts = ["Gestern kam Mira Haldane an.", "Dort war Berlin und wartete. TASS", "x " * 500]
    first = [found(recogniser, reading_of(text)) for text in texts]
    again = [found(recogniser, reading_of(text)) for text in reversed(texts)]

    assert first == again[::-1]


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=150), st.lists(st.sampled_from(["Berlin", "Mira Haldane", "\n", " ", "\ud800"]), max_size=9))
def test_mentions_of_any_text_are_in_order_without_overlaps(
    recogniser: SpacyRecogniser, text: str, names: list[str]
) -> None:
    body = text + " ".join(names)
    last = 0
    for mention in recogniser.recognise(reading_of(body)):
        assert last <= mention.span.start < mention.span.end <= len(body)
        assert mention.passage.of(mention.span).strip() == mention.passage.of(mention.span)
        assert mention.type in set(EntityType)
        last = mention.span.end


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("spacy:xx_none_such", r"there is no pipeline in a package or folder .*pip install"),
        ("spacy:", r"there is none named 'spacy:'; expected one of lexicon, spacy:PACKAGE_OR_FOLDER"),
        ("flair", "there is none named 'flair'"),
    ],
)
def test_a_recogniser_that_there_is_not(name: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        EntityStage(EntityOptions(recogniser=name))


def test_a_folder_that_holds_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"there is no pipeline in a folder of this name .*nlp\.to_disk"):
        SpacyRecogniser(str(tmp_path))


def test_a_pipeline_that_finds_no_entities(tmp_path: Path) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "sentences")
    with pytest.raises(SettingsError, match=r"finds no entities \(it has sentencizer\); expected one with ner"):
        SpacyRecogniser(str(tmp_path / "sentences"))


def test_a_pipeline_with_components_that_are_not_installed(tmp_path: Path) -> None:
    nlp: Language = spacy.blank("xx")
    nlp.add_pipe("ner")
    nlp.initialize()
    nlp.to_disk(tmp_path / "odd")
    config = (tmp_path / "odd" / "config.cfg").read_text(encoding="utf-8")
    (tmp_path / "odd" / "config.cfg").write_text(config.replace('factory = "ner"', 'factory = "none_such"'), "utf-8")
    with pytest.raises(SettingsError, match=rf"spaCy {spacy.__version__} cannot load it .*spacy validate"):
        SpacyRecogniser(str(tmp_path / "odd"))


def test_spacy_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(SettingsError, match=r"spaCy is not installed .*pip install 'spacy>=3\.8,<4'"):
        EntityStage(EntityOptions(recogniser="spacy:xx_ent_wiki_sm"))


def test_spacy_is_imported_by_nobody_who_does_not_ask_for_it() -> None:
    code = (
        "import sys; from dateline.enrichment.entities import EntityStage; EntityStage(); print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_the_guide_has_the_table_of_labels() -> None:
    guide = (Path(__file__).parents[3] / "docs/guides/spacy.md").read_text(encoding="utf-8")
    for kind, labels in json.loads(module.LABELS.read_text(encoding="utf-8")).items():
        assert f"| `{kind}` | {' '.join(f'`{label}`' for label in labels)} |" in guide
