"""Anthropic: requests and replies translated."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import anthropic

from app.domain.chat import ChatReply, ChatRequest
from app.llm.answers.body import Answer
from app.llm.answers.messages import read_messages
from app.llm.models import anthropic_batch
from app.llm.models.batch import Answers
from app.llm.models.vendor import VendorModel
from app.llm.tokens import TokenCount, upper_bound

SCHEMA_OVERHEAD_TOKENS = 400
"""What the message frame and the rendered schema add, at most."""
COUNTING_SECONDS = 10.0


class AnthropicModel(VendorModel):
    """`messages` with a JSON schema and the stable prefix marked for the prompt cache."""

    provider = "anthropic"
    sdk = anthropic
    client_class = "Anthropic"
    request_id_header = "request-id"

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

    def body(self, request: ChatRequest) -> Mapping[str, Any]:
        """What is sent for one request."""
        return {
            "model": self.model,
            "max_tokens": request.max_output_tokens,
            "system": _cached(request.system),
            "messages": [{"role": "user", "content": request.user}],
            "output_config": {
                "format": {
                    "type": "json_schema",
                    "schema": anthropic.transform_schema(dict(request.schema)),
                }
            },
        }

    def send_batch(self, name: str, requests: Mapping[str, ChatRequest]) -> str:  # noqa: ARG002 - no field for it
        return str(self._said(lambda: anthropic_batch.send(self._clients.get(), requests, body=self.body)))

    def find_batch(self, name: str, requests: frozenset[str]) -> str | None:  # noqa: ARG002 - as above
        found: str | None = self._said(lambda: anthropic_batch.find(self._clients.get(), requests))
        return found

    def batch_answers(self, batch_id: str, requests: Mapping[str, ChatRequest]) -> Answers | None:
        def read(name: str, message: Any) -> ChatReply:
            return self._reply(message.to_dict(), None, requests[name])

        answers: Answers | None = self._said(
            lambda: anthropic_batch.answers(self._clients.get(), batch_id, frozenset(requests), read=read)
        )
        return answers

    def _ask(self, request: ChatRequest) -> Any:
        return self._clients.get().messages.with_raw_response.create(**self.body(request))

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

    def _answer(self, body: Mapping[str, Any]) -> Answer:
        return read_messages(body)

    def _code(self, error: Any) -> str:
        if type(error).__name__.endswith("SpendLimitReachedError"):
            return "enforced_spend_limit_reached"
        return str(getattr(error, "type", None) or "")


def _cached(system: str) -> list[Any]:
    return [{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}]
