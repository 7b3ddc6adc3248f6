"""Anthropic: requests, replies and errors translated."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import anthropic
import httpx2

from app.errors import CopydeskError
from app.llm.clients import PerProcess
from app.llm.limits import HeadersSeen
from app.llm.model import ChatReply, ChatRequest, Usage
from app.llm.outcomes import connection_outcome, not_json, status_outcome
from app.llm.prices import Price
from app.llm.tokens import TokenCount, upper_bound

SCHEMA_OVERHEAD_TOKENS = 400
"""What the message frame and the rendered schema add, at most."""
CONNECT_SECONDS = 5.0
COUNTING_SECONDS = 10.0
TRUNCATED = frozenset({"max_tokens", "model_context_window_exceeded"})


class AnthropicModel:
    """`messages` with a JSON schema and the stable prefix marked for the prompt cache."""

    provider = "anthropic"

    def __init__(
        self,
        model: str,
        *,
        api_key: str,
        price: Price,
        timeout_seconds: float,
        base_url: str | None = None,
        http_client: httpx2.Client | None = None,
    ) -> None:
        self.model = model
        self.counts_approximately = False
        self.on_headers: HeadersSeen | None = None
        self._price = price
        self._clients = PerProcess(
            lambda: anthropic.Anthropic(
                api_key=api_key,
                base_url=base_url,
                max_retries=0,
                timeout=httpx2.Timeout(timeout_seconds, connect=CONNECT_SECONDS),
                http_client=http_client,
            )
        )

    def complete(self, request: ChatRequest) -> ChatReply:
        """One POST, never repeated. Raises as `ChatModel` says."""
        try:
            raw = self._clients.get().messages.with_raw_response.create(
                model=self.model,
                max_tokens=request.max_output_tokens,
                system=_cached(request.system),
                messages=[{"role": "user", "content": request.user}],
                output_config={
                    "format": {
                        "type": "json_schema",
                        "schema": anthropic.transform_schema(dict(request.schema)),
                    }
                },
            )
            answer: Any = raw.parse()
        except anthropic.APIStatusError as error:
            self._seen(error.response.headers)
            raise self._status(error) from error
        except anthropic.APIConnectionError as error:
            raise connection_outcome(self.provider, error) from error
        except anthropic.APIResponseValidationError as error:
            raise not_json(self.provider, error) from error
        if isinstance(answer, str):
            raise not_json(self.provider, answer)
        self._seen(raw.headers)
        return self._reply(answer, raw.request_id)

    def _seen(self, headers: Mapping[str, str]) -> None:
        if self.on_headers is not None:
            self.on_headers(headers)

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        """Counted by the vendor's own counter, which is free; an upper bound where it does not answer."""
        counted = self._count(request)
        self.counts_approximately = counted.is_approximate
        # Every input token may be written to the cache, which costs more than reading it plainly.
        return self._price.cost(
            input_tokens=0,
            cache_write=counted.tokens + SCHEMA_OVERHEAD_TOKENS,
            output=request.max_output_tokens,
        )

    def close(self) -> None:
        """Close the connections of this process."""
        self._clients.close()

    def _count(self, request: ChatRequest) -> TokenCount:
        try:
            counted = self._clients.get().messages.count_tokens(
                model=self.model,
                system=_cached(request.system),
                messages=[{"role": "user", "content": request.user}],
                timeout=COUNTING_SECONDS,
            )
        except anthropic.AnthropicError:
            return upper_bound(request.system + request.user + str(dict(request.schema)))
        schema = upper_bound(str(dict(request.schema))).tokens
        return TokenCount(counted.input_tokens + schema, is_approximate=False)

    def _reply(self, answer: Any, request_id: str | None) -> ChatReply:
        usage = answer.usage
        cached, written = usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0
        cost = self._price.cost(
            input_tokens=usage.input_tokens, cached=cached, cache_write=written, output=usage.output_tokens
        )
        problem = ""
        if answer.stop_reason == "refusal":
            problem = "refusal: the model declined"
        elif answer.stop_reason in TRUNCATED:
            problem = f"truncated: {answer.stop_reason}"
        text = "".join(block.text for block in answer.content if block.type == "text")
        counted = Usage(usage.input_tokens + written, cached, usage.output_tokens)
        return ChatReply(text, counted, answer.model, request_id, cost, problem)

    def _status(self, error: anthropic.APIStatusError) -> CopydeskError:
        quota = type(error).__name__.endswith("SpendLimitReachedError")
        code = "enforced_spend_limit_reached" if quota else str(getattr(error, "type", None) or "")
        return status_outcome(
            self.provider,
            error.status_code,
            code=code,
            message=error.message,
            headers=error.response.headers,
        )


def _cached(system: str) -> list[Any]:
    return [{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}]
