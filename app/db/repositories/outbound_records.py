"""Webhooks, channels and deliveries as plain values, and their conversion from rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.tables.outbound import ChannelRow, DeliveryRow, WebhookRow
from app.domain.outbound import DeliveryState, Digest, QuietHours


@dataclass(frozen=True, slots=True)
class Webhook:
    id: str
    project_id: str | None
    url: str
    secret: str
    """Encrypted."""
    events: tuple[str, ...]
    is_active: bool
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    account_id: str
    service: str
    address: str
    """Encrypted."""
    events: tuple[str, ...]
    digest: Digest
    quiet: QuietHours | None
    time_zone: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    id: str
    webhook_id: str | None
    channel_id: str | None
    kind: str
    payload: Mapping[str, Any]
    state: DeliveryState
    attempts: int
    status_code: int | None
    error: str
    send_after: datetime | None
    created_at: datetime
    delivered_at: datetime | None


def webhook_of(row: WebhookRow) -> Webhook:
    return Webhook(
        row.id,
        row.project_id,
        row.url,
        row.secret,
        tuple(row.events),
        row.is_active,
        row.created_by,
        row.created_at,
    )


def channel_of(row: ChannelRow) -> Channel:
    quiet = None
    if row.quiet_from is not None and row.quiet_to is not None:
        quiet = QuietHours(row.quiet_from, row.quiet_to, row.time_zone)
    return Channel(
        row.id,
        row.account_id,
        row.service,
        row.address,
        tuple(row.events),
        row.digest,
        quiet,
        row.time_zone,
        row.is_active,
    )


def delivery_of(row: DeliveryRow) -> Delivery:
    return Delivery(
        row.id,
        row.webhook_id,
        row.channel_id,
        row.kind,
        row.payload,
        row.state,
        row.attempts,
        row.status_code,
        row.error,
        row.send_after,
        row.created_at,
        row.delivered_at,
    )
