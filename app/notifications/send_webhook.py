"""Send one signed webhook. Tried again after a 5xx, a 429 or silence; never after another 4xx."""

import ipaddress
import json
from urllib.parse import urlsplit

import httpx
from standardwebhooks import Webhook as Signer

from app.db.store import Store
from app.domain.errors import ConfigurationError, ProviderUnavailable
from app.domain.jobs import Claimed
from app.domain.outbound import DeliveryState
from app.domain.retry_policy import RetryPolicy
from app.platform.encryption import FieldCipher

WEBHOOK_RETRIES = RetryPolicy(max_retries=8, first_delay=10, factor=3, longest_delay=6 * 3600)
"""10 s, 30 s, 90 s ... 6 h: about ten hours in all."""
TIMEOUT_SECONDS = 10.0
ASK_AGAIN = frozenset({408, 425, 429})


def send_webhook(claim: Claimed, *, store: Store, cipher: FieldCipher) -> None:
    """Deliver what this work is about, and write down how it went. Raises ProviderUnavailable."""
    with store.read() as tx:
        delivery = tx.outbound.delivery(claim.subject_id)
        webhook = tx.outbound.webhook(delivery.webhook_id or "")
    if delivery.state is DeliveryState.DELIVERED:
        _finish(claim, store)
        return

    body = json.dumps(dict(delivery.payload), ensure_ascii=False, separators=(",", ":"))
    now = store.clock.now()
    headers = {
        "content-type": "application/json",
        "user-agent": "copydesk-webhook/1",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(cipher.open(webhook.secret)).sign(delivery.id, now, body),
    }
    status_code, error = _post(webhook.url, body, headers)

    if status_code is not None and 200 <= status_code < 300:
        _settle(claim, store, DeliveryState.DELIVERED, status_code, "", is_over=True)
    elif status_code is not None and 300 <= status_code < 500 and status_code not in ASK_AGAIN:
        _settle(claim, store, DeliveryState.FAILED, status_code, error, is_over=True)
    else:
        is_last = claim.attempt > WEBHOOK_RETRIES.max_retries
        state = DeliveryState.FAILED if is_last else DeliveryState.PENDING
        _settle(claim, store, state, status_code, error, is_over=False)
        raise ProviderUnavailable(f"webhook {webhook.id} to {urlsplit(webhook.url).hostname}: {error}")


def check_address(url: str) -> str:
    """The address as it is, or ConfigurationError for one that no webhook may go to."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise ConfigurationError(f"{url!r} is not a web address: {error}") from None
    if parts.scheme not in {"https", "http"} or not host:
        raise ConfigurationError(f"{url!r} is not a web address: one starts with https://")
    if parts.username or parts.password:
        raise ConfigurationError("a webhook's address holds no password: its messages are signed instead")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return url
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        raise ConfigurationError(f"{host} cannot receive a webhook: link-local addresses are refused")
    return url


def _post(url: str, body: str, headers: dict[str, str]) -> tuple[int | None, str]:
    """Status and what went wrong. A redirect is not followed: nobody gave us that address."""
    try:
        answer = httpx.post(
            url,
            content=body.encode(),
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        return None, f"{type(error).__name__}: {error}"[:500]
    return answer.status_code, "" if answer.is_success else f"HTTP {answer.status_code}: {answer.text[:300]}"


def _settle(
    claim: Claimed,
    store: Store,
    state: DeliveryState,
    status_code: int | None,
    error: str,
    *,
    is_over: bool,
) -> None:
    with store.transaction() as tx:
        if is_over:
            tx.jobs.finish(claim)
        tx.outbound.settle(
            [claim.subject_id], state=state, attempts=claim.attempt, status_code=status_code, error=error
        )


def _finish(claim: Claimed, store: Store) -> None:
    with store.transaction() as tx:
        tx.jobs.finish(claim)
