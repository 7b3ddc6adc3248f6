"""The one contract every chat model keeps: one request in, one reply with its usage out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request for JSON of a given schema. No tools, no sampling knobs."""

    system: str
    """The stable prefix, cached by the provider where it can."""
    user: str
    schema: Mapping[str, Any]
    """JSON schema (object, `additionalProperties` false) that the answer must satisfy."""
    schema_name: str
    max_output_tokens: int
    prompt_version: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens billed. `input_tokens` excludes the cached ones, whatever the provider's own habit."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ChatReply:
    text: str
    usage: Usage
    model: str
    """The model the provider says answered."""
    request_id: str | None = None
    cost: Decimal = Decimal(0)
    """US dollars."""
    problem: str = ""
    """Why a paid answer cannot be used (`refusal: ...`, `truncated: ...`); empty when it can."""


@runtime_checkable
class ChatModel(Protocol):
    """Raises for what was not billed (`ProviderUnavailable`, `ProviderRateLimited`, `ProviderRefused`) and
    for what nobody knows (`OutcomeUnknown`: sent, and no answer seen). An answer that was billed comes back
    as a reply, also when it cannot be used: `ChatReply.problem` says why, so that its cost is not lost."""

    provider: str
    model: str

    def admit(self, request: ChatRequest, /) -> None:
        """Whether this request may go now: asked before anything is counted, reserved or sent.

        Raises ProviderRateLimited (with the time it may), ProviderUnavailable, ProviderStopped.
        """
        ...

    def complete(self, request: ChatRequest) -> ChatReply: ...

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        """US dollars, an upper bound computed before the call, for the budget's reservation."""
        ...
