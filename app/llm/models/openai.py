"""OpenAI, and every server that speaks its protocol: requests and replies translated."""

import json
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

import openai
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

from app.domain.chat import ChatReply, ChatRequest, Usage
from app.llm.models import openai_batch
from app.llm.models.batch import Answers
from app.llm.models.vendor import VendorModel
from app.llm.tokens import count_tokens

SCHEMA_OVERHEAD_TOKENS = 200
"""What the message frame and the rendered schema add to what we count ourselves, at most."""


class Dialect(StrEnum):
    """How much of OpenAI's protocol a server knows."""

    RESPONSES = "responses"
    """OpenAI's own host."""
    CHAT = "chat"
    """`chat.completions` with a JSON schema: vLLM, Ollama, a LiteLLM proxy."""
    CHAT_JSON = "chat-json"
    """The same without schemas: the prompt describes the schema, the server only promises JSON."""
    CHAT_TEXT = "chat-text"
    """The same without any promise."""


class OpenAIModel(VendorModel):
    """`responses` on OpenAI's own host, `chat.completions` elsewhere: few other servers speak the former."""

    sdk = openai
    client_class = "OpenAI"
    request_id_header = "x-request-id"

    def __init__(
        self,
        model: str,
        *,
        provider: str = "openai",
        base_url: str | None = None,
        dialect: Dialect | None = None,
        **options: Any,
    ) -> None:
        """`provider`: whose server it is, for the ledger, the limits and the messages."""
        super().__init__(model, base_url=base_url, **options)
        self.provider = provider
        usual = Dialect.RESPONSES if base_url is None else Dialect.CHAT
        self._dialect = dialect if dialect is not None else usual

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        """Counted with `tiktoken`; an upper bound where its vocabulary cannot be had."""
        counted = count_tokens(request.system + request.user + str(dict(request.schema)), self.model)
        self.counts_approximately = counted.is_approximate
        return self._price.cost(
            input_tokens=counted.tokens + SCHEMA_OVERHEAD_TOKENS, output=request.max_output_tokens
        )

    def body(self, request: ChatRequest) -> Mapping[str, Any]:
        """What is sent for one request."""
        schema = {"name": request.schema_name, "schema": dict(request.schema), "strict": True}
        if self._dialect is Dialect.RESPONSES:
            return {
                "model": self.model,
                "instructions": request.system,
                "input": request.user,
                "max_output_tokens": request.max_output_tokens,
                "store": False,
                "prompt_cache_key": request.prompt_version,
                "text": {"format": {**schema, "type": "json_schema"}},
            }
        if self._dialect is Dialect.CHAT:
            return {
                **self._messages(request.system, request.user),
                "max_completion_tokens": request.max_output_tokens,
                "response_format": {"type": "json_schema", "json_schema": schema},
            }
        system = f"{request.system}\n# Schema\nAnswer with JSON alone, of this schema:\n"
        system += json.dumps(dict(request.schema), ensure_ascii=False)
        # The older name: a server that knows no schemas seldom knows the newer one.
        body = {**self._messages(system, request.user), "max_tokens": request.max_output_tokens}
        if self._dialect is Dialect.CHAT_JSON:
            body["response_format"] = {"type": "json_object"}
        return body

    def send_batch(self, name: str, requests: Mapping[str, ChatRequest]) -> str:
        client = self._clients.get()
        return str(
            self._said(lambda: openai_batch.send(client, name, requests, path=self._path, body=self.body))
        )

    def find_batch(self, name: str, requests: frozenset[str]) -> str | None:  # noqa: ARG002 - the name is enough
        found: str | None = self._said(lambda: openai_batch.find(self._clients.get(), name))
        return found

    def batch_answers(self, batch_id: str) -> Answers | None:
        answers: Answers | None = self._said(
            lambda: openai_batch.answers(self._clients.get(), batch_id, read=self._read)
        )
        return answers

    @property
    def _path(self) -> str:
        return "/v1/responses" if self._dialect is Dialect.RESPONSES else "/v1/chat/completions"

    def _read(self, body: Mapping[str, Any], request_id: str | None) -> ChatReply:
        kind: Any = Response if self._dialect is Dialect.RESPONSES else ChatCompletion
        return self._reply(kind.construct(**body), request_id)

    def _messages(self, system: str, user: str) -> dict[str, Any]:
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return {"model": self.model, "messages": messages}

    def _ask(self, request: ChatRequest) -> Any:
        client = self._clients.get()
        ways = client.responses if self._dialect is Dialect.RESPONSES else client.chat.completions
        # What it is given by name the SDK compares with its types, message by message and through the whole
        # schema, which costs more than all the rest of the call; a body it sends as it is.
        named: dict[str, Any] = (
            {"input": request.user} if self._dialect is Dialect.RESPONSES else {"messages": []}
        )
        return ways.with_raw_response.create(model=self.model, **named, extra_body=self.body(request))

    def _reply(self, answer: Any, request_id: str | None) -> ChatReply:
        reply = _from_responses(answer) if self._dialect is Dialect.RESPONSES else _from_chat(answer)
        usage = reply.usage
        cost = self._price.cost(
            input_tokens=usage.input_tokens, cached=usage.cached_tokens, output=usage.output_tokens
        )
        text = unfenced(reply.text) if self._dialect is Dialect.CHAT_TEXT else reply.text
        return ChatReply(text, usage, reply.model, request_id, cost, reply.problem)

    def _code(self, error: Any) -> str:
        return str(getattr(error, "code", None) or getattr(error, "type", None) or "")


def unfenced(text: str) -> str:
    """What a code fence around the whole reply holds; a reply without one as it is."""
    opening, _, rest = text.strip().partition("\n")
    if opening.strip() not in {"```", "```json"} or not rest.endswith("```"):
        return text
    return rest.removesuffix("```").strip()


def _from_responses(answer: Any) -> ChatReply:
    refusals = [
        part.refusal
        for item in answer.output
        if item.type == "message"
        for part in item.content
        if part.type == "refusal"
    ]
    problem = f"refusal: {refusals[0]}" if refusals else ""
    if answer.status == "incomplete":
        reason = answer.incomplete_details.reason if answer.incomplete_details else "unknown"
        problem = f"truncated: {reason}"
    return ChatReply(answer.output_text, _usage_of_responses(answer.usage), answer.model, problem=problem)


def _usage_of_responses(usage: Any) -> Usage:
    if usage is None:
        return Usage()
    cached = usage.input_tokens_details.cached_tokens if usage.input_tokens_details else 0
    return Usage(usage.input_tokens - cached, cached, usage.output_tokens)


def _from_chat(answer: Any) -> ChatReply:
    choice = answer.choices[0] if answer.choices else None
    usage = answer.usage
    details = getattr(usage, "prompt_tokens_details", None)
    cached = (getattr(details, "cached_tokens", None) or 0) if details else 0
    counted = Usage(usage.prompt_tokens - cached, cached, usage.completion_tokens) if usage else Usage()
    if choice is None:
        return ChatReply("", counted, answer.model, problem="empty: the server sent no choice")
    problem = {"length": "truncated: length", "content_filter": "refusal: content filter"}.get(
        choice.finish_reason, ""
    )
    if choice.message.refusal:
        problem = f"refusal: {choice.message.refusal}"
    return ChatReply(choice.message.content or "", counted, answer.model, problem=problem)
