"""OpenAI, and every server that speaks its protocol: requests, replies and errors translated."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx2
import openai

from app.errors import CopydeskError
from app.llm.clients import PerProcess
from app.llm.limits import HeadersSeen
from app.llm.model import ChatReply, ChatRequest, Usage
from app.llm.outcomes import connection_outcome, not_json, status_outcome
from app.llm.prices import Price
from app.llm.tokens import count_tokens

SCHEMA_OVERHEAD_TOKENS = 200
"""What the message frame and the rendered schema add to what we count ourselves, at most."""
CONNECT_SECONDS = 5.0


class OpenAIModel:
    """`responses` on OpenAI's own host, `chat.completions` elsewhere: few other servers speak the former."""

    provider = "openai"

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
        self._speaks_responses = base_url is None
        self._clients = PerProcess(
            lambda: openai.OpenAI(
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
            raw = self._ask_responses(request) if self._speaks_responses else self._ask_chat(request)
            answer = raw.parse()
        except openai.APIStatusError as error:
            self._seen(error.response.headers)
            raise self._status(error) from error
        except openai.APIConnectionError as error:
            raise connection_outcome(self.provider, error) from error
        except openai.APIResponseValidationError as error:
            raise not_json(self.provider, error) from error
        if isinstance(answer, str):
            raise not_json(self.provider, answer)
        self._seen(raw.headers)
        reply = _from_responses(answer) if self._speaks_responses else _from_chat(answer)
        return self._priced(reply, raw.headers.get("x-request-id"))

    def _seen(self, headers: Mapping[str, str]) -> None:
        if self.on_headers is not None:
            self.on_headers(headers)

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        """Counted with `tiktoken`; an upper bound where its vocabulary cannot be had."""
        counted = count_tokens(request.system + request.user + str(dict(request.schema)), self.model)
        self.counts_approximately = counted.is_approximate
        return self._price.cost(
            input_tokens=counted.tokens + SCHEMA_OVERHEAD_TOKENS, output=request.max_output_tokens
        )

    def close(self) -> None:
        """Close the connections of this process."""
        self._clients.close()

    def _ask_responses(self, request: ChatRequest) -> Any:
        text: Any = {"format": {**_format(request), "type": "json_schema"}}
        return self._clients.get().responses.with_raw_response.create(
            model=self.model,
            instructions=request.system,
            input=request.user,
            max_output_tokens=request.max_output_tokens,
            store=False,
            prompt_cache_key=request.prompt_version,
            text=text,
        )

    def _ask_chat(self, request: ChatRequest) -> Any:
        response_format: Any = {"type": "json_schema", "json_schema": _format(request)}
        return self._clients.get().chat.completions.with_raw_response.create(
            model=self.model,
            messages=[
                {"role": "system", "content": request.system},
                {"role": "user", "content": request.user},
            ],
            max_completion_tokens=request.max_output_tokens,
            response_format=response_format,
        )

    def _status(self, error: openai.APIStatusError) -> CopydeskError:
        code = str(getattr(error, "code", None) or getattr(error, "type", None) or "")
        return status_outcome(
            self.provider,
            error.status_code,
            code=code,
            message=error.message,
            headers=error.response.headers,
        )

    def _priced(self, reply: ChatReply, request_id: str | None) -> ChatReply:
        usage = reply.usage
        cost = self._price.cost(
            input_tokens=usage.input_tokens, cached=usage.cached_tokens, output=usage.output_tokens
        )
        return ChatReply(reply.text, usage, reply.model, request_id, cost, reply.problem)


def _format(request: ChatRequest) -> Mapping[str, Any]:
    return {"name": request.schema_name, "schema": dict(request.schema), "strict": True}


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
