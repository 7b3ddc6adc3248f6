"""Carry out a person's decision, which returns the submission to the pipeline."""

from dataclasses import dataclass

from app.db.store import Store, Transaction
from app.domain.errors import InvalidContent, InvalidTransition
from app.domain.events import EventKind
from app.domain.keys import fingerprint
from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.next_step import Rewrite
from app.domain.outbound import OutboundEvent
from app.domain.records import EscalationRecord, RevisionRecord, SubmissionRecord
from app.domain.review import DecisionKind
from app.jobs.observer import Observer
from app.notifications.publish import publish
from app.transitions.take_step import start_evaluation, take_step

SETTLEMENTS = {
    SubmissionStatus.ACCEPTED: OutboundEvent.SUBMISSION_ACCEPTED,
    SubmissionStatus.REJECTED: OutboundEvent.SUBMISSION_REJECTED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's decision. `revision_id` is the approved text; None means the best revision."""

    kind: DecisionKind
    reviewer: str
    reason: str
    revision_id: str | None = None
    text: str | None = None
    """The whole edited source, for EDIT."""
    instructions: str = ""
    """Instructions for the next rewrite, for REWRITE."""


def decide(escalation_id: str, decision: Decision, store: Store, observer: Observer) -> SubmissionStatus:
    """Carry out one person's binding decision; returns the submission's new status.

    Raises NotFound, AlreadyDecided, InvalidContent (an edit without text, an unknown revision),
    InvalidTransition where the case asks for more than one person.
    """
    with store.transaction() as tx:
        needed = tx.cases.get(escalation_id).frozen.answers_needed
        if needed > 1:
            raise InvalidTransition(
                f"case {escalation_id} needs {needed} people to agree: answer it on the desk's page"
            )
        return settle(tx, escalation_id, decision, observer)


def settle(tx: Transaction, escalation_id: str, decision: Decision, observer: Observer) -> SubmissionStatus:
    """Close the case with this decision and move the submission, in the caller's transaction."""
    escalation = tx.escalations.get(escalation_id)
    submission = tx.submissions.get(escalation.submission_id)
    revisions = {revision.id: revision for revision in tx.submissions.revisions(submission.id)}
    chosen = chosen_revision(revisions, decision.revision_id or escalation.best_revision_id, submission)
    if decision.kind is DecisionKind.EDIT and (decision.text is None or not decision.text.strip()):
        raise InvalidContent("an edit needs the edited text; an empty one would erase the article")
    after = chosen.fingerprint if decision.text is None else fingerprint(decision.text)
    tx.escalations.decide(
        escalation,
        kind=decision.kind,
        reviewer=decision.reviewer,
        reason=decision.reason,
        instructions=decision.instructions,
        before=revisions[escalation.revision_id].fingerprint,
        after=after,
        policy_version=submission.policy.version,
    )
    details = _details(escalation, decision, chosen, after)
    tx.submissions.record(submission.id, EventKind.ESCALATION_DECIDED, details, actor=decision.reviewer)
    to = _carry_out(tx, submission, decision, chosen, number=len(revisions))
    summary = {"decision": decision.kind.value, "by": decision.reviewer, "status": to.value}
    publish(tx, OutboundEvent.CASE_DECIDED, submission=submission, case_id=escalation.id, data=summary)
    if to in SETTLEMENTS:
        publish(tx, SETTLEMENTS[to], submission=submission, data=summary)
    observer.decided(submission.id, decision.kind.value)
    return to


def chosen_revision(
    revisions: dict[str, RevisionRecord], wanted: str, submission: SubmissionRecord
) -> RevisionRecord:
    """Raises InvalidContent for a revision that this submission does not have."""
    chosen = revisions.get(wanted)
    if chosen is None:
        known = ", ".join(str(revision.number) for revision in revisions.values())
        raise InvalidContent(f"submission {submission.id} has no revision {wanted!r} (it has {known})")
    return chosen


def _details(
    escalation: EscalationRecord, decision: Decision, chosen: RevisionRecord, after: str
) -> dict[str, str]:
    return {
        "escalation": escalation.id,
        "decision": decision.kind.value,
        "reason": decision.reason,
        "instructions": decision.instructions,
        "revision": chosen.id,
        "before": chosen.fingerprint,
        "after": after,
    }


def _carry_out(
    tx: Transaction,
    submission: SubmissionRecord,
    decision: Decision,
    chosen: RevisionRecord,
    *,
    number: int,
) -> SubmissionStatus:
    expected = SubmissionStatus.ESCALATED
    why = f"{decision.kind.value} by {decision.reviewer}" + (
        f": {decision.reason}" if decision.reason else ""
    )
    match decision.kind:
        case DecisionKind.APPROVE:
            to = SubmissionStatus.ACCEPTED
            tx.submissions.move(
                submission.id, expected=expected, to=to, why=why, accepted_revision_id=chosen.id
            )
        case DecisionKind.REJECT:
            to = SubmissionStatus.REJECTED
            tx.submissions.move(submission.id, expected=expected, to=to, why=why)
        case DecisionKind.EDIT:
            to = SubmissionStatus.EVALUATING
            tx.submissions.move(submission.id, expected=expected, to=to, why=why)
            revision_id = tx.submissions.add_revision(
                submission.id,
                number=number,
                origin=RevisionOrigin.EDIT,
                source=decision.text or "",
                parent_id=chosen.id,
                author=decision.reviewer,
            )
            start_evaluation(tx, submission, revision_id)
        case DecisionKind.REWRITE:
            to = SubmissionStatus.REWRITING
            tx.submissions.send_back(submission.id, instructions=decision.instructions)
            take_step(tx, submission, Rewrite(submission.cycles + 1), expected=expected)
    return to
