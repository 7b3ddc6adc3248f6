"""Pairs of texts in nine languages: the same quantity written otherwise, another one, or nobody can tell."""

import tomllib
from pathlib import Path

import pytest

from app.domain.facts import Outcome
from app.rewrite.facts.quantities import quantities, quantity_differences

CASES = [
    (file.stem, expected, before, after)
    for file in sorted((Path(__file__).parent / "notations").glob("*.toml"))
    for expected, pairs in tomllib.loads(file.read_text(encoding="utf-8")).items()
    for before, after in pairs
]
TEXTS = list(dict.fromkeys((case[0], text) for case in CASES for text in case[2:]))


def verdict(before, after, language):
    found = list(quantity_differences(quantities(before, language), quantities(after, language)))
    if any(difference.outcome is Outcome.BROKEN for difference in found):
        return "broken"
    return "doubt" if found else "same"


@pytest.mark.parametrize(("language", "expected", "before", "after"), CASES)
def test_two_notations_are_judged_by_their_value(language, expected, before, after):
    assert verdict(before, after, language) == expected


@pytest.mark.parametrize(("language", "expected", "before", "after"), CASES)
def test_the_verdict_is_the_same_in_the_other_direction(language, expected, before, after):
    assert verdict(after, before, language) == expected


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_text_compared_with_itself_has_no_difference(language, text):
    assert verdict(text, text, language) == "same"


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_the_offsets_of_a_quantity_give_its_text(language, text):
    for quantity in quantities(text, language):
        assert text[quantity.start : quantity.end] == quantity.text
