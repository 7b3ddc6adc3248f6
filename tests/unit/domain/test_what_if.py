"""Another policy is asked about what is stored: counts and names what it would have said otherwise."""

from dataclasses import replace

from app.domain.policy import Goal, Policy
from app.domain.scores import Abstained, AeoScore, Confidence, DetectorScore, Evaluation, Gate, Label
from app.domain.verdict import Outcome
from app.domain.what_if import JudgedText, PolicyChange, preview

HUMAN = DetectorScore("copydesk", "1", Label.HUMAN, 0.02, Confidence.HIGH, 400)
OTHER = DetectorScore("other", "1", Label.AI, 0.98, Confidence.HIGH, 400)
SILENT = Abstained("other", "1", "language", "it knows no Japanese")
POLICY = Policy()


def text(measured, *scores, policy=POLICY):
    aeo = AeoScore(Gate.PASS, "1", measured=measured)
    evaluation = Evaluation(400, "en", {score.detector: score for score in scores or (HUMAN,)}, aeo)
    return JudgedText("id", f"scored {measured}", policy, evaluation)


def test_the_policy_in_force_changes_nothing():
    seen = preview([text(80.0), text(10.0), text(50.0, HUMAN, OTHER)], PolicyChange.of(POLICY))

    assert seen.before == seen.after
    assert seen.shifts == ()


def test_before_anything_is_asked_texts_with_policies_of_their_own_stay_as_they_are():
    own = replace(POLICY, min_aeo=5)

    assert preview([text(10.0, policy=own)], None).shifts == ()


def test_a_higher_score_fails_the_texts_between_and_says_why():
    seen = preview([text(80.0), text(45.0), text(10.0)], replace(PolicyChange.of(POLICY), min_aeo=60))

    [shift] = seen.shifts
    assert (shift.text.name, shift.before, shift.after) == ("scored 45.0", Outcome.PASS, Outcome.FAIL)
    assert "below the 60" in shift.why
    assert (seen.before[Outcome.FAIL], seen.after[Outcome.FAIL]) == (1, 2)


def test_a_goal_that_is_no_longer_required_blocks_nothing():
    asked = replace(PolicyChange.of(POLICY), required=frozenset({Goal.HUMAN, Goal.INTEGRITY}))

    [shift] = preview([text(10.0)], asked).shifts

    assert (shift.before, shift.after, shift.why) == (Outcome.FAIL, Outcome.PASS, "")
    assert Goal.AEO in asked.applied_to(POLICY).recommended


def test_disagreement_and_a_silent_detector_count_where_they_are_asked_to():
    relaxed = replace(PolicyChange.of(POLICY), escalate_on_disagreement=False)
    strict = replace(PolicyChange.of(POLICY), required_detectors=("other",))

    [spared] = preview([text(80.0, HUMAN, OTHER)], relaxed).shifts
    [stopped] = preview([text(80.0, HUMAN, SILENT)], strict).shifts

    assert (spared.before, spared.after) == (Outcome.UNCERTAIN, Outcome.PASS)
    assert (stopped.before, stopped.after) == (Outcome.PASS, Outcome.UNCERTAIN)


def test_each_text_keeps_the_rest_of_its_own_policy():
    own = replace(POLICY, required=frozenset({Goal.FINDINGS}), project="magazine")

    assert PolicyChange.of(POLICY).applied_to(own).project == "magazine"
