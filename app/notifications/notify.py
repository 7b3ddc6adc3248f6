"""Notify one person on one channel: with a single message, or with a whole digest."""

from collections.abc import Sequence
from typing import Any

from app.db.repositories.outbound_records import Delivery
from app.db.store import Store
from app.domain.errors import ProviderUnavailable
from app.domain.jobs import Claimed
from app.domain.outbound import DeliveryState, OutboundEvent
from app.domain.retry_policy import RetryPolicy
from app.notifications.registry import Messenger
from app.platform.encryption import FieldCipher

NOTIFY_RETRIES = RetryPolicy(max_retries=6, first_delay=30, factor=3, longest_delay=3600)

SENTENCES = {
    OutboundEvent.CASE_OPENED: "waits for a decision",
    OutboundEvent.CASE_REMINDER: "still waits, and its time is running out",
    OutboundEvent.CASE_OVERDUE: "is overdue",
    OutboundEvent.CASE_DECIDED: "has been decided",
    OutboundEvent.SUBMISSION_ACCEPTED: "was accepted",
    OutboundEvent.SUBMISSION_REJECTED: "was rejected",
    OutboundEvent.DEAD_LETTER: "could not be processed",
    OutboundEvent.BUDGET_80: "80 % of the budget is spent",
    OutboundEvent.BUDGET_100: "the budget is spent",
    OutboundEvent.TEST: "test",
}


def notify(
    claim: Claimed, *, store: Store, cipher: FieldCipher, messenger: Messenger, public_url: str
) -> None:
    """Send this channel's due messages. Raises ProviderUnavailable, so that the job is retried."""
    with store.read() as tx:
        first = tx.outbound.delivery(claim.subject_id)
        channel = tx.outbound.channel(first.channel_id or "")
        due = tx.outbound.due_for(channel.id, tx.clock.now())
    if first.state is not DeliveryState.PENDING or not channel.is_active or not due:
        with store.transaction() as tx:
            tx.jobs.finish(claim)
        return

    address = cipher.open(channel.address)
    title, body = message(due, public_url)
    is_sent = messenger.send(address, title=title, body=body)

    is_last = claim.attempt > NOTIFY_RETRIES.max_retries
    state = DeliveryState.DELIVERED if is_sent else DeliveryState.FAILED if is_last else DeliveryState.PENDING
    with store.transaction() as tx:
        if is_sent:
            tx.jobs.finish(claim)
        error = "" if is_sent else "the service did not accept the message"
        tx.outbound.settle(
            [delivery.id for delivery in due], state=state, attempts=claim.attempt, error=error
        )
    if not is_sent:
        raise ProviderUnavailable(f"channel {channel.id}: the service did not accept the message")


def message(due: Sequence[Delivery], public_url: str) -> tuple[str, str]:
    """Title and text: a line and a link for each delivery, in order."""
    lines = [_line(delivery.kind, delivery.payload.get("data", {}), public_url) for delivery in due]
    title = f"Copydesk: {lines[0].splitlines()[0]}" if len(lines) == 1 else f"Copydesk: {len(lines)} messages"
    return title[:200], "\n\n".join(lines)


def _line(kind: str, data: dict[str, Any], public_url: str) -> str:
    said = SENTENCES[OutboundEvent(kind)]
    about = data.get("title") or data.get("path") or ""
    line = f"{about} {said}".strip()
    if data.get("message"):
        line += f"\n{data['message']}"
    if data.get("case") and public_url:
        line += f"\n{public_url}/cases/{data['case']}"
    return line
