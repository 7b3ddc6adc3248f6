"""Evaluate one revision: load, think, save."""

import time

from app.content import read_text
from app.domain.content import ContentFormat
from app.domain.errors import CopydeskError, EvaluationFailed
from app.domain.jobs import Claimed
from app.domain.lifecycle import SubmissionStatus
from app.domain.next_step import SAFETY_CHECK, History, RevisionOutcome, next_step
from app.domain.records import RevisionRecord, SubmissionRecord
from app.domain.scores import Abstained, Evaluation
from app.domain.verdict import Verdict, judge
from app.evaluation.evaluate import evaluate
from app.evaluation.payment import paid_by
from app.llm.ledger import Account
from app.transitions.take_step import take_step
from app.workflow.services import Services

TROUBLE = frozenset({"failed", "budget", "line"})
"""Codes of abstentions that somebody has to mend; the alert CopydeskDetectorFails knows the same."""


def evaluate_revision(claim: Claimed, services: Services) -> None:
    """Score a revision, judge it, and take the next step, all saved in one transaction."""
    with services.store.read() as tx:
        submission = tx.submissions.get(claim.submission_id)
        revisions, judged = tx.submissions.revisions_and_outcomes(submission.id)
    original = revisions[0]
    revision = next(revision for revision in revisions if revision.id == claim.subject_id)

    started = time.perf_counter()
    evaluation = _evaluate(submission, revision, original, services)
    seconds = time.perf_counter() - started
    for name, score in evaluation.detectors.items():
        if isinstance(score, Abstained):
            services.observer.abstained(name, score.code)
    verdict = judge(evaluation, submission.policy)
    outcome = RevisionOutcome(
        revision.id,
        revision.number,
        revision.origin,
        evaluation.aeo.measured,
        verdict.outcome,
        len(evaluation.errors),
    )
    step = next_step(
        verdict,
        History((*judged, outcome), submission.cycles - submission.cycles_at_send_back),
        submission.policy,
        is_safety_topic=any(finding.check_id == SAFETY_CHECK for finding in evaluation.findings),
    )

    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        tx.submissions.add_evaluation(
            revision, evaluation, verdict, policy=submission.policy, seconds=seconds
        )
        tx.submissions.record(submission.id, "revision.evaluated", _told(revision, evaluation, verdict))
        for failed in _failures(evaluation):
            told = {"revision": revision.id, "detector": failed.detector, "reason": failed.reason}
            tx.submissions.record(submission.id, "detector.failed", told)
        take_step(tx, submission, step, expected=SubmissionStatus.EVALUATING)


def _evaluate(
    submission: SubmissionRecord, revision: RevisionRecord, original: RevisionRecord, services: Services
) -> Evaluation:
    """Pure from here on: what breaks once breaks every time, so it is not worth a retry."""
    try:
        kind = ContentFormat(submission.format)
        document = read_text(revision.source, path=submission.path, format=kind)
        before = None
        if revision.id != original.id:
            before = read_text(original.source, path=submission.path, format=kind)
        with paid_by(_account(submission, revision)):
            return evaluate(document, policy=submission.policy, tools=services.evaluation, original=before)
    except (CopydeskError, MemoryError):
        raise
    except Exception as error:
        raise EvaluationFailed(
            f"{submission.path}: evaluation broke with {type(error).__name__}: {error}"
        ) from error


def _account(submission: SubmissionRecord, revision: RevisionRecord) -> Account:
    """Whose money the detectors spend that cost some."""
    return Account(
        project_id=submission.project_id,
        run_id=submission.run_id,
        submission_id=submission.id,
        revision_id=revision.id,
        budgets=submission.policy.rewrite.budgets,
        purpose="detect",
    )


def _failures(evaluation: Evaluation) -> list[Abstained]:
    """Detectors that ran into trouble, apart from those that had a reason in the text to abstain."""
    abstained = [score for score in evaluation.detectors.values() if isinstance(score, Abstained)]
    return [score for score in abstained if score.code in TROUBLE]


def _told(revision: RevisionRecord, evaluation: Evaluation, verdict: Verdict) -> dict[str, object]:
    return {
        "revision": revision.id,
        "number": revision.number,
        "outcome": verdict.outcome.value,
        "measured": evaluation.aeo.measured,
        "reasons": [reason.message for reason in verdict.reasons],
    }
