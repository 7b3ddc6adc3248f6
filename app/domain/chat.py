"""A request to a chat model and its reply, as plain values that the ledger stores and every model accepts."""

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
    """Tokens billed. `input_tokens` excludes cached ones, however the provider itself counts."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ChatReply:
    text: str
    usage: Usage
    model: str
    """The model that answered, as the provider reports it."""
    request_id: str | None = None
    cost: Decimal = Decimal(0)
    """US dollars."""
    problem: str = ""
    """Why a paid answer cannot be used (`refusal: ...`, `truncated: ...`); empty when it can."""
    usage_note: str = ""
    """Why tokens and cost are our own count; empty when they are the provider's."""
