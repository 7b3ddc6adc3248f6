"""Webhooks on the System page: add, test, switch, a new secret, delete, and the log of deliveries."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.domain.errors import InvalidContent
from app.notifications.hooks import (
    add_webhook,
    change_secret,
    delete_webhook,
    send_again,
    send_test,
    switch_webhook,
)
from app.web.people import Admin, CurrentServices
from app.web.render import render

router = APIRouter(include_in_schema=False)
DELIVERIES = 50


@router.post("/system/webhooks")
def make_webhook(
    request: Request,
    services: CurrentServices,
    person: Admin,
    *,
    url: Annotated[str, Form(max_length=2000)],
    events: Annotated[list[str] | None, Form()] = None,
    project: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """The secret is shown only here, once."""
    webhook_id, secret = add_webhook(
        url,
        events or [],
        by=person.login,
        store=services.store,
        cipher=services.cipher,
        rules=services.outbound.rules,
        project_id=project or None,
    )
    return render(request, "webhook_made.html", webhook_id=webhook_id, url=url, secret=secret, is_new=True)


@router.get("/system/webhooks/{webhook_id}")
def show_webhook(
    request: Request,
    services: CurrentServices,
    _person: Admin,
    webhook_id: str,
    before: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    with services.store.read() as tx:
        webhook = tx.outbound.webhook(webhook_id)
        project = tx.accounts.projects().get(webhook.project_id or "", "")
        log = tx.outbound.log(DELIVERIES + 1, webhook_id=webhook_id, before=before or None)
    more = f"/system/webhooks/{webhook_id}?before={log[DELIVERIES - 1].id}" if len(log) > DELIVERIES else ""
    return render(request, "webhook.html", webhook=webhook, project=project, log=log[:DELIVERIES], more=more)


@router.post("/system/webhooks/{webhook_id}")
def change_webhook(
    request: Request,
    services: CurrentServices,
    person: Admin,
    webhook_id: str,
    action: Annotated[str, Form(max_length=20)],
) -> Response:
    """Test, switch, give a new secret (shown only here, once), or delete."""
    store, by = services.store, person.login
    if action == "test":
        send_test(webhook_id, store=store)
    elif action == "secret":
        changed = change_secret(webhook_id, by=by, store=store, cipher=services.cipher)
        with store.read() as tx:
            url = tx.outbound.webhook(webhook_id).url
        return render(
            request, "webhook_made.html", webhook_id=webhook_id, url=url, secret=changed.current, is_new=False
        )
    elif action == "delete":
        delete_webhook(webhook_id, by=by, store=store)
        return RedirectResponse("/system", status_code=303)
    elif action in {"on", "off"}:
        switch_webhook(webhook_id, is_active=action == "on", by=by, store=store)
    else:
        raise InvalidContent("a webhook can be tested, switched on or off, given a new secret, or deleted")
    return RedirectResponse(f"/system/webhooks/{webhook_id}", status_code=303)


@router.post("/system/deliveries/{delivery_id}/again")
def deliver_again(services: CurrentServices, person: Admin, delivery_id: str) -> Response:
    """Send the same message again, as a new delivery."""
    send_again(delivery_id, by=person.login, store=services.store)
    return RedirectResponse("/system", status_code=303)
