"""What a webhook sends, as the OpenAPI document describes it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.domain.outbound import OutboundEvent
from app.web.api.submission_shapes import AcceptedOut


class MessageData(BaseModel):
    """About one submission; events add fields of their own, such as `reason` or `decision`."""

    model_config = ConfigDict(extra="allow")

    submission: str | None = None
    external_id: str | None = None
    """The client's own name for the text."""
    project: str | None = None
    path: str | None = None
    title: str | None = None
    aeo: float | None = None
    accepted: AcceptedOut | None = None
    case: str | None = None


class WebhookMessage(BaseModel):
    """Signed as Standard Webhooks describes: headers `webhook-id`, `-timestamp`, `-signature`."""

    type: OutboundEvent
    timestamp: datetime
    data: MessageData


EXAMPLE: dict[str, Any] = {
    "type": "case.opened",
    "timestamp": "2026-11-21T06:34:42+00:00",
    "data": {
        "submission": "01m7yd1t4w5n8q2r6s9v0x3z7b",
        "external_id": "4711",
        "project": "01m7yd1t4w5n8q2r6s9v0x3z7c",
        "path": "guides/kettle.md",
        "title": "Kettles",
        "aeo": 26.4,
        "accepted": None,
        "case": "01m7yd1t4w5n8q2r6s9v0x3z7d",
    },
}
