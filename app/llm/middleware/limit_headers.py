"""What a provider's headers say of its limits: OpenAI's and Anthropic's, and servers that copy them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from app.llm.middleware.limits import Allowance

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
LONGEST_SECONDS = 3600.0


def allowance_from(headers: Mapping[str, str]) -> Allowance:
    """Requests and tokens per minute as the provider states them; None where it does not."""
    return Allowance(
        requests_per_minute=_number(
            headers, "x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit"
        ),
        tokens_per_minute=_number(headers, "x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit"),
    )


def seconds_until_reset(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """How long nothing is left of the requests or the tokens; None while something is left."""
    waits = [
        _reset(headers.get(reset), now if now is not None else datetime.now(UTC))
        for left, reset in (
            ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
            ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
            ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
            ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
        )
        if headers.get(left, "").strip() == "0"
    ]
    known = [wait for wait in waits if wait is not None]
    return min(max(known), LONGEST_SECONDS) if known else None


def _number(headers: Mapping[str, str], *names: str) -> float | None:
    for name in names:
        text = headers.get(name, "")
        if text.isdigit() and int(text) > 0:
            return float(text)
    return None


def _reset(text: str | None, now: datetime) -> float | None:
    """`6m0s`, `250ms`, seconds, or a moment in RFC 3339."""
    if not text:
        return None
    if parts := _DURATION.findall(text[:40]):
        return sum(float(number) * _SECONDS[unit] for number, unit in parts)
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
