"""Webhooks, channels and their deliveries: who is notified of what, and the results."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from app.db.repositories.outbound_records import (
    Channel,
    Delivery,
    Webhook,
    channel_of,
    delivery_of,
    webhook_of,
)
from app.db.statements.core import add_unless_there, run, table_of
from app.db.tables.access import AccountRow, MembershipRow
from app.db.tables.outbound import ChannelRow, DeliveryRow, NoticeRow, WebhookRow
from app.domain.access import Role
from app.domain.errors import NotFound
from app.domain.outbound import DeliveryState, Digest, OutboundEvent, QuietHours
from app.platform.clock import Clock, fresh_id

_WEBHOOKS, _CHANNELS = table_of(WebhookRow), table_of(ChannelRow)
_HAS_LISTENERS = select(
    or_(
        exists().where(_WEBHOOKS.c.is_active),
        exists().where(_CHANNELS.c.is_active),
    )
)


class Outbound:
    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def has_listeners(self) -> bool:
        """Whether anybody has subscribed to any event."""
        return bool(run(self._session, _HAS_LISTENERS).scalar())

    # -- webhooks

    def add_webhook(
        self, *, url: str, secret: str, events: Sequence[str], project_id: str | None, created_by: str
    ) -> str:
        webhook_id = fresh_id(self._clock)
        self._session.add(
            WebhookRow(
                id=webhook_id,
                project_id=project_id,
                url=url,
                secret=secret,
                events=list(events),
                created_by=created_by,
                created_at=self._clock.now(),
            )
        )
        self._session.flush()
        return webhook_id

    def webhook(self, webhook_id: str) -> Webhook:
        """Raises NotFound."""
        row = self._session.get(WebhookRow, webhook_id)
        if row is None:
            raise NotFound(f"there is no webhook {webhook_id!r}")
        return webhook_of(row)

    def webhooks(self) -> list[Webhook]:
        return [webhook_of(row) for row in self._session.scalars(select(WebhookRow).order_by(WebhookRow.id))]

    def webhooks_for(self, kind: OutboundEvent, project_id: str | None) -> list[Webhook]:
        """Active webhooks subscribed to this kind of event in this project; tests are never included."""
        query = select(WebhookRow).where(WebhookRow.is_active)
        query = query.where(or_(WebhookRow.project_id.is_(None), WebhookRow.project_id == project_id))
        # Held until the delivery is stored: a webhook that is deleted meanwhile would break this event's own
        # transaction.
        held = query.with_for_update(read=True, key_share=True)
        return [webhook_of(row) for row in self._session.scalars(held) if kind.value in row.events]

    def switch_webhook(self, webhook_id: str, *, is_active: bool) -> None:
        self._session.execute(
            update(WebhookRow).where(WebhookRow.id == webhook_id).values(is_active=is_active)
        )

    def set_webhook_secret(self, webhook_id: str, sealed: str) -> None:
        self._session.execute(update(WebhookRow).where(WebhookRow.id == webhook_id).values(secret=sealed))

    def delete_webhook(self, webhook_id: str) -> None:
        """With its deliveries, which say nothing without it."""
        self._session.execute(select(WebhookRow.id).where(WebhookRow.id == webhook_id).with_for_update())
        self._session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id))
        self._session.execute(delete(WebhookRow).where(WebhookRow.id == webhook_id))

    # -- channels

    def add_channel(
        self,
        *,
        account_id: str,
        service: str,
        address: str,
        events: Sequence[str],
        digest: Digest,
        quiet: QuietHours | None,
        time_zone: str,
    ) -> str:
        channel_id = fresh_id(self._clock)
        self._session.add(
            ChannelRow(
                id=channel_id,
                account_id=account_id,
                service=service,
                address=address,
                events=list(events),
                digest=digest,
                quiet_from=None if quiet is None else quiet.start,
                quiet_to=None if quiet is None else quiet.end,
                time_zone=time_zone,
                created_at=self._clock.now(),
            )
        )
        self._session.flush()
        return channel_id

    def channel(self, channel_id: str) -> Channel:
        """Raises NotFound."""
        row = self._session.get(ChannelRow, channel_id)
        if row is None:
            raise NotFound(f"there is no channel {channel_id!r}")
        return channel_of(row)

    def channels_of(self, account_id: str) -> list[Channel]:
        rows = self._session.scalars(
            select(ChannelRow)
            .where(ChannelRow.account_id == account_id, ChannelRow.is_active)
            .order_by(ChannelRow.id)
        )
        return [channel_of(row) for row in rows]

    def channels_for(
        self, kind: OutboundEvent, project_id: str | None, logins: Sequence[str]
    ) -> list[Channel]:
        """Channels of people who see the project; if `logins` are given, only theirs."""
        query = (
            select(ChannelRow)
            .join(AccountRow, AccountRow.id == ChannelRow.account_id)
            .where(ChannelRow.is_active, AccountRow.is_active)
        )
        if logins:
            query = query.where(AccountRow.login.in_(logins))
        if project_id is not None:
            members = select(MembershipRow.account_id).where(MembershipRow.project_id == project_id)
            query = query.where(or_(AccountRow.role == Role.ADMIN, AccountRow.id.in_(members)))
        return [channel_of(row) for row in self._session.scalars(query) if kind.value in row.events]

    def drop_channel(self, channel_id: str) -> None:
        self._session.execute(update(ChannelRow).where(ChannelRow.id == channel_id).values(is_active=False))

    # -- deliveries

    def add_delivery(
        self,
        kind: OutboundEvent,
        payload: Mapping[str, Any],
        *,
        webhook_id: str | None = None,
        channel_id: str | None = None,
        send_after: datetime | None = None,
    ) -> str:
        delivery_id = fresh_id(self._clock)
        self._session.add(
            DeliveryRow(
                id=delivery_id,
                webhook_id=webhook_id,
                channel_id=channel_id,
                kind=kind.value,
                payload=dict(payload),
                state=DeliveryState.PENDING,
                send_after=send_after,
                created_at=self._clock.now(),
            )
        )
        self._session.flush()
        return delivery_id

    def delivery(self, delivery_id: str) -> Delivery:
        """Raises NotFound."""
        row = self._session.get(DeliveryRow, delivery_id)
        if row is None:
            raise NotFound(f"there is no delivery {delivery_id!r}")
        return delivery_of(row)

    def due_for(self, channel_id: str, now: datetime) -> list[Delivery]:
        """The pending deliveries of this channel that may be sent now, as one digest."""
        rows = self._session.scalars(
            select(DeliveryRow)
            .where(
                DeliveryRow.channel_id == channel_id,
                DeliveryRow.state == DeliveryState.PENDING,
                or_(DeliveryRow.send_after.is_(None), DeliveryRow.send_after <= now),
            )
            .order_by(DeliveryRow.id)
            .limit(200)
        )
        return [delivery_of(row) for row in rows]

    def log(
        self,
        limit: int,
        *,
        webhook_id: str | None = None,
        channel_id: str | None = None,
        state: DeliveryState | None = None,
        before: str | None = None,
    ) -> list[Delivery]:
        """Newest first."""
        query = select(DeliveryRow).order_by(DeliveryRow.id.desc()).limit(limit)
        if webhook_id is not None:
            query = query.where(DeliveryRow.webhook_id == webhook_id)
        if channel_id is not None:
            query = query.where(DeliveryRow.channel_id == channel_id)
        if state is not None:
            query = query.where(DeliveryRow.state == state)
        if before is not None:
            query = query.where(DeliveryRow.id < before)
        return [delivery_of(row) for row in self._session.scalars(query)]

    def first_time(self, name: str) -> bool:
        """True the first time that this name is used; records it."""
        return add_unless_there(self._session, NoticeRow, {"name": name, "created_at": self._clock.now()})

    def settle(
        self,
        delivery_ids: Sequence[str],
        *,
        state: DeliveryState,
        attempts: int,
        status_code: int | None = None,
        error: str = "",
    ) -> None:
        """Save the result of an attempt."""
        self._session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(delivery_ids))
            .values(
                state=state,
                attempts=attempts,
                status_code=status_code,
                error=error[:2000],
                delivered_at=self._clock.now() if state is DeliveryState.DELIVERED else None,
            )
        )
