"""Each rule is held to a line that it catches and one that it must spare."""

import pytest

from dateline.enrichment.furniture import FurnitureStage
from dateline.enrichment.furniture.rules import Rule, longest_lines, read_rules, rule_files, rules
from dateline.enrichment.phrases import Phrase, PhraseBook
from dateline.enrichment.reading import Reading
from dateline.records import Article

RULES = list(rules())
LONGEST = longest_lines()
STAGE = FurnitureStage()


def found_in(line: str) -> set[str]:
    reading = Reading(Article(id="a", outlet="o", body_text=f"Prose before.\n\n{line}\n\nProse after."))
    return {reading.body.text[part.start : part.end] for part in STAGE.annotate(reading)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}:{rule.pattern}")
def test_a_rule_catches_its_example_and_spares_its_counterexample(rule: Rule) -> None:
    alone = PhraseBook(Phrase.parse(rule.name, rule.pattern, LONGEST[rule.kind]))
    assert alone.find(rule.catches) == rule.name
    assert found_in(rule.catches) == {rule.catches}
    assert found_in(rule.spares) == set()


def test_rules_are_held_for_24_languages_or_more() -> None:
    assert len({rule.language for rule in RULES}) == len(rule_files()) >= 24


def test_no_rule_is_written_twice_in_a_language() -> None:
    seen = [(rule.language, rule.pattern.casefold()) for rule in RULES]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('advert = [{ line = "Fógra", catches = "Fógra", spares = "Is fógra é." }]', "xx.toml: 'advert' is none of"),
        ('share = [{ line = "Roinn", catches = "Roinn" }]', "xx.toml: share: .* must have catches, line, spares"),
        ('share = [{ line = "Roinn", catches = "Roinn", spares = "" }]', "each with a text"),
        ("share = [", "xx.toml: Invalid value"),
    ],
)
def test_a_file_that_is_not_in_order_is_named_with_its_problem(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        list(read_rules("xx", text))
