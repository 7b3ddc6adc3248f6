"""OpenAI, and every server that speaks its protocol: requests and replies translated."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

import openai

from app.domain.chat import ChatRequest
from app.llm.answers.body import Answer
from app.llm.answers.chat import read_chat
from app.llm.answers.ending import unfenced
from app.llm.answers.responses import read_responses
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

    def batch_answers(self, batch_id: str, requests: Mapping[str, ChatRequest]) -> Answers | None:
        answers: Answers | None = self._said(
            lambda: openai_batch.answers(self._clients.get(), batch_id, requests, read=self._reply)
        )
        return answers

    @property
    def _path(self) -> str:
        return "/v1/responses" if self._dialect is Dialect.RESPONSES else "/v1/chat/completions"

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

    def _answer(self, body: Mapping[str, Any]) -> Answer:
        if self._dialect is Dialect.RESPONSES:
            return read_responses(body)
        answer = read_chat(body)
        if self._dialect is Dialect.CHAT_TEXT:
            return replace(answer, text=unfenced(answer.text))
        return answer

    def _code(self, error: Any) -> str:
        return str(getattr(error, "code", None) or getattr(error, "type", None) or "")
