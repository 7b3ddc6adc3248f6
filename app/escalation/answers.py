"""A reviewer's answer under a lease: it decides the case alone, or together with others."""

from dataclasses import dataclass, replace

from app.db.store import Store, Transaction
from app.domain.cases import Agreed, CaseRecord, Disputed, ReviewAnswer, Unsettled, agreement
from app.domain.errors import AlreadyDecided, InvalidContent, LeaseLost
from app.domain.events import EventKind
from app.domain.keys import fingerprint
from app.domain.lifecycle import SubmissionStatus
from app.domain.review import DecisionKind, EscalationStatus
from app.escalation.decide import Decision, chosen_revision, settle
from app.jobs.observer import Observer


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """The effect of an answer."""

    status: SubmissionStatus | None
    """The submission's new status; None while other people's answers are missing."""
    missing: int = 0
    is_disputed: bool = False


def record_answer(
    case_id: str,
    token: str,
    given: ReviewAnswer,
    *,
    login: str,
    is_lead: bool,
    store: Store,
    observer: Observer,
) -> AnswerResult:
    """Save a person's answer; the last answer needed is carried out.

    Raises NotFound, AlreadyDecided, LeaseLost (nothing is saved, so the page keeps the typed text),
    InvalidContent for a rejection without a reason, an edit without text, a send-back without instructions.
    """
    check_answer(given)
    with store.transaction() as tx:
        # Locked: of two people who answer at once, the second must see the first answer.
        case = tx.cases.get(case_id, is_locked=True)
        if case.state is not EscalationStatus.OPEN:
            raise AlreadyDecided("this case has been decided by somebody else; your answer was not used")
        slot = case.slot_of(login)
        if slot is None or slot.token != token:
            raise LeaseLost("your claim on this case has run out, or it was handed over")
        tx.cases.record_answer(case_id, token, _with_fingerprint(tx, case, given))
        _record(
            tx, case, EventKind.CASE_ANSWERED, login, {"answer": given.kind.value, "reason": given.reason}
        )
        return _weigh(tx, tx.cases.get(case_id), login, is_lead=is_lead, observer=observer)


def check_answer(given: ReviewAnswer) -> None:
    """Raises InvalidContent for an answer without the reason, text or instructions that it needs."""
    if given.kind is DecisionKind.REJECT and not given.reason.strip():
        raise InvalidContent("a rejection needs a reason: the author will ask")
    if given.kind is DecisionKind.REWRITE and not given.instructions.strip():
        raise InvalidContent("sending back needs instructions: say what the next rewrite is to do")
    if given.kind is DecisionKind.EDIT and (given.text is None or not given.text.strip()):
        raise InvalidContent("an edit needs the edited text; an empty one would erase the article")


def _weigh(
    tx: Transaction, case: CaseRecord, login: str, *, is_lead: bool, observer: Observer
) -> AnswerResult:
    own = case.slot_of(login)
    match agreement(case.slots, deciding=own if case.is_disputed and is_lead else None):
        case Agreed(agreed, reviewers):
            status = settle(tx, case.id, _decision(agreed, reviewers), observer)
            return AnswerResult(status)
        case Disputed(kinds):
            if not case.is_disputed:
                tx.cases.dispute(case.id)
                said = {who: kind.value for who, kind in kinds.items()}
                _record(tx, case, EventKind.CASE_DISPUTED, "copydesk", {"answers": said})
            return AnswerResult(None, missing=1, is_disputed=True)
        case Unsettled(missing):
            return AnswerResult(None, missing=missing)


def _decision(agreed: ReviewAnswer, reviewers: tuple[str, ...]) -> Decision:
    return Decision(
        kind=agreed.kind,
        reviewer=", ".join(reviewers)[:200],
        reason=agreed.reason,
        revision_id=agreed.revision_id,
        text=agreed.text,
        instructions=agreed.instructions,
    )


def _with_fingerprint(tx: Transaction, case: CaseRecord, given: ReviewAnswer) -> ReviewAnswer:
    """Add the fingerprint of the resulting text, so that two answers can be compared."""
    if given.text is not None:
        return replace(given, fingerprint=fingerprint(given.text))
    submission = tx.submissions.get(case.submission_id)
    revisions = {revision.id: revision for revision in tx.submissions.revisions(submission.id)}
    wanted = given.revision_id or tx.escalations.get(case.id).best_revision_id
    return replace(given, fingerprint=chosen_revision(revisions, wanted, submission).fingerprint)


def _record(tx: Transaction, case: CaseRecord, kind: EventKind, actor: str, data: dict[str, object]) -> None:
    tx.submissions.record(case.submission_id, kind, {"escalation": case.id, **data}, actor=actor)
