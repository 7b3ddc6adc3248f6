"""What natural language inference makes of changed passages, and how a model's labels are read."""

import pytest

from app.domain.content import Span
from app.domain.errors import ConfigurationError
from app.domain.facts import FactKind
from app.domain.policy import RewritePolicy
from app.rewrite.checks.contract import Passage
from app.rewrite.checks.nli import BATCH, NliCheck
from app.rewrite.checks.nli_model import Inference, positions_of
from app.rewrite.proposal import RewriteJob
from app.rewrite.text import Text

SAME = Inference(0.9, 0.05, 0.05)
OPPOSITE = Inference(0.05, 0.9, 0.05)
OPEN = Inference(0.1, 0.1, 0.8)
JOB = RewriteJob("s", "r", 1, Text("# A\n\nb\n", "a.md"), (), RewritePolicy())


class Says:
    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def of(self, pairs):
        self.asked.append(list(pairs))
        return [self.answers.get(pair, SAME) for pair in pairs]


def passage(before="it is open", after="it is shut"):
    return Passage(before, after, Span(0, 10), Span(0, 10), "s1")


def found(answers, *passages):
    return NliCheck(Says(answers), threshold=0.7).differences(passages or [passage()], JOB)


@pytest.mark.parametrize("pair", [("it is open", "it is shut"), ("it is shut", "it is open")])
def test_a_contradiction_in_either_direction_is_a_doubt_with_its_place(pair):
    [difference] = found({pair: OPPOSITE})

    assert difference.kind is FactKind.MEANING
    assert (difference.before, difference.after) == ("it is open", "it is shut")
    assert (difference.before_span, difference.section_id) == (Span(0, 10), "s1")
    assert not difference.is_notice
    assert "nli" in difference.message
    assert "contradiction" in difference.message


def test_what_the_original_does_not_say_is_a_notice():
    [difference] = found({("it is open", "it is shut"): OPEN})

    assert difference.is_notice
    assert "does not say" in difference.why


def test_what_is_no_longer_said_is_a_notice():
    [difference] = found({("it is shut", "it is open"): OPEN})

    assert difference.is_notice
    assert "no longer said" in difference.why


def test_the_same_meaning_is_nothing():
    assert found({}) == []


def test_a_passage_without_a_counterpart_is_not_asked_about():
    model = Says({})

    assert NliCheck(model, threshold=0.7).differences([passage(before="")], JOB) == []
    assert model.asked == []


def test_many_passages_go_in_batches():
    model = Says({})

    NliCheck(model, threshold=0.7).differences([passage()] * (BATCH + 1), JOB)

    assert [len(asked) for asked in model.asked] == [BATCH, BATCH, 1, 1]


@pytest.mark.parametrize(
    ("labels", "places"),
    [
        ({0: "CONTRADICTION", 1: "NEUTRAL", 2: "ENTAILMENT"}, (2, 0, 1)),
        ({0: "entailment", 1: "neutral", 2: "contradiction"}, (0, 2, 1)),
        ({"0": "contradict", "1": "entail"}, (1, 0, None)),
    ],
)
def test_the_models_own_words_say_which_score_is_which(labels, places):
    told = positions_of(labels, "m")

    assert (told["entailment"], told["contradiction"], told.get("neutral")) == places


def test_labels_that_say_nothing_are_refused_by_name():
    with pytest.raises(ConfigurationError, match="LABEL_0, LABEL_1"):
        positions_of({0: "LABEL_0", 1: "LABEL_1"}, "m")
