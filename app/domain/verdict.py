"""Judge whether a revision meets its policy's goals. `judge` never says what to do about it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.ensemble import join
from app.domain.policy import Goal, Policy
from app.domain.scores import (
    Abstained,
    AeoScore,
    DetectorScore,
    Evaluation,
    Gate,
    Integrity,
    Label,
    Severity,
)


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNCERTAIN = "uncertain"


class ReasonCode(StrEnum):
    UNSCORABLE = "unscorable"
    BLOCKED = "blocked"
    INTEGRITY = "integrity"
    AEO_LOW = "aeo-low"
    MACHINE_WRITTEN = "machine-written"
    DETECTOR_ABSTAINED = "detector-abstained"
    DETECTORS_DISAGREE = "detectors-disagree"
    ERROR_FINDINGS = "error-findings"
    SAFETY_TOPIC = "safety-topic"


REWRITABLE = frozenset({ReasonCode.AEO_LOW, ReasonCode.ERROR_FINDINGS})
"""What better prose can fix. A text that reads as machine-written goes to a person: rewriting it until no
detector fires would be evasion, and that is not what Copydesk is for."""


LEAST_SCORED_WORDS = 50
"""Below this a low score is no failure, only uncertain: there is too little to count, so that one link more
or less decides. The built-in detector abstains below the same length."""

FOREIGN = "language"
"""The code of an abstention for the text's language: nothing that its author or a person could put right."""


@dataclass(frozen=True, slots=True)
class Reason:
    code: ReasonCode
    message: str
    outcome: Outcome
    """FAIL, or UNCERTAIN where evidence is missing or contradictory."""
    is_required: bool = True
    """False for a recommended goal, which is reported and decides nothing."""

    @property
    def is_rewritable(self) -> bool:
        return self.code in REWRITABLE


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()

    @property
    def binding(self) -> tuple[Reason, ...]:
        """The reasons that made the outcome what it is."""
        return tuple(reason for reason in self.reasons if reason.is_required)


def judge(evaluation: Evaluation, policy: Policy) -> Verdict:
    """Compare an evaluation with the policy's goals.

    Missing evidence is not a pass: an abstention under a required goal is UNCERTAIN. Only one for the text's
    language is reported and decides nothing, unless the policy requires that detector. A certain failure
    outweighs uncertainty; both are reported.
    """
    reasons = tuple(_reasons(evaluation, policy))
    binding = [reason for reason in reasons if reason.is_required]
    if any(reason.outcome is Outcome.FAIL for reason in binding):
        return Verdict(Outcome.FAIL, reasons)
    if binding:
        return Verdict(Outcome.UNCERTAIN, reasons)
    return Verdict(Outcome.PASS, reasons)


def _reasons(evaluation: Evaluation, policy: Policy) -> Iterator[Reason]:
    yield from _readability_of_the_file(evaluation.aeo)
    if evaluation.aeo.gate is Gate.UNSCORABLE:
        return
    if policy_asks(policy, Goal.INTEGRITY) and evaluation.aeo.integrity is Integrity.FAIL:
        yield Reason(
            ReasonCode.INTEGRITY,
            _integrity_in_words(evaluation.aeo),
            Outcome.FAIL,
            is_required=Goal.INTEGRITY in policy.required,
        )
    yield from _aeo_goal(evaluation, policy)
    yield from _human_goal(evaluation, policy)
    yield from _findings_goal(evaluation, policy)


def _integrity_in_words(aeo: AeoScore) -> str:
    """The scorer's own reason, else the messages of the worst findings."""
    errors = {finding.message: None for finding in aeo.findings if finding.severity is Severity.ERROR}
    why = aeo.reason or "; ".join(list(errors)[:3]) or "see the findings"
    return f"integrity: {why}"


def policy_asks(policy: Policy, goal: Goal) -> bool:
    return goal in policy.required or goal in policy.recommended


def _readability_of_the_file(aeo: AeoScore) -> Iterator[Reason]:
    if aeo.gate is Gate.UNSCORABLE:
        yield Reason(ReasonCode.UNSCORABLE, aeo.reason, Outcome.UNCERTAIN)
    elif aeo.gate is Gate.BLOCKED:
        yield Reason(ReasonCode.BLOCKED, aeo.reason, Outcome.FAIL)


def _aeo_goal(evaluation: Evaluation, policy: Policy) -> Iterator[Reason]:
    aeo = evaluation.aeo
    if not policy_asks(policy, Goal.AEO) or aeo.measured is None or aeo.highest is None:
        return
    is_short = evaluation.words < LEAST_SCORED_WORDS
    outcome = Outcome.UNCERTAIN if is_short else Outcome.FAIL
    yield from _standing_goal(aeo, policy, outcome)
    if aeo.reaches(policy.min_aeo):
        return
    shown, at_most = _rounded_down(aeo.measured), _rounded_down(aeo.highest)
    within = "" if aeo.interval is None else f" (at most {at_most:g} within its interval)"
    message = f"AEO score {shown:g}{within} is below the {policy.min_aeo:.12g} that the policy requires"
    if is_short:
        message += f"; {evaluation.words} words are too few to tell"
    yield Reason(
        ReasonCode.AEO_LOW,
        message,
        outcome,
        is_required=Goal.AEO in policy.required,
    )


def _standing_goal(aeo: AeoScore, policy: Policy, outcome: Outcome) -> Iterator[Reason]:
    share = aeo.standing_share
    if share is None or share >= policy.min_standing:
        return
    yield Reason(
        ReasonCode.AEO_LOW,
        f"{_rounded_down(100 * share):g} % of the AEO score stands on its own, less than the "
        f"{100 * policy.min_standing:.12g} % that the policy requires: link the sources",
        outcome,
        is_required=Goal.AEO in policy.required,
    )


def _rounded_down(points: float) -> float:
    """To one decimal, never up: 29.97 below 30 must not read as 30."""
    return math.floor(points * 10) / 10


def _human_goal(evaluation: Evaluation, policy: Policy) -> Iterator[Reason]:
    if not policy_asks(policy, Goal.HUMAN):
        return
    required = Goal.HUMAN in policy.required
    opinion = join(evaluation.detectors, policy.detectors)
    if opinion.disagreement:
        yield Reason(
            ReasonCode.DETECTORS_DISAGREE,
            f"detectors disagree ({_opinions(evaluation)})",
            Outcome.UNCERTAIN,
            is_required=required and policy.detectors.escalate_on_disagreement,
        )
    elif opinion.label is Label.AI:
        yield Reason(
            ReasonCode.MACHINE_WRITTEN,
            f"reads as machine-written ({_opinions(evaluation)}): evidence, not proof",
            Outcome.FAIL,
            is_required=required,
        )
    elif opinion.label is Label.MIXED:
        yield Reason(
            ReasonCode.MACHINE_WRITTEN,
            f"reads as machine-written in part ({_opinions(evaluation)}): evidence, not proof",
            Outcome.UNCERTAIN,
            is_required=False,
        )
    for name in dict.fromkeys((*opinion.missing_required, *opinion.abstained)):
        yield Reason(
            ReasonCode.DETECTOR_ABSTAINED,
            _why_missing(name, evaluation),
            Outcome.UNCERTAIN,
            is_required=name in opinion.missing_required
            or (required and opinion.probability is None and not _is_foreign(name, evaluation)),
        )


def _is_foreign(name: str, evaluation: Evaluation) -> bool:
    score = evaluation.detectors.get(name)
    return isinstance(score, Abstained) and score.code == FOREIGN


def _opinions(evaluation: Evaluation) -> str:
    return ", ".join(
        f"{name}: {score.label}, {score.probability:.0%}, {score.confidence} confidence"
        for name, score in evaluation.detectors.items()
        if isinstance(score, DetectorScore)
    )


def _why_missing(name: str, evaluation: Evaluation) -> str:
    score = evaluation.detectors.get(name)
    if isinstance(score, Abstained):
        return f"detector {name} abstained: {score.reason}"
    return f"detector {name} is required and was not run"


def _findings_goal(evaluation: Evaluation, policy: Policy) -> Iterator[Reason]:
    if not policy_asks(policy, Goal.FINDINGS):
        return
    errors = evaluation.errors
    if errors:
        ids = ", ".join(sorted({finding.check_id for finding in errors}))
        yield Reason(
            ReasonCode.ERROR_FINDINGS,
            f"{len(errors)} finding{'s' if len(errors) > 1 else ''} of severity error ({ids})",
            Outcome.FAIL,
            is_required=Goal.FINDINGS in policy.required,
        )
