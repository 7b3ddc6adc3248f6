"""The model of a policy with its guards: limits and circuit shared by all workers, or this process's own."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from app.config.settings import Settings
from app.domain.errors import ConfigurationError
from app.llm.middleware.breaker import Circuit, LocalCircuit, SharedCircuit
from app.llm.middleware.guarded import GuardedModel
from app.llm.middleware.limits import UNLIMITED, Allowance, Limiter, LocalLimiter, SharedLimiter
from app.llm.models.contract import ChatModel
from app.llm.registry import build_model, find_provider

REDIS_SECONDS = 2.0
"""How long a guard may take; a slower Redis is treated as unavailable."""


def build_guarded_model(spec: str, settings: Settings) -> ChatModel:
    """`build_model` behind rate limit and circuit breaker. Raises UnknownPlugin, ConfigurationError."""
    return guarded(build_model(spec, settings), settings, usual=find_provider(spec).allowance)


def guarded(model: ChatModel, settings: Settings, *, usual: Allowance = UNLIMITED) -> ChatModel:
    """Any model behind the limit and the circuit of its name; `usual` is the limit where the settings name
    none. Raises ConfigurationError."""
    name = f"{model.provider}:{model.model}"
    allowances = read_allowances(settings.llm_limits)
    allowance = allowances.get(name, allowances.get(model.provider, usual))
    limiter, circuit = _guards(name, model.provider, allowance, settings)
    return GuardedModel(model, limiter=limiter, circuit=circuit)


def _guards(name: str, provider: str, allowance: Allowance, settings: Settings) -> tuple[Limiter, Circuit]:
    client = _redis(settings.broker_url) if settings.celery_enabled else None
    if client is None:
        return LocalLimiter(allowance), LocalCircuit(provider)
    return SharedLimiter(client, name, allowance), SharedCircuit(client, provider)


def _redis(broker_url: str) -> Any | None:
    """A client for the broker's Redis, not connected yet; None where the broker is another."""
    import redis

    parts = urlsplit(broker_url)
    times: dict[str, Any] = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
    if parts.scheme == "redis+socket":
        number = dict(parse_qsl(parts.query)).get("virtual_host", "0").strip("/") or "0"
        return redis.Redis(unix_socket_path=unquote(parts.path), db=int(number), **times)
    if parts.scheme in {"redis", "rediss"}:
        return redis.Redis.from_url(broker_url, **times)
    return None


def read_allowances(text: str) -> dict[str, Allowance]:
    """`provider[:model]=REQUESTS[/TOKENS]` a minute, separated by commas; `-` means no limit of that kind.

    Raises ConfigurationError naming the bad part.
    """
    allowances = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, numbers = part.partition("=")
        numbers_given = [number.strip() for number in numbers.split("/")]
        if (
            not name.strip()
            or len(numbers_given) > 2
            or not all(number == "-" or number.isdecimal() for number in numbers_given)
        ):
            raise ConfigurationError(
                f"COPYDESK_LIMITS: {part!r} is not a limit: write provider:model=REQUESTS/TOKENS per minute, "
                "- for none"
            )
        limits = [None if number == "-" or not int(number) else float(number) for number in numbers_given]
        allowances[name.strip()] = Allowance(limits[0], limits[1] if len(limits) == 2 else None)
    return allowances
