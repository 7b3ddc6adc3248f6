from dataclasses import replace

import pytest

from app.domain.policy import DetectorPolicy, Goal, Policy
from app.domain.scores import (
    Abstained,
    AeoScore,
    Confidence,
    DetectorScore,
    Evaluation,
    EvidenceGrade,
    Finding,
    Gate,
    Integrity,
    Label,
    Severity,
)
from app.domain.verdict import Outcome, ReasonCode, judge

HUMAN = DetectorScore("a", "1", Label.HUMAN, 0.02, Confidence.HIGH, 400)
MACHINE = DetectorScore("b", "1", Label.AI, 0.98, Confidence.HIGH, 400)
ABSTAINED = Abstained("a", "1", "too-short", "no model for ja")
GOOD = AeoScore(Gate.PASS, "1", measured=80.0)


def evaluation(aeo: AeoScore = GOOD, *scores: DetectorScore | Abstained) -> Evaluation:
    return Evaluation(400, "en", {score.detector: score for score in scores or (HUMAN,)}, aeo)


def codes(outcome_of: Evaluation, policy: Policy = Policy()) -> tuple[Outcome, set[ReasonCode]]:  # noqa: B008
    verdict = judge(outcome_of, policy)
    return verdict.outcome, {reason.code for reason in verdict.binding}


def test_a_good_text_by_a_person_passes_without_a_binding_reason():
    assert codes(evaluation()) == (Outcome.PASS, set())


@pytest.mark.parametrize(
    ("aeo", "expected"),
    [
        (replace(GOOD, measured=Policy().min_aeo - 0.1), (Outcome.FAIL, {ReasonCode.AEO_LOW})),
        (replace(GOOD, measured=Policy().min_aeo), (Outcome.PASS, set())),
        (replace(GOOD, gate=Gate.BLOCKED, reason="noindex"), (Outcome.FAIL, {ReasonCode.BLOCKED})),
        (
            AeoScore(Gate.UNSCORABLE, "1", reason="empty"),
            (Outcome.UNCERTAIN, {ReasonCode.UNSCORABLE}),
        ),
        (replace(GOOD, integrity=Integrity.FAIL), (Outcome.FAIL, {ReasonCode.INTEGRITY})),
    ],
)
def test_the_aeo_score_decides_by_gate_integrity_and_threshold(aeo, expected):
    assert codes(evaluation(aeo)) == expected


def test_a_score_whose_interval_reaches_the_minimum_is_not_too_low():
    least = Policy().min_aeo

    assert codes(evaluation(replace(GOOD, measured=least - 3, interval=(least - 6, least)))) == (
        Outcome.PASS,
        set(),
    )


def test_the_sentence_about_a_low_score_never_rounds_it_up_to_the_minimum():
    (reason,) = judge(
        evaluation(replace(GOOD, measured=29.97, interval=(28.0, 29.99))), Policy(min_aeo=30)
    ).reasons

    assert reason.message == (
        "AEO score 29.9 (at most 29.9 within its interval) is below the 30 that the policy requires"
    )


def test_machine_writing_fails_and_no_rewrite_is_offered_for_it():
    verdict = judge(evaluation(GOOD, MACHINE), Policy())

    assert verdict.outcome is Outcome.FAIL
    assert [reason.is_rewritable for reason in verdict.binding] == [False]


def test_an_abstention_is_never_a_pass_where_the_goal_is_required():
    assert codes(evaluation(GOOD, ABSTAINED)) == (Outcome.UNCERTAIN, {ReasonCode.DETECTOR_ABSTAINED})


def test_an_abstention_is_only_reported_where_the_goal_is_recommended():
    policy = Policy(required=frozenset({Goal.AEO}), recommended=frozenset({Goal.HUMAN}))

    verdict = judge(evaluation(GOOD, ABSTAINED), policy)

    assert verdict.outcome is Outcome.PASS
    assert [reason.code for reason in verdict.reasons] == [ReasonCode.DETECTOR_ABSTAINED]


def test_a_language_that_no_detector_knows_asks_nobody_unless_the_policy_requires_the_detector():
    foreign = evaluation(GOOD, replace(ABSTAINED, code="language"))

    assert codes(foreign) == (Outcome.PASS, set())
    assert [reason.code for reason in judge(foreign, Policy()).reasons] == [ReasonCode.DETECTOR_ABSTAINED]
    strict = Policy(detectors=DetectorPolicy(required=(ABSTAINED.detector,)))
    assert codes(foreign, strict)[0] is Outcome.UNCERTAIN


def test_a_low_score_of_a_few_words_is_uncertain_and_no_failure():
    few = replace(evaluation(replace(GOOD, measured=0.0, interval=None)), words=9)

    verdict = judge(few, Policy())

    assert verdict.outcome is Outcome.UNCERTAIN
    assert "9 words are too few to tell" in verdict.reasons[0].message


def test_one_opinion_is_enough_when_another_detector_abstains_unless_it_is_required():
    both = evaluation(GOOD, replace(HUMAN, detector="b"), ABSTAINED)

    assert codes(both)[0] is Outcome.PASS
    assert codes(both, Policy(detectors=DetectorPolicy(required=("a",))))[0] is Outcome.UNCERTAIN


@pytest.mark.parametrize("label", [Label.AI, Label.MIXED])
def test_detectors_that_disagree_are_for_a_person(label):
    found = evaluation(GOOD, HUMAN, replace(MACHINE, label=label))

    assert codes(found) == (Outcome.UNCERTAIN, {ReasonCode.DETECTORS_DISAGREE})


def test_a_disagreement_is_only_reported_where_the_policy_says_so():
    policy = Policy(detectors=DetectorPolicy(escalate_on_disagreement=False))

    verdict = judge(evaluation(GOOD, HUMAN, MACHINE), policy)

    assert verdict.outcome is Outcome.PASS
    assert [reason.code for reason in verdict.reasons] == [ReasonCode.DETECTORS_DISAGREE]


def test_a_text_that_is_machine_written_in_part_is_reported_and_passes():
    verdict = judge(evaluation(GOOD, replace(MACHINE, label=Label.MIXED)), Policy())

    assert verdict.outcome is Outcome.PASS
    assert "in part" in verdict.reasons[0].message


def test_a_required_detector_that_was_not_run_is_missing_evidence():
    policy = Policy(detectors=DetectorPolicy(use=("a", "b"), required=("b",)))

    assert codes(evaluation(GOOD, HUMAN), policy) == (Outcome.UNCERTAIN, {ReasonCode.DETECTOR_ABSTAINED})


def test_error_findings_bind_only_where_the_policy_requires_it():
    finding = Finding("X1", "broken", Severity.ERROR, EvidenceGrade.A)
    found = replace(evaluation(), findings=(finding,))

    assert codes(found)[0] is Outcome.PASS
    assert codes(found, Policy(required=frozenset({Goal.FINDINGS}))) == (
        Outcome.FAIL,
        {ReasonCode.ERROR_FINDINGS},
    )


def test_a_policy_may_ask_how_much_of_the_score_stands_on_its_own() -> None:
    rests_on_claims = evaluation(replace(GOOD, standing=47.97))
    asking = Policy(min_standing=0.6)

    (reason,) = judge(rests_on_claims, asking).reasons

    assert reason.code is ReasonCode.AEO_LOW
    assert reason.message.startswith(
        "59.9 % of the AEO score stands on its own, less than the 60 % that the policy requires"
    )
    assert judge(rests_on_claims, Policy()).outcome is Outcome.PASS
    assert judge(evaluation(replace(GOOD, standing=48.0)), asking).outcome is Outcome.PASS
    assert judge(evaluation(GOOD), asking).outcome is Outcome.PASS
