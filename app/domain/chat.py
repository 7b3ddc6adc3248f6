"""One request to a chat model and its reply, as plain values: the ledger keeps them, any model takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


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
