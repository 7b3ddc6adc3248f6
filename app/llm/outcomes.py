"""What went wrong outside, as one named outcome each. The SDKs' own retries are off.

| what came back | outcome |
| --- | --- |
| refused or timed out before the request was out | ProviderUnavailable: nothing was billed, try again |
| connection lost or read timed out after it was out, 504, 524 | OutcomeUnknown: maybe billed, not again |
| 429 | ProviderRateLimited, with the provider's `Retry-After`: nothing was billed |
| 408, 409, 425, 499, other 5xx, an error or a page with status 200 | ProviderFailed: maybe billed, again |
| quota or spend limit gone, 402, 401, 403 | ProviderStopped: nothing was billed, a person acts |
| 400, 404, 405, 406, 411, 413, 414, 415, 422, 431 | ProviderRefused: nothing was billed |
| a content filter, and every other status | OutcomeUnknown: maybe billed, not again |

Nothing was billed only where vendors document it: a request that was not accepted (OpenAI's and Anthropic's
lists of error codes) or a rate limit. A server error is none of these: a gateway may have lost a finished
answer. Azure bills a prompt that its content filter refuses with 400, and says so.
"""

from collections.abc import Mapping

import httpx2

from app.domain.errors import (
    CopydeskError,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRateLimited,
    ProviderRefused,
    ProviderStopped,
    ProviderUnavailable,
)
from app.llm.retry_after import retry_after
from app.platform.masking import mask_secrets
from app.text.storable import storable_text

NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
FREE_STATUS = frozenset({400, 404, 405, 406, 411, 413, 414, 415, 422, 431})
"""The request itself was not accepted, so no model has read it."""
GATEWAY_TIMEOUTS = frozenset({504, 524})
"""The gateway stopped waiting; what stands behind it may still be at work, and bill."""
FAILED_STATUS = frozenset({408, 409, 425, 499})
FILTER_CODES = frozenset({"content_filter", "content_policy_violation"})
QUOTA_CODES = frozenset({"insufficient_quota", "billing_hard_limit_reached", "enforced_spend_limit_reached"})
LONGEST_REASON = 300


def connection_outcome(provider: str, error: Exception) -> CopydeskError:
    """A request that got no answer. `error` is the SDK's; its cause says whether the request was out."""
    cause = error.__cause__
    reason = words(f"{type(cause or error).__name__}: {cause or error}")
    if isinstance(cause, NOT_SENT):
        return ProviderUnavailable(f"{provider} cannot be reached ({reason}); nothing was sent")
    return OutcomeUnknown(f"the request to {provider} was sent and no answer came ({reason}): maybe billed")


def status_outcome(
    provider: str, status: int, *, code: str, message: str, headers: Mapping[str, str]
) -> CopydeskError:
    """An answer that is an error. `code` is the provider's own word for it, empty where it has none."""
    summary = f"{provider} answered {status}{f' ({words(code)})' if code else ''}: {words(message)}"
    if status == 402 or code in QUOTA_CODES:
        return ProviderStopped(f"{summary}. The quota is exhausted: raise it or use another provider")
    if status == 429:
        return ProviderRateLimited(summary, retry_after(headers))
    if status in GATEWAY_TIMEOUTS:
        return OutcomeUnknown(f"{summary}. The answer may have been billed and lost")
    if status >= 500 or status in FAILED_STATUS or status == 200:
        return ProviderFailed(f"{summary}. It may have been billed", retry_after(headers))
    if status in {401, 403}:
        return ProviderStopped(f"{summary}. Check the provider's key and its permissions")
    if status in FREE_STATUS and code not in FILTER_CODES:
        return ProviderRefused(summary)
    return OutcomeUnknown(f"{summary}. It may have been billed")


def not_json(provider: str, body: object) -> CopydeskError:
    """An answer with status 200 that is not the provider's: cut short, empty, or a proxy's own page."""
    return ProviderFailed(
        f"{provider} answered with a page that is not JSON ({words(body)[:80]!r}): it may have been billed. "
        "Check the base URL and any proxy"
    )


def words(text: object) -> str:
    """A provider's own words as they may be kept and shown: short, storable, without secrets."""
    return mask_secrets(storable_text(str(text)[: 4 * LONGEST_REASON]))[:LONGEST_REASON]
