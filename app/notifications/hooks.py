"""Manage webhooks and channels: add one, test it, repeat a failed delivery."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.db.store import Store, Transaction
from app.domain.errors import InvalidContent, NotFound
from app.domain.events import EventKind
from app.domain.jobs import NOTIFY, SEND_WEBHOOK
from app.domain.outbound import OutboundEvent
from app.domain.priority import Priority
from app.notifications.send_webhook import check_address
from app.notifications.signing_secrets import SigningSecrets, new_secret
from app.platform.encryption import FieldCipher
from app.platform.outbound import PUBLIC, AddressRules


def add_webhook(
    url: str,
    events: Sequence[str],
    *,
    by: str,
    store: Store,
    cipher: FieldCipher,
    rules: AddressRules = PUBLIC,
    project_id: str | None = None,
) -> tuple[str, str]:
    """Add a webhook for one project or all; returns its id and its signing secret.

    Raises ConfigurationError, InvalidContent, NotFound (the project).
    """
    check_address(url, rules)
    known = {kind.value for kind in OutboundEvent}
    unknown = sorted(set(events) - known)
    if unknown or not events:
        raise InvalidContent(
            f"choose from {', '.join(sorted(known))}"
            + (f"; {unknown[0]!r} is not one of them" if unknown else "")
        )
    secret = new_secret()
    sealed = cipher.seal(secret)
    with store.transaction() as tx:
        if project_id is not None and project_id not in tx.accounts.projects():
            raise NotFound(f"there is no project {project_id!r}")
        webhook_id = tx.outbound.add_webhook(
            url=url, secret=sealed, events=sorted(set(events)), project_id=project_id, created_by=by
        )
        tx.submissions.record(None, EventKind.WEBHOOK_CREATED, {"webhook": webhook_id, "url": url}, actor=by)
    return webhook_id, secret


def switch_webhook(webhook_id: str, *, is_active: bool, by: str, store: Store) -> None:
    """Start or stop sending. Raises NotFound."""
    kind = EventKind.WEBHOOK_ON if is_active else EventKind.WEBHOOK_OFF
    with store.transaction() as tx:
        tx.outbound.webhook(webhook_id)
        tx.outbound.switch_webhook(webhook_id, is_active=is_active)
        tx.submissions.record(None, kind, {"webhook": webhook_id}, actor=by)


def change_secret(webhook_id: str, *, by: str, store: Store, cipher: FieldCipher) -> SigningSecrets:
    """A new signing secret; the old one signs too for a day. Raises NotFound."""
    with store.transaction() as tx:
        known = SigningSecrets.parse(cipher.open(tx.outbound.webhook(webhook_id).secret))
        rotated = known.rotated(tx.clock.now())
        tx.outbound.set_webhook_secret(webhook_id, cipher.seal(rotated.dump()))
        tx.submissions.record(None, EventKind.WEBHOOK_SECRET_CHANGED, {"webhook": webhook_id}, actor=by)
    return rotated


def delete_webhook(webhook_id: str, *, by: str, store: Store) -> None:
    """Delete it with the log of its deliveries; what is queued is not sent. Raises NotFound."""
    with store.transaction() as tx:
        url = tx.outbound.webhook(webhook_id).url
        tx.outbound.delete_webhook(webhook_id)
        tx.submissions.record(None, EventKind.WEBHOOK_DELETED, {"webhook": webhook_id, "url": url}, actor=by)


def send_test(webhook_id: str, *, store: Store) -> str:
    """Queue a test message; returns the delivery's id. Raises NotFound."""
    with store.transaction() as tx:
        tx.outbound.webhook(webhook_id)
        delivery_id = tx.outbound.add_delivery(
            OutboundEvent.TEST, _test_message(tx.clock.now()), webhook_id=webhook_id
        )
        _make_due(tx, delivery_id, SEND_WEBHOOK)
    return delivery_id


def try_channel(channel_id: str, *, store: Store) -> str:
    """Queue a test message to a person's channel, ignoring its digest; returns the delivery's id."""
    with store.transaction() as tx:
        delivery_id = tx.outbound.add_delivery(
            OutboundEvent.TEST, _test_message(tx.clock.now()), channel_id=channel_id
        )
        _make_due(tx, delivery_id, NOTIFY)
    return delivery_id


def _test_message(now: datetime) -> dict[str, Any]:
    return {
        "type": OutboundEvent.TEST.value,
        "timestamp": now.isoformat(),
        "data": {"message": "This is a test: messages arrive here."},
    }


def send_again(delivery_id: str, *, by: str, store: Store) -> str:
    """Send the same message again, as a new delivery; returns its id. Raises NotFound."""
    with store.transaction() as tx:
        old = tx.outbound.delivery(delivery_id)
        again = tx.outbound.add_delivery(
            OutboundEvent(old.kind), old.payload, webhook_id=old.webhook_id, channel_id=old.channel_id
        )
        task = NOTIFY if old.webhook_id is None else SEND_WEBHOOK
        _make_due(tx, again, task)
        tx.submissions.record(None, EventKind.DELIVERY_REPEATED, {"delivery": old.id, "as": again}, actor=by)
    return again


def _make_due(tx: Transaction, delivery_id: str, task_name: str) -> None:
    tx.jobs.add(task_name, subject_id=delivery_id, priority=Priority.NORMAL)
