"""Webhooks: create, list, test, and the delivery log."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.domain.outbound import DeliveryState, OutboundEvent
from app.notifications.hooks import (
    add_webhook,
    change_secret,
    delete_webhook,
    send_again,
    send_test,
    switch_webhook,
)
from app.web.api.common import Cursor, Id, Keepable, Limit, Page, RequestBody, example, id_cursor, page_of
from app.web.people import Admin, CurrentServices

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


class WebhookIn(RequestBody):
    model_config = example(url="https://example.org/copydesk", events=["submission.accepted", "case.opened"])

    url: Annotated[Keepable, Field(min_length=8, max_length=2000, examples=["https://example.org/copydesk"])]
    events: Annotated[list[OutboundEvent], Field(min_length=1)]
    project_id: Annotated[Keepable, Field(min_length=1, max_length=40)] | None = None
    """Only this project's events; all projects' by default."""


class WebhookMade(BaseModel):
    """`secret` verifies the signature (Standard Webhooks). It is shown only here, once."""

    id: str
    secret: str


class SecretChanged(BaseModel):
    """`secret` is shown only here, once. Until `previous_until` messages carry both signatures."""

    id: str
    secret: str
    previous_until: datetime


class WebhookLine(BaseModel):
    id: str
    project_id: str | None
    """Null for all projects."""
    url: str
    events: list[str]
    is_active: bool
    created_by: str
    created_at: datetime


class SwitchIn(RequestBody):
    model_config = example(is_active=False)

    is_active: bool


class DeliveryLine(BaseModel):
    id: str
    kind: str
    state: DeliveryState
    attempts: int
    status_code: int | None
    error: str
    created_at: datetime
    delivered_at: datetime | None


class Queued(BaseModel):
    delivery_id: str


@router.get("", summary="Every webhook")
def list_webhooks(services: CurrentServices, _person: Admin) -> list[WebhookLine]:
    with services.store.read() as tx:
        hooks = tx.outbound.webhooks()
    return [
        WebhookLine(
            id=hook.id,
            project_id=hook.project_id,
            url=hook.url,
            events=list(hook.events),
            is_active=hook.is_active,
            created_by=hook.created_by,
            created_at=hook.created_at,
        )
        for hook in hooks
    ]


@router.post("", status_code=201, summary="Add a webhook")
def make_webhook(services: CurrentServices, person: Admin, new: WebhookIn) -> WebhookMade:
    events = [event.value for event in new.events]
    webhook_id, secret = add_webhook(
        new.url,
        events,
        by=person.login,
        store=services.store,
        cipher=services.cipher,
        rules=services.outbound.rules,
        project_id=new.project_id,
    )
    return WebhookMade(id=webhook_id, secret=secret)


@router.patch("/{webhook_id}", status_code=204, summary="Switch a webhook on or off")
def switch(services: CurrentServices, person: Admin, webhook_id: Id, wanted: SwitchIn) -> None:
    switch_webhook(webhook_id, is_active=wanted.is_active, by=person.login, store=services.store)


@router.post("/{webhook_id}/secret", summary="Change a webhook's signing secret")
def change(services: CurrentServices, person: Admin, webhook_id: Id) -> SecretChanged:
    """For a day, messages carry signatures by the old secret and the new one."""
    changed = change_secret(webhook_id, by=person.login, store=services.store, cipher=services.cipher)
    assert changed.previous_until is not None
    return SecretChanged(id=webhook_id, secret=changed.current, previous_until=changed.previous_until)


@router.delete("/{webhook_id}", status_code=204, summary="Delete a webhook and its deliveries")
def delete(services: CurrentServices, person: Admin, webhook_id: Id) -> None:
    delete_webhook(webhook_id, by=person.login, store=services.store)


@router.post("/{webhook_id}/test", status_code=202, summary="Send a test")
def try_webhook(services: CurrentServices, _person: Admin, webhook_id: Id) -> Queued:
    return Queued(delivery_id=send_test(webhook_id, store=services.store))


@router.get("/{webhook_id}/deliveries", summary="Deliveries, newest first")
def list_deliveries(
    services: CurrentServices, _person: Admin, webhook_id: Id, limit: Limit = 50, cursor: Cursor = ""
) -> Page[DeliveryLine]:
    with services.store.read() as tx:
        tx.outbound.webhook(webhook_id)
        rows = tx.outbound.log(limit + 1, webhook_id=webhook_id, before=id_cursor(cursor))
    return Page[DeliveryLine](
        **page_of(rows, limit, lambda row: DeliveryLine.model_validate(row, from_attributes=True))
    )


@router.post("/deliveries/{delivery_id}/again", status_code=202, summary="Send the same message again")
def deliver_again(services: CurrentServices, person: Admin, delivery_id: Id) -> Queued:
    return Queued(delivery_id=send_again(delivery_id, by=person.login, store=services.store))
