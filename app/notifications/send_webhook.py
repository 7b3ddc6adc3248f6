"""Send one signed webhook. Retried after a 5xx, a 429 or no response; never after another 4xx."""

import json
from urllib.parse import urlsplit

import httpx2
from standardwebhooks import Webhook as Signer

from app.db.store import Store
from app.domain.errors import ConfigurationError, NotFound, ProviderUnavailable
from app.domain.jobs import Claimed
from app.domain.outbound import DeliveryState
from app.domain.retry_policy import RetryPolicy
from app.notifications.signing_secrets import SigningSecrets
from app.platform.encryption import FieldCipher
from app.platform.outbound import AddressRules, ForbiddenAddress, OutboundClient

WEBHOOK_RETRIES = RetryPolicy(max_retries=8, first_delay=10, factor=3, longest_delay=6 * 3600)
"""10 s, 30 s, 90 s ... 6 h: about ten hours in all."""
ASK_AGAIN = frozenset({408, 425, 429})


def send_webhook(claim: Claimed, *, store: Store, cipher: FieldCipher, outbound: OutboundClient) -> None:
    """Send the delivery of this job and save the result. Raises ProviderUnavailable."""
    try:
        with store.read() as tx:
            delivery = tx.outbound.delivery(claim.subject_id)
            webhook = tx.outbound.webhook(delivery.webhook_id or "")
    except NotFound:
        # The webhook was deleted after the job was queued, and its deliveries with it.
        _finish(claim, store)
        return
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
        "webhook-signature": " ".join(
            Signer(secret).sign(delivery.id, now, body)
            for secret in SigningSecrets.parse(cipher.open(webhook.secret)).valid(now)
        ),
    }
    status_code, error = _post(outbound, webhook.url, body, headers)

    if status_code is not None and 200 <= status_code < 300:
        _settle(claim, store, DeliveryState.DELIVERED, status_code, "", is_over=True)
    elif status_code is not None and 300 <= status_code < 500 and status_code not in ASK_AGAIN:
        _settle(claim, store, DeliveryState.FAILED, status_code, error, is_over=True)
    else:
        is_last = claim.attempt > WEBHOOK_RETRIES.max_retries
        state = DeliveryState.FAILED if is_last else DeliveryState.PENDING
        _settle(claim, store, state, status_code, error, is_over=False)
        raise ProviderUnavailable(f"webhook {webhook.id} to {urlsplit(webhook.url).hostname}: {error}")


def check_address(url: str, rules: AddressRules) -> str:
    """Return the address. Raises ConfigurationError for one that webhooks may not be sent to."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise ConfigurationError(f"{url!r} is not a web address: {error}") from None
    if parts.scheme not in {"https", "http"} or not host:
        raise ConfigurationError(f"{url!r} is not a web address: it must start with https://")
    if parts.username or parts.password:
        raise ConfigurationError("a webhook's address must not contain a password: its messages are signed")
    try:
        rules.check_host(host)
    except ForbiddenAddress as error:
        raise ConfigurationError(f"webhooks may not be sent to {error}") from None
    return url


def _post(outbound: OutboundClient, url: str, body: str, headers: dict[str, str]) -> tuple[int | None, str]:
    """Status code and error. Redirects are not followed: nobody approved the other address."""
    try:
        answer = outbound.post(url, body=body.encode(), headers=headers)
    except (httpx2.HTTPError, ForbiddenAddress) as error:
        return None, f"{type(error).__name__}: {error}"[:500]
    if 200 <= answer.status_code < 300:
        return answer.status_code, ""
    return answer.status_code, f"HTTP {answer.status_code}: {answer.excerpt}".removesuffix(": ")


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
