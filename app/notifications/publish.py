"""Create the deliveries of an event, in the event's own transaction. Sending comes later."""

from collections.abc import Mapping
from typing import Any

from app.db.store import Transaction
from app.domain.jobs import NOTIFY, SEND_WEBHOOK
from app.domain.outbound import OutboundEvent, file_address, send_time
from app.domain.priority import Priority
from app.domain.records import SubmissionRecord


def publish(
    tx: Transaction,
    kind: OutboundEvent,
    *,
    submission: SubmissionRecord | None = None,
    case_id: str | None = None,
    data: Mapping[str, Any],
) -> None:
    """Create one delivery and one job for each webhook and channel subscribed to this event."""
    if not tx.outbound.has_listeners():
        return
    now = tx.clock.now()
    project_id = None if submission is None else submission.project_id
    payload = {
        "type": kind.value,
        "timestamp": now.isoformat(),
        "data": {**_about(tx, submission), **({"case": case_id} if case_id else {}), **data},
    }
    for webhook in tx.outbound.webhooks_for(kind, project_id):
        delivery_id = tx.outbound.add_delivery(kind, payload, webhook_id=webhook.id)
        tx.jobs.add(
            SEND_WEBHOOK,
            subject_id=delivery_id,
            priority=Priority.NORMAL,
        )
    asked = tx.cases.get(case_id).asked if case_id else ()
    for channel in tx.outbound.channels_for(kind, project_id, asked):
        when = send_time(now, digest=channel.digest, quiet=channel.quiet, time_zone=channel.time_zone)
        delivery_id = tx.outbound.add_delivery(kind, payload, channel_id=channel.id, send_after=when)
        tx.jobs.add(
            NOTIFY,
            subject_id=delivery_id,
            priority=Priority.NORMAL,
            not_before=when,
        )


def _about(tx: Transaction, submission: SubmissionRecord | None) -> dict[str, Any]:
    if submission is None:
        return {}
    summary = tx.submissions.client_summary(submission.id)
    accepted = summary.accepted
    return {
        "submission": submission.id,
        "external_id": summary.external_id,
        "project": submission.project_id,
        "path": submission.path,
        "title": submission.title,
        "aeo": summary.measured,
        "accepted": None
        if accepted is None
        else {"revision": accepted, "file": file_address(submission.id, accepted)},
    }
