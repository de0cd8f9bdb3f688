from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.enrichment.credits import CreditOptions, CreditStage
from dateline.enrichment.reading import Reading
from dateline.records import Article

STAGE = CreditStage()
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("cases.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def credited(body: str, language: str = "und") -> list[tuple[str, str]]:
    reading = Reading(Article(id="1", outlet="test", body_text=body))
    reading.language = language
    return [(body[credit.start : credit.end], credit.id.partition("/")[2]) for credit in STAGE.annotate(reading)]


@pytest.mark.parametrize(
    ("language", "body", "name", "agency"),
    [
        ("en", "PYONGYANG (Reuters) - A bridge opened.", "Reuters", "reuters"),
        ("en", "LONDON (AP) — The bridge opened.", "AP", "ap"),
        ("de", "Hamburg (dpa) – Die Brücke ist offen.", "dpa", "dpa"),
        ("de", "Berlin (dpa/bb) - Die Brücke ist offen.", "dpa", "dpa"),
        ("es", "Madrid, 13 sep (EFE).- El puente abre.", "EFE", "efe"),
        ("fr", "Paris, 14 sept 2026 (AFP) - Le pont ouvre.", "AFP", "afp"),
        ("it", "(ANSA) - ROMA, 13 SET - Il ponte apre.", "ANSA", "ansa"),
        ("pt", "Lisboa, 14 set (Lusa) - A ponte abre.", "Lusa", "lusa"),
        ("pl", "Warszawa (PAP) - Most otwarty.", "PAP", "pap"),
        ("tr", "ANKARA (AA) - Köprü açıldı.", "AA", "anadolu"),
        ("el", "ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ) - Η γέφυρα άνοιξε.", "ΑΠΕ-ΜΠΕ", "ana-mpa"),
        ("ru", "МОСКВА, 13 сентября. /ТАСС/. Мост открыт.", "ТАСС", "tass"),
        ("ru", "МОСКВА, 13 сен — РИА Новости. Мост открыт.", "РИА Новости", "ria-novosti"),
        ("ru", "Астана. 15 сентября. ИНТЕРФАКС - Мост открыт.", "ИНТЕРФАКС", "interfax"),
        ("bg", "Солун, 14 септември /БТА/ Мостът е отворен.", "БТА", "bta"),
        ("ar", "القاهرة - رويترز: افتتح الجسر", "رويترز", "reuters"),
        ("hi", "गुवाहाटी, 15 सितंबर (भाषा) पुल खुला।", "भाषा", "pti"),
        ("zh", "新华社平壤9月13日电 大桥开通。", "新华社", "xinhua"),
        ("zh", "（法新社巴黎13日电）大桥开通。", "法新社", "afp"),
        ("ja", "【ロンドン共同】橋が開通した。", "共同", "kyodo"),
        ("ko", "(서울=연합뉴스) 다리가 열렸다.", "연합뉴스", "yonhap"),
        ("en", "AFP - A bridge opened.", "AFP", "afp"),
    ],
)
def test_the_agency_of_a_dateline(language, body, name, agency):
    assert credited(body, language) == [(name, agency)]


@pytest.mark.parametrize(
    ("language", "line", "agency"),
    [
        ("de", "Quelle: dpa", "dpa"),
        ("nl", "Bron: ANP", "anp"),
        ("de", "Mit Material der dpa", "dpa"),
        ("en", "By Jane Roe, Associated Press", "ap"),
        ("en", "© 2026 AFP", "afp"),
        ("fr", "(avec AFP)", "afp"),
        ("da", "/ritzau/", "ritzau"),
        ("sv", "TT", "tt"),
        ("no", "Vinden løyer utover dagen. (©NTB)", "ntb"),
        ("en", "The bridge opens in May. - Reuters", "reuters"),
    ],
)
def test_the_agency_of_a_byline_or_closing_line(language, line, agency):
    body = f"The first line says what happened.\n\nThe second line says more of it.\n\n{line}"

    assert [found for _, found in credited(body, language)] == [agency]


@pytest.mark.parametrize(("language", "agencies", "body"), CASES)
def test_a_credit_is_told_from_an_agency_in_prose(language, agencies, body):
    expected = [] if agencies == "-" else [tuple(agency.split("=")) for agency in agencies.split(",")]

    found = credited(body.replace("⏎", "\n"), language)

    assert [(name.casefold(), agency) for name, agency in found] == [(name.casefold(), id_) for name, id_ in expected]


def test_most_languages_have_a_counter_case():
    assert len({language for language, agencies, _ in CASES if agencies == "-"}) >= 20


def test_each_of_several_agencies_is_credited():
    assert credited("BRUSSEL (ANP/AFP) - De brug is open.", "nl") == [("ANP", "anp"), ("AFP", "afp")]


@pytest.mark.parametrize(
    "body",
    [
        "The agency Agence France-Presse (AFP) said on Monday the bridge was open.",
        "Reuters reported that a bridge opened - it gave no date.",
        "Berlin. Die Brücke ist offen, sagte er der Agentur AFP am Abend.",
        "Die Brücke ist offen.\nFoto: dpa",
        "With Reuters the ministry signed an agreement on Tuesday evening.",
        "",
    ],
)
def test_an_agency_that_a_sentence_or_a_picture_names_is_not_credited(body):
    assert credited(body, "de") == []


def test_furniture_is_passed_over():
    reading = Reading(Article(id="1", outlet="test", body_text="The bridge is open.\nSource: AFP"))
    reading.body.set_aside([(20, 31)])

    assert STAGE.annotate(reading) == ()


def test_lines_beyond_those_asked_for_are_not_read():
    reading = Reading(Article(id="1", outlet="test", body_text="One.\nTwo.\n(Reuters)\nFour.\nFive."))

    assert len(STAGE.annotate(reading)) == 1
    assert CreditStage(CreditOptions(head_lines=2, tail_lines=2)).annotate(reading) == ()


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.sampled_from(["(", ")", "/", "-", "dpa", "AFP", "Reuters", ".", "\n", "Quelle:", " ", "新华社", "電", "🎉"])
    )
)
def test_credits_select_names_in_order_and_never_overlap(pieces):
    body = "".join(pieces)
    reading = Reading(Article(id="1", outlet="test", body_text=body))

    last = 0
    for credit in STAGE.annotate(reading):
        assert last <= credit.start < credit.end <= len(body)
        last = credit.end


@pytest.mark.parametrize(
    "body", ["(" * 100_000, "Reuters/" * 20_000 + ")", "dpa/ab" * 20_000, "- " * 50_000, "(Reuters)\n" * 20_000]
)
@pytest.mark.timeout(20)
def test_hostile_texts_are_read_to_their_end(body):
    assert credited(body) is not None
