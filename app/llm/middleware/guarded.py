"""A chat model behind a rate limit and a circuit breaker; itself a chat model."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

import structlog
from redis.exceptions import RedisError

from app.domain.chat import ChatReply, ChatRequest
from app.domain.errors import (
    AllowanceUsed,
    OutcomeUnknown,
    ProviderRateLimited,
    ProviderStopped,
    ProviderUnavailable,
)
from app.llm.middleware.breaker import Circuit
from app.llm.middleware.limit_headers import allowance_from, seconds_until_reset
from app.llm.middleware.limits import Limiter
from app.llm.models.contract import ChatModel
from app.platform.closing import close_if_it_can

log = structlog.get_logger("copydesk.llm")

BLOCK_SECONDS = 15.0
"""After a 429 without a time of its own."""
CHARACTERS_PER_TOKEN = 4
MOST_TIMES = 10
"""The estimate: a count beyond that would suspend a provider for hours."""


class GuardedModel:
    """Never waits: a call that may not go now raises AllowanceUsed with the time when it may."""

    def __init__(self, model: ChatModel, *, limiter: Limiter, circuit: Circuit) -> None:
        self._model = model
        self._limiter = limiter
        self._circuit = circuit
        self.provider = model.provider
        self.model = model.model
        if hasattr(model, "on_headers"):
            model.on_headers = self._learn

    def _learn(self, headers: Mapping[str, str]) -> None:
        with _never_in_the_way():
            self._limiter.learn(allowance_from(headers))
            seconds = seconds_until_reset(headers)
            if seconds is not None:
                self._limiter.block(seconds)

    @property
    def counts_approximately(self) -> bool:
        return bool(getattr(self._model, "counts_approximately", False))

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        return self._model.most_it_can_cost(request)

    def admit(self, request: ChatRequest) -> None:
        """Takes a slot in the limit. Raises as `ChatModel` says while the limit or the circuit refuses."""
        seconds = 0.0
        with _never_in_the_way():
            seconds = self._limiter.acquire(_ticket(request), tokens=_tokens(request))
        if seconds > 0:
            raise AllowanceUsed(
                f"the allowance of {self.provider}:{self.model} is used; the next slot is in {seconds:.1f} s",
                seconds,
            )
        with _never_in_the_way():
            self._circuit.check()

    def complete(self, request: ChatRequest) -> ChatReply:
        """Send what was admitted, and report the outcome to the limit and the circuit."""
        reply = self._watched(request)
        usage = reply.usage
        used = usage.input_tokens + usage.cached_tokens + usage.output_tokens
        estimated = _tokens(request)
        with _never_in_the_way():
            self._circuit.succeeded()
            self._limiter.settle(estimated=estimated, used=min(used, MOST_TIMES * estimated))
        return reply

    def close(self) -> None:
        """Close the connections of the model behind it."""
        close_if_it_can(self._model)

    def _watched(self, request: ChatRequest) -> ChatReply:
        try:
            return self._model.complete(request)
        except ProviderRateLimited as error:
            wait = error.retry_after_seconds
            with _never_in_the_way():
                self._limiter.block(BLOCK_SECONDS if wait is None else wait)
            raise
        except ProviderStopped as error:
            with _never_in_the_way():
                self._circuit.stop(str(error))
            raise
        except (ProviderUnavailable, OutcomeUnknown):
            with _never_in_the_way():
                self._circuit.failed()
            raise


@contextmanager
def _never_in_the_way() -> Iterator[None]:
    """A Redis that is gone costs us the shared count, never a call or a reply that was paid for."""
    try:
        yield
    except RedisError as error:
        log.warning("llm.guard_unavailable", error=f"{type(error).__name__}: {error}"[:200])


def _ticket(request: ChatRequest) -> str:
    identity = f"{request.prompt_version}\0{request.system}\0{request.user}"
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _tokens(request: ChatRequest) -> int:
    """What providers count against the limit: the input, and the output that was asked for at most."""
    return (len(request.system) + len(request.user)) // CHARACTERS_PER_TOKEN + request.max_output_tokens
