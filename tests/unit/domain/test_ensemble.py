import pytest

from app.domain.ensemble import join
from app.domain.policy import DetectorPolicy
from app.domain.scores import Abstained, Confidence, DetectorScore, Label


def score(name, label, probability=0.5):
    return DetectorScore(name, "1", label, probability, Confidence.MEDIUM, 400)


def abstained(name):
    return Abstained(name, "1", "too-short", "12 words")


def opinion(*scores, **policy):
    return join({given.detector: given for given in scores}, DetectorPolicy(**policy))


def test_one_detector_speaks_for_itself():
    joined = opinion(score("a", Label.AI, 0.9))

    assert joined.label is Label.AI
    assert joined.probability == pytest.approx(0.9)
    assert not joined.escalates


@pytest.mark.parametrize("other", [Label.AI, Label.MIXED])
def test_contradiction_leaves_no_label_and_asks_a_person(other):
    joined = opinion(score("a", Label.HUMAN, 0.1), score("b", other, 0.9))

    assert joined.label is None
    assert joined.disagreement
    assert joined.escalates


def test_a_policy_may_report_a_contradiction_without_escalating():
    joined = opinion(score("a", Label.HUMAN), score("b", Label.AI), escalate_on_disagreement=False)

    assert joined.disagreement
    assert not joined.escalates


def test_mixed_beside_ai_leaves_the_weaker_claim():
    joined = opinion(score("a", Label.MIXED), score("b", Label.AI))

    assert joined.label is Label.MIXED
    assert not joined.disagreement


def test_an_abstention_of_a_required_detector_is_no_pass():
    joined = opinion(score("a", Label.HUMAN, 0.1), abstained("b"), required=("b", "never-run"))

    assert joined.label is Label.HUMAN
    assert joined.missing_required == ("b", "never-run")
    assert joined.escalates


def test_nobody_scored_means_no_opinion():
    joined = opinion(abstained("a"))

    assert joined.label is None
    assert joined.probability is None
    assert joined.abstained == ("a",)


def test_one_certain_detector_does_not_silence_another():
    joined = opinion(score("a", Label.AI, 1.0), score("b", Label.AI, 0.0))

    assert joined.probability == pytest.approx(0.5)
