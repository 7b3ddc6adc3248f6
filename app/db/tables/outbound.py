"""Webhooks, notification channels, and the log of deliveries."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.tables.submissions import Id
from app.db.types import Base, EnumText, Json, UtcDateTime
from app.domain.outbound import DeliveryState, Digest


class WebhookRow(Base):
    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id"))
    """None: every project."""
    url: Mapped[str] = mapped_column(String(2000))
    secret: Mapped[str] = mapped_column(Text)
    """Sealed (app.platform.encryption): decrypted when a message is signed."""
    events: Mapped[list[Any]] = mapped_column(Json)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChannelRow(Base):
    """Where one person wants to be notified: an address whose scheme names the notifier."""

    __tablename__ = "channels"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    service: Mapped[str] = mapped_column(String(40), server_default="")
    """The address's scheme, such as `slack`: all of it that is shown."""
    address: Mapped[str] = mapped_column(Text)
    """Sealed (app.platform.encryption), because it holds passwords and tokens."""
    events: Mapped[list[Any]] = mapped_column(Json)
    digest: Mapped[Digest] = mapped_column(EnumText(Digest))
    quiet_from: Mapped[int | None]
    """Local hour from which nothing is sent until `quiet_to`; None for no quiet hours."""
    quiet_to: Mapped[int | None]
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryRow(Base):
    """One message to one receiver. Its job has the retries; this row is for people."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_webhook", "webhook_id", "id"),
        Index("ix_deliveries_channel", "channel_id", "id"),
        Index("ix_deliveries_state", "state", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    webhook_id: Mapped[str | None] = mapped_column(ForeignKey("webhooks.id"))
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channels.id"))
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[DeliveryState] = mapped_column(EnumText(DeliveryState))
    attempts: Mapped[int] = mapped_column(default=0)
    status_code: Mapped[int | None]
    error: Mapped[str] = mapped_column(Text, default="")
    send_after: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Kept back until then: quiet hours, or the next digest."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeRow(Base):
    """A notice that goes out once, such as a budget at 80 per cent."""

    __tablename__ = "notices"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
