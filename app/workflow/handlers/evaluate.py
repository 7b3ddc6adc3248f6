"""Evaluate one revision: load, compute, save."""

import sys
import time

from app.content import read_document, read_text
from app.content.formats import is_package_name
from app.domain.content import ContentFormat, Document
from app.domain.errors import CopydeskError, EvaluationFailed, InvalidContent
from app.domain.events import EventKind
from app.domain.jobs import Claimed
from app.domain.lifecycle import SubmissionStatus
from app.domain.next_step import SAFETY_CHECK, History, RevisionOutcome, next_step
from app.domain.records import OriginalFile, RevisionRecord, SubmissionRecord
from app.domain.scores import Abstained, Evaluation
from app.domain.verdict import Verdict, judge
from app.evaluation.evaluate import evaluate
from app.evaluation.payment import paid_by
from app.llm.ledger import Account
from app.transitions.take_step import take_step
from app.workflow.services import Services

TROUBLE = frozenset({"failed", "budget", "line"})
"""Codes of abstentions that somebody has to fix; the alert CopydeskDetectorFails lists the same."""


def evaluate_revision(claim: Claimed, services: Services) -> None:
    """Score a revision, judge it and take the next step; all results are saved in one transaction."""
    with services.store.read() as tx:
        submission = tx.submissions.get(claim.submission_id)
        revisions, judged = tx.submissions.revisions_and_outcomes(submission.id)
        original = revisions[0]
        revision = next(revision for revision in revisions if revision.id == claim.subject_id)
        file = None
        if revision is original and is_package_name(submission.path):
            file = tx.submissions.original(submission.id)

    started = time.perf_counter()
    evaluation = _evaluate(submission, revision, original, file, services)
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
        # Among all that was found: neither a policy's `off` nor an author's ignore sends these to a model.
        is_safety_topic=any(finding.check_id == SAFETY_CHECK for finding in evaluation.aeo.findings),
        found={finding.check_id for finding in evaluation.findings},
    )

    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        tx.submissions.add_evaluation(
            revision, evaluation, verdict, policy=submission.policy, seconds=seconds
        )
        tx.submissions.record(
            submission.id, EventKind.REVISION_EVALUATED, _details(revision, evaluation, verdict)
        )
        for failed in _failures(evaluation):
            details = {"revision": revision.id, "detector": failed.detector, "reason": failed.reason}
            tx.submissions.record(submission.id, EventKind.DETECTOR_FAILED, details)
        take_step(tx, submission, step, expected=SubmissionStatus.EVALUATING)


def _evaluate(
    submission: SubmissionRecord,
    revision: RevisionRecord,
    original: RevisionRecord,
    file: OriginalFile | None,
    services: Services,
) -> Evaluation:
    """Deterministic from here on: what fails once fails every time, so that a retry is pointless."""
    try:
        kind = ContentFormat(submission.format)
        document = read_text(revision.source, path=submission.path, format=kind)
        if file is not None:
            document = _with_places(document, file)
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


def _with_places(document: Document, file: OriginalFile) -> Document:
    """The text as its file shows it, so that findings name paragraphs; as it is if read otherwise now."""
    try:
        read = read_document(file.data, path=document.path, max_bytes=sys.maxsize)
    except InvalidContent:
        # Read where it came in, and not here: without the extra for PDFs, or in time.
        return document
    return read if read.source == document.source else document


def _account(submission: SubmissionRecord, revision: RevisionRecord) -> Account:
    """The account that paid detectors charge."""
    return Account(
        project_id=submission.project_id,
        run_id=submission.run_id,
        submission_id=submission.id,
        revision_id=revision.id,
        budgets=submission.policy.rewrite.budgets,
        purpose="detect",
    )


def _failures(evaluation: Evaluation) -> list[Abstained]:
    """Detectors that failed, as opposed to those that abstained because of the text."""
    abstained = [score for score in evaluation.detectors.values() if isinstance(score, Abstained)]
    return [score for score in abstained if score.code in TROUBLE]


def _details(revision: RevisionRecord, evaluation: Evaluation, verdict: Verdict) -> dict[str, object]:
    return {
        "revision": revision.id,
        "number": revision.number,
        "outcome": verdict.outcome.value,
        "measured": evaluation.aeo.measured,
        "reasons": [reason.message for reason in verdict.reasons],
    }
