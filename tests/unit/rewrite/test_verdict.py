"""Whether a candidate may become the next revision by itself, as far as its facts are concerned."""

import pytest

from app.domain.facts import FactDifference, FactFate, FactKind, FactsReport, Outcome
from app.rewrite.verdict import held_back


def difference(outcome, kind=FactKind.WORDING, **more):
    return FactDifference(kind, FactFate.CHANGED, "a", "b", outcome=outcome, **more)


def verdict(*differences, unchecked=(), on_wording="escalate", is_model=True):
    report = FactsReport(differences=differences, unchecked=unchecked)
    held = held_back(report, on_wording=on_wording, is_model=is_model)
    return None if held is None else held.outcome


def test_nothing_holds_back_what_is_explained():
    assert verdict() is None
    assert verdict(difference(Outcome.EXPLAINED)) is None


@pytest.mark.parametrize("on_wording", ["escalate", "accept"])
@pytest.mark.parametrize("is_model", [True, False])
def test_a_break_and_a_doubt_of_meaning_hold_back_whatever_the_policy(on_wording, is_model):
    broken, meaning = difference(Outcome.BROKEN), difference(Outcome.DOUBT_MEANING)

    assert verdict(broken, on_wording=on_wording, is_model=is_model) == "facts-broken"
    assert verdict(meaning, on_wording=on_wording, is_model=is_model) == "facts-doubted"


@pytest.mark.parametrize(
    ("on_wording", "is_model", "outcome"),
    [("escalate", True, "facts-doubted"), ("accept", True, None), ("escalate", False, None)],
)
def test_a_doubt_of_wording_is_the_policys_choice_for_a_model(on_wording, is_model, outcome):
    doubt = difference(Outcome.DOUBT_WORDING)

    assert verdict(doubt, on_wording=on_wording, is_model=is_model) == outcome


def test_a_new_figure_from_a_source_is_for_a_person_and_so_is_what_cannot_be_checked():
    assert verdict(difference(Outcome.BROKEN, FactKind.NUMBER, is_sourced=True)) == "facts-new"
    assert verdict(unchecked=(FactKind.NEGATION,)) == "facts-unchecked"
    assert verdict(unchecked=(FactKind.NEGATION,), is_model=False) is None


def test_the_message_names_the_worst_doubt_first():
    report = FactsReport(
        (
            difference(Outcome.DOUBT_MEANING, score=0.6),
            difference(Outcome.DOUBT_MEANING, FactKind.MODALITY, score=0.9),
        )
    )
    held = held_back(report, on_wording="escalate", is_model=True)

    assert held is not None
    assert held.message.startswith("modality changed")
