"""Other names of what an article names in full, whoever found the mentions."""

import re
from collections.abc import Callable, Sequence

import pytest

from dateline.enrichment.entities import EntityStage
from dateline.enrichment.entities.mention import Mention
from dateline.enrichment.reading import Reading, Span
from dateline.records import Article, Entity, EntityType

TYPES = {"P": EntityType.PERSON, "O": EntityType.ORGANISATION, "L": EntityType.PLACE}
Marked = Callable[..., list[Entity]]


class Marks:
    """Finds what a test marked in its text."""

    models: dict[str, str] = {}  # noqa: RUF012

    def __init__(self) -> None:
        self.spans: Sequence[tuple[Span, EntityType]] = ()

    def recognise(self, reading: Reading) -> tuple[Mention, ...]:
        return tuple(Mention(reading.body, span, kind, 0.9) for span, kind in self.spans)


@pytest.fixture(scope="module")
def marked() -> Marked:
    """Annotates a text in which mentions are marked: "[P Kim] spoke.": P person, O organisation, L place."""
    marks = Marks()
    stage = EntityStage(recogniser=marks)

    def run(text: str, language: str = "en") -> list[Entity]:
        body, spans, last = "", [], 0
        for match in re.finditer(r"\[([POL]) ([^\]]+)\]", text):
            body += text[last : match.start()]
            spans.append((Span(len(body), len(body) + len(match[2])), TYPES[match[1]]))
            body += match[2]
            last = match.end()
        marks.spans = spans
        reading = Reading(Article(id="1", outlet="test", body_text=body + text[last:]))
        reading.language = language
        return list(stage.annotate(reading))

    return run


def ids(entities: Sequence[Entity]) -> list[str | None]:
    return [entity.link.id if entity.link else None for entity in entities]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "[P Mira Haldane] came. Then [P Haldane] spoke."),
        ("en", "[P Haldane] came. Then [P Mira Haldane] spoke."),
        ("en", "[P Jens Stoltenberg] came. Then Stoltenberg spoke."),
        ("en", "[P Jens Stoltenberg] came. It was [P Stoltenberg's] plan."),
        ("en", "[P Jens Stoltenberg] came. It was Stoltenberg's plan."),
        ("da", "[P Mira Haldane] kom. Det var [P Haldanes] plan."),
        ("en", "[P Jens Stoltenberg] came. Then [P J. Stoltenberg] spoke."),
        ("en", "[P Erna Solvik-Haug] came. Then [P E. Solvik-Haug] spoke."),
        ("en", "[P Mira Haldane] came. Then [P Mira K. Haldane] spoke."),
        ("en", "[P Mira Haldane] came. Then [P M. K. Haldane] spoke, and [P Haldane] left."),
        ("de", "[P Mira Haldane] kam. Dann sprach [P Ministerin Haldane]."),
        ("de", "[P Mira Haldane] kam. Dann sprach Frau Haldane."),
        ("de", "[P Mira Haldane] kam. Dann sprach [P Frau Haldane]."),
        ("ru", "Пришёл [P Олег Сердобов]. Встреча с [P Сердобовым] началась."),
        ("ru", "Пришёл [P Олег Сердобов]. Встреча с [P Олегом Сердобовым] началась."),
        ("ru", "Встреча с [P Олегом Сердобовым] началась. Пришёл [P Олег Сердобов]."),
        ("ru", "Пришёл [P Олег Сердобов]. Встреча с Сердобовым началась."),
        ("pl", "Przyszedł [P Marek Sobczak]. Spotkanie z [P Sobczakiem] trwa."),
        ("cs", "Přišel [P Marek Dvořan]. Setkání s [P Dvořanem] trvá."),
        ("el", "Ήρθε ο [P Νίκος Καρέλλης]. Η ομιλία του [P Καρέλλη] άρχισε."),
        ("el", "Ήρθε ο [P Νίκος Καρέλλης]. Η ομιλία του Καρέλλη άρχισε."),
    ],
)
def test_a_person_keeps_the_id_of_the_full_name(marked: Marked, language: str, text: str) -> None:
    found = marked(text, language)

    assert len(found) >= 2
    assert len(set(ids(found))) == 1
    assert None not in ids(found)
    assert "coreference" in {entity.link.method for entity in found if entity.link}


def test_links_that_repeat_another_are_no_surer(marked: Marked) -> None:
    full, again = marked("[P Jens Stoltenberg] came. [P Stoltenberg] spoke.")

    assert full.link is not None
    assert again.link is not None
    assert 0 < again.link.confidence <= full.link.confidence
    assert again.link.name == full.link.name


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "[P Kim Jong-un] met [P Kim Yo-jong]. Then [P Kim] spoke.", "Kim"),
        # nobody knows the second one, and it bears the surname all the same
        ("en", "[P Kim Jong-un] met [P Kim Min-jae]. Then [P Kim] spoke.", "Kim"),
        ("en", "[P Kim Jong-un] met [P Kim Min-jae]. Then Kim spoke.", "Kim"),
        ("en", "[P Mira Haldane] met [P Oscar Haldane]. [P Haldane] spoke.", "Haldane"),
        ("en", "[P Mira Haldane] met [P Marco Haldane]. [P M. Haldane] spoke.", "M. Haldane"),
        ("en", "[P Mira Haldane] met [P Oscar Haldane]. [P Minister Haldane] spoke.", "Minister Haldane"),
        ("ru", "[P Олег Сердобов] и [P Анна Сердобова]. Встреча [P Сердобова] прошла.", "Сердобова"),
        ("en", "[P Mira Haldane] came. [P Oskarsson] spoke.", "Oskarsson"),
    ],
)
def test_what_may_be_two_persons_stays_unlinked(marked: Marked, language: str, text: str, word: str) -> None:
    linked = {entity.text: entity.link for entity in marked(text, language)}

    assert linked[word] is None or linked[word].method == "name_key"


def test_another_first_name_is_another_person(marked: Marked) -> None:
    found = ids(marked("[P Mira Haldane] met [P Oscar Haldane], [P Wladimir Putin] met [P Igor Putin]."))

    assert len(set(found)) == 4


def test_a_famous_surname_is_not_the_famous_one_where_the_article_is_on_another(marked: Marked) -> None:
    alone = marked("[P Putin] spoke.")
    relative = marked("[P Igor Putin] opened a bank. [P Putin] spoke.")
    both = marked("[P Igor Putin] met [P Wladimir Putin]. [P Putin] spoke.")

    assert ids(alone) == ["dateline:person/vladimir-putin"]
    assert ids(relative)[1] != "dateline:person/vladimir-putin"
    assert ids(both)[1:] == ["dateline:person/vladimir-putin"] * 2


def test_an_acronym_means_the_name_that_introduces_it(marked: Marked) -> None:
    text = "[O Korean Central News Agency] (KOCENA) met. The [O KOCENA] spoke, and KOCENA news rose."
    found = marked(text)

    assert len(set(ids(found))) == 1
    assert [entity.text for entity in found] == ["Korean Central News Agency", "KOCENA", "KOCENA", "KOCENA"]
    assert {entity.type for entity in found} == {"organisation"}


@pytest.mark.parametrize(
    "text",
    [
        "[O Norwegian Refugee Council of Harbours] (NATO) met.",
        "[O KCNA] ([O Korean Agency for Central News]) said.",
        "[O Korean Central News Agency of Pyongyang] (KCNA) said. [O KCNA] again.",
    ],
)
def test_an_acronym_that_a_list_knows_names_what_explains_it(marked: Marked, text: str) -> None:
    found = {entity.text: entity.link.id if entity.link else None for entity in marked(text)}

    if "KCNA" in text:
        assert len(set(found.values())) == 1
        assert set(found.values()) == {"dateline:organisation/kcna"}
    else:
        assert set(found) == {"Norwegian Refugee Council of Harbours"}  # the letters say that it is another body


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[P Mira Haldane] met [P Haldane]. ", 5_000),
        ("[P Mira Haldane] met [P Minister Haldane] of Haldane. ", 3_000),
        ("[O European Central Bank] (EUCEBA) met. ", 3_000),
    ],
)
def test_long_texts_are_read_to_their_end(marked: Marked, text: str, count: int) -> None:
    assert len(marked(text * count)) >= 2 * count


@pytest.mark.timeout(30)
def test_texts_of_very_many_names_are_read_to_their_end(marked: Marked) -> None:
    text = " ".join(f"[P Mira Haldane{number}] met [P Haldane{number}]." for number in range(4_000))

    assert len(marked(text)) == 8_000
