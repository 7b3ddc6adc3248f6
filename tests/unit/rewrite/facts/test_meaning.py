"""Sentences whose meaning changed, and sentences that were reworded honestly, in five languages."""

import tomllib
from pathlib import Path

import pytest

from app.rewrite.facts.operators import operator_differences
from app.rewrite.facts.quantities import quantities, quantity_differences

FILES = sorted((Path(__file__).parent / "meaning").glob("*.toml"))


def pairs(kind):
    return [
        (file.stem, before, after)
        for file in FILES
        for before, after in tomllib.loads(file.read_text(encoding="utf-8"))[kind]
    ]


def differences(before, after, language):
    read_before, read_after = quantities(before, language), quantities(after, language)
    return [
        *quantity_differences(read_before, read_after),
        *operator_differences([before], [after], language),
    ]


@pytest.mark.parametrize(("language", "before", "after"), pairs("changed"))
def test_a_changed_meaning_is_noticed(language, before, after):
    assert differences(before, after, language)


@pytest.mark.parametrize(("language", "before", "after"), pairs("reworded"))
def test_an_honest_rewording_is_no_difference(language, before, after):
    assert differences(before, after, language) == []
