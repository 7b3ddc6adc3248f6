"""One request to a service that bills for it, and every way that it can fail, in our words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx

from app.domain.errors import (
    OutcomeUnknown,
    ProviderFailed,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
    ReplyUnusable,
)
from app.llm.retry_after import retry_after
from app.platform.masking import mask_secrets
from app.text.storable import storable_text

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LONGEST_MESSAGE = 200


def request_json(
    client: httpx.Client,
    method: str,
    url: str,
    *,
    service: str,
    headers: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    is_paid: bool = True,
) -> dict[str, Any]:
    """The JSON object that the service answered with.

    Raises ProviderUnavailable (not sent), ProviderFailed (5xx, maybe billed), OutcomeUnknown (no answer,
    maybe billed), ProviderRateLimited, ProviderRefused (4xx), ReplyUnusable. Nothing is tried twice here.
    """
    try:
        answer = client.request(method, url, headers=dict(headers or {}), json=body, timeout=TIMEOUT)
    except _NOT_SENT as error:
        raise ProviderUnavailable(f"{service} cannot be reached: {error}.") from error
    except httpx.HTTPError as error:
        if is_paid:
            raise OutcomeUnknown(
                f"{service} took the text and did not answer: {error}. It may be billed."
            ) from error
        raise ProviderUnavailable(f"{service} did not answer: {error}.") from error
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        raise ProviderRateLimited(f"{service} asks us to slow down.", retry_after(answer.headers))
    if answer.is_server_error:
        kind = ProviderFailed if is_paid else ProviderUnavailable
        raise kind(
            f"{service} failed with status {answer.status_code}{'; it may be billed' if is_paid else ''}.",
            retry_after(answer.headers),
        )
    if not answer.is_success:
        raise ProviderRefused(f"{service} refused with status {answer.status_code}: {_error_text(answer)}")
    try:
        body = answer.json()
    except ValueError as error:
        raise ReplyUnusable(
            f"{service} answered with something that is no JSON: {_error_text(answer)}"
        ) from error
    if not isinstance(body, dict):
        raise ReplyUnusable(f"{service} answered with a {type(body).__name__} where an object belongs.")
    return body


def share(value: Any, *, service: str, name: str) -> float:
    """A number from 0 to 1 out of an answer; raises ReplyUnusable for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ReplyUnusable(f"{service} answered {name} = {value!r}, which is no number from 0 to 1.")
    return float(value)


def dollars(units: float, price: Decimal) -> Decimal:
    return (Decimal(str(units)) * price).quantize(Decimal("0.000001"))


def _error_text(answer: httpx.Response) -> str:
    """The service's own words, short, without secrets and what it may repeat of the text."""
    return mask_secrets(storable_text(_error_in(answer)))[:_LONGEST_MESSAGE]


def _error_in(answer: httpx.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return answer.text[: 4 * _LONGEST_MESSAGE]
    if isinstance(body, dict):
        for name in ("error", "message", "msg", "detail", "ErrorMessage"):
            if isinstance(body.get(name), str):
                return str(body[name])[: 4 * _LONGEST_MESSAGE]
    return "no reason given"
