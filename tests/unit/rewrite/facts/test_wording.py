"""Content words that nothing explains are doubt, the likeliest lie first."""

import pytest

from app.content import read_text
from app.domain.facts import FactKind, Outcome
from app.rewrite.facts import facts_report


def report_on(before, after, language="en"):
    one, other = (read_text(f"---\nlang: {language}\n---\n{text}\n", path="a.md") for text in (before, after))
    return facts_report(one, other)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They built the wall quickly.", "They quickly built the wall."),
        ("The engine starts easily.", "The engine started easily."),
        ("She bought a car for the trip.", "She purchased a car for the trip."),
        ("Ada wrote the parser. Bert wrote the tests.", "Ada wrote the parser and Bert the tests."),
    ],
)
def test_inflection_order_listed_synonyms_and_elision_are_explained_as_words(before, after):
    assert FactKind.WORDING not in {d.kind for d in report_on(before, after).differences if not d.is_settled}


def test_words_that_nothing_explains_are_a_doubt_with_both_wordings():
    report = report_on("The garden is full of roses.", "The garden is full of wolves.")

    [doubt] = report.doubts
    assert (doubt.before, doubt.after) == ("roses", "wolves")
    assert not report.kept
    assert not report.broken


def test_an_opposite_weighs_more_than_a_near_synonym():
    lie = report_on("The committee was happy with the result.", "The committee was unhappy with the result.")
    honest = report_on("The committee was happy with the result.", "The committee was glad about the result.")

    assert lie.score > honest.score


def test_doubts_come_worst_first():
    report = report_on(
        "The big hall was open in May. The guests found the food excellent.",
        "The large hall was open in May. The guests found the food poisonous.",
    )

    scores = [doubt.score for doubt in report.doubts]
    assert scores == sorted(scores, reverse=True)
    assert report.doubts[0].after == "poisonous"


def test_one_reworded_word_in_a_reworded_sentence_weighs_less_than_alone():
    before = "The firm offers a big range of goods to help people save money."
    alone = report_on(before, before.replace("goods", "wares"))
    among = report_on(
        before, "The company provides a large variety of wares to assist individuals saving cash."
    )
    score = max(d.score for d in alone.doubts if "wares" in d.after)

    assert all(d.score <= score for d in among.doubts if "wares" in d.after)


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_without_a_lexicon_an_unknown_word_is_a_doubt_of_wording(language):
    before = {
        "de": "Der Garten ist voller Rosen.",
        "fr": "Le jardin est plein de roses.",
        "es": "El jardín está lleno de rosas.",
    }[language]
    after = before.replace("Rosen", "Blumen").replace("roses", "fleurs").replace("rosas", "flores")

    assert report_on(before, after, language).outcome is Outcome.DOUBT_WORDING


def test_where_no_operators_are_known_every_changed_word_is_a_doubt_of_meaning():
    report = report_on("To nie działa w nocy.", "To działa w nocy.", "pl")

    assert report.outcome is Outcome.DOUBT_MEANING
    assert report.unchecked
