"""Honest rewordings are never refused or doubted in meaning, and the lies that look like them are."""

import pytest

from app.content import read_text
from app.domain.facts import Outcome
from app.rewrite.facts import facts_report

FINE = (Outcome.EXPLAINED, Outcome.DOUBT_WORDING)


def outcome(language: str, before: str, after: str) -> Outcome:
    texts = (read_text(f"---\nlang: {language}\n---\n{text}\n", path="a.md") for text in (before, after))
    return facts_report(*texts).outcome


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Only staff may use the rear door.", "Nobody but staff may use the rear door."),
        ("en", "The clerk did not stay.", "The clerk refused to stay."),
        ("en", "The lamp is used only if it is dark.", "The lamp is not used unless it is dark."),
        ("en", "They took the bus, not the train.", "They took the bus rather than the train."),
        ("de", "Nur Mitglieder dürfen abstimmen.", "Niemand außer den Mitgliedern darf abstimmen."),
        ("es", "Solo los socios pueden votar.", "Nadie más que los socios puede votar."),
        ("ja", "会員だけが投票できる。", "会員以外は投票できない。"),
    ],
)
def test_a_negation_may_be_said_by_another_word(language, before, after):
    assert outcome(language, before, after) in FINE


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Only staff may use the rear door.", "Staff may use the rear door."),
        ("en", "Only staff may use the rear door.", "Nobody may use the rear door."),
        ("en", "The clerk did not refuse to stay.", "The clerk refused to stay."),
        ("en", "They took the bus, not the train.", "They took the train rather than the bus."),
        ("de", "Nur Mitglieder dürfen abstimmen.", "Mitglieder dürfen nicht abstimmen."),
        ("ja", "会員だけが投票できる。", "会員は投票できない。"),
    ],
)
def test_another_word_for_a_negation_hides_no_lie(language, before, after):
    assert outcome(language, before, after) not in FINE


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Anna is taller than Ben.", "Ben is shorter than Anna."),
        ("en", "The vote took place before the strike.", "The strike took place after the vote."),
        ("en", "Smith bought the house from Jones.", "Jones sold the house to Smith."),
        (
            "en",
            "The pump failed because the filter was blocked.",
            "A blocked filter caused the pump to fail.",
        ),
        ("de", "Anna ist älter als Ben.", "Ben ist jünger als Anna."),
        ("fr", "Paul est plus âgé que Luc.", "Luc est plus jeune que Paul."),
        ("es", "Ana es mayor que Luis.", "Luis es menor que Ana."),
        ("ja", "兄は弟より3歳年上だ。", "弟は兄より3歳年下だ。"),
    ],
)
def test_a_relation_may_be_told_from_its_other_end(language, before, after):
    assert outcome(language, before, after) in FINE


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Anna is taller than Ben.", "Anna is shorter than Ben."),
        ("en", "The vote took place before the strike.", "After the strike, the vote took place."),
        ("en", "Smith bought the house from Jones.", "Smith sold the house to Jones."),
        (
            "en",
            "The pump failed because the filter was blocked.",
            "The filter was blocked because the pump failed.",
        ),
        (
            "en",
            "The script copies the tables, then drops the schema.",
            "The script drops the schema before copying the tables.",
        ),
        ("en", "Keller beat Moreau in the final.", "Moreau won the final with a win over Keller."),
        ("de", "Die Donau führt mehr Wasser als der Inn.", "Hier führt der Inn mehr Wasser als die Donau."),
        ("ja", "兄は弟より年上だ。", "弟は兄より年上だ。"),
    ],
)
def test_a_relation_turned_round_alone_is_another_statement(language, before, after):
    assert outcome(language, before, after) not in FINE


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "The World Health Organization met.", "The WHO met."),
        ("en", "The U.N. met in Geneva.", "The United Nations met in Geneva."),
        ("en", "Many farmers in the United States grow maize.", "Many U.S. farmers grow maize."),
        ("de", "Die Deutsche Forschungsgemeinschaft zahlt.", "Die DFG zahlt."),
        ("es", "La Organización Mundial de la Salud avisa.", "La OMS avisa."),
    ],
)
def test_an_acronym_stands_for_the_name_with_its_letters(language, before, after):
    assert outcome(language, before, after) in FINE


def test_an_acronym_of_another_name_is_a_changed_name():
    assert outcome("en", "The World Health Organization met.", "The WTO met.") is Outcome.BROKEN


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "The report is published quarterly.", "The report is published every three months."),
        ("en", "14 of the 20 pupils passed.", "70 % of the 20 pupils passed."),
        ("en", "Both bridges are closed.", "The two bridges are closed."),
        ("en", "Each month the mill uses 1,200 kWh.", "The mill uses 1,200 kWh per month."),
        ("de", "Jeder dritte Haushalt hat einen Hund.", "Ein Drittel der Haushalte hat einen Hund."),
        ("de", "Beide Brücken wurden gesperrt.", "Die zwei Brücken wurden gesperrt."),
        ("de", "Der Chor probt vierteljährlich.", "Der Chor probt alle drei Monate."),
        ("es", "Ambos puentes están cerrados.", "Los dos puentes están cerrados."),
        ("es", "Una arqueóloga halló la tumba en 1974.", "La tumba fue hallada en 1974 por una arqueóloga."),
    ],
)
def test_the_same_figure_may_be_put_in_another_form(language, before, after):
    assert outcome(language, before, after) in FINE


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "The report is published quarterly.", "The report is published every four months."),
        ("en", "14 of the 20 pupils passed.", "60 % of the 20 pupils passed."),
        ("de", "Jeder dritte Haushalt hat einen Hund.", "Ein Viertel der Haushalte hat einen Hund."),
        ("de", "Beide Brücken wurden gesperrt.", "Die drei Brücken wurden gesperrt."),
    ],
)
def test_another_figure_in_another_form_is_refused(language, before, after):
    assert outcome(language, before, after) is Outcome.BROKEN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The gate is never closed at night.", "The gate is always open at night."),
        ("Owner Meyer rents the flat to Kim.", "Kim rents the flat from owner Meyer."),
    ],
)
def test_what_may_be_the_same_from_the_other_side_is_doubted_and_not_refused(before, after):
    assert outcome("en", before, after) in (*FINE, Outcome.DOUBT_MEANING)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The gate is never closed at night.", "The gate is always closed at night."),
        ("The gate is never closed at night.", "The gate is never open at night."),
        ("Owner Meyer rents the flat to Kim.", "Owner Kim rents the flat to Meyer."),
    ],
)
def test_the_other_side_of_it_is_refused_where_only_one_half_was_turned(before, after):
    assert outcome("en", before, after) is Outcome.BROKEN
