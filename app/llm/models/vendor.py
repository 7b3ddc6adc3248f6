"""What the vendors' SDKs have in common: one client per process, one POST, errors with one outcome each."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import httpx2

from app.domain.chat import ChatReply, ChatRequest, Usage
from app.domain.errors import CopydeskError
from app.llm.answers.body import Answer, raise_error_of, read_body
from app.llm.middleware.limits import HeadersSeen
from app.llm.models.clients import PerProcess
from app.llm.outcomes import connection_outcome, not_json, status_outcome
from app.llm.prices import Price
from app.llm.usage import counted
from app.platform.masking import remember_secret

CONNECT_SECONDS = 5.0


class VendorModel(ABC):
    """A chat model behind an SDK whose own retries are off."""

    provider: str
    sdk: Any
    """Both vendors' packages name their errors alike."""
    client_class: ClassVar[str]

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
        remember_secret(api_key)
        self.model = model
        self.counts_approximately = False
        self.on_headers: HeadersSeen | None = None
        self._price = price
        self._clients: PerProcess[Any] = PerProcess(
            lambda: getattr(self.sdk, self.client_class)(
                api_key=api_key,
                base_url=base_url,
                max_retries=0,
                timeout=httpx2.Timeout(timeout_seconds, connect=CONNECT_SECONDS),
                http_client=http_client,
            )
        )

    def admit(self, _request: ChatRequest) -> None:
        """Without a guard every request may go."""
        return

    def complete(self, request: ChatRequest) -> ChatReply:
        """One POST, never repeated. Raises as `ChatModel` says."""
        raw = self._said(lambda: self._ask(request))
        self._seen(raw.headers)
        body = read_body(self.provider, raw.http_response.content)
        return self._reply(body, raw.headers.get(self.request_id_header), request)

    def close(self) -> None:
        """Close the connections of this process."""
        self._clients.close()

    request_id_header: ClassVar[str]

    @abstractmethod
    def _ask(self, request: ChatRequest) -> Any:
        """The SDK's raw response."""

    @abstractmethod
    def _answer(self, body: Mapping[str, Any]) -> Answer:
        """What a body says, whatever is wrong with it."""

    def _reply(self, body: Mapping[str, Any], request_id: str | None, request: ChatRequest) -> ChatReply:
        """Raises what `status_outcome` says where the body is an error."""
        raise_error_of(self.provider, body)
        answer = self._answer(body)
        usage = counted(answer.usage, request, answer.text)
        cost = self._price.cost(
            input_tokens=usage.fresh,
            cached=usage.cached,
            cache_write=usage.written,
            output=usage.output,
        )
        return ChatReply(
            answer.text,
            Usage(usage.fresh + usage.written, usage.cached, usage.output),
            answer.model or self.model,
            request_id,
            cost,
            answer.problem,
            usage.note,
        )

    @abstractmethod
    def _code(self, error: Any) -> str:
        """The vendor's own word for an error, empty where it has none."""

    def _said(self, ask: Any) -> Any:
        """What the SDK answers, its errors translated."""
        try:
            return ask()
        except self.sdk.APIStatusError as error:
            self._seen(error.response.headers)
            raise self._status(error) from error
        except self.sdk.APIConnectionError as error:
            raise connection_outcome(self.provider, error) from error
        except self.sdk.APIResponseValidationError as error:
            raise not_json(self.provider, error) from error

    def _status(self, error: Any) -> CopydeskError:
        return status_outcome(
            self.provider,
            error.status_code,
            code=self._code(error),
            message=error.message,
            headers=error.response.headers,
        )

    def _seen(self, headers: Mapping[str, str]) -> None:
        if self.on_headers is not None:
            self.on_headers(headers)
