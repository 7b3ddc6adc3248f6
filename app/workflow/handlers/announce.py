"""Notify the reviewers of a new case, once."""

import structlog

from app.domain.events import EventKind
from app.domain.jobs import Claimed
from app.domain.outbound import OutboundEvent
from app.notifications.publish import publish
from app.workflow.services import Services

log = structlog.get_logger("copydesk.escalation")


def announce(claim: Claimed, services: Services) -> None:
    """Announce a new case to its reviewers: as an event, a notification and a log line."""
    with services.store.transaction() as tx:
        tx.jobs.finish(claim)
        escalation = tx.escalations.get(claim.subject_id)
        if not tx.escalations.mark_announced(escalation.id):
            return
        case = tx.cases.get(escalation.id)
        waiting_for = list(case.asked) or ["anyone"]
        tx.submissions.record(
            claim.submission_id,
            EventKind.ESCALATION_ANNOUNCED,
            {"escalation": escalation.id, "reason": escalation.reason.value, "to": waiting_for},
        )
        publish(
            tx,
            OutboundEvent.CASE_OPENED,
            submission=tx.submissions.get(claim.submission_id),
            case_id=case.id,
            data={"reason": case.reason.value, "message": case.message, "desk": case.desk},
        )
    # Not a warning: a case is what the desk is for, and its reviewers have just been told.
    log.info(
        "escalation.waiting",
        escalation=escalation.id,
        reason=escalation.reason.value,
        priority=escalation.priority.label,
        to=waiting_for,
    )
