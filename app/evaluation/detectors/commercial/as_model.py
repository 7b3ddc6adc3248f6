"""A vendor's check as a chat model: limits, circuit and ledger are the same as for every paid call."""

from decimal import Decimal

from pydantic import TypeAdapter

from app.domain.chat import ChatReply, ChatRequest, Usage
from app.domain.errors import ReplyUnusable
from app.evaluation.detectors.commercial.opinion import Opinion, Service

MODEL = "detector"
_opinion = TypeAdapter(Opinion)


class ServiceModel:
    """The request's `user` is the text; the reply's is an `Opinion` as JSON, which repeats none of it."""

    model = MODEL

    def __init__(self, service: Service) -> None:
        self.provider = service.name
        self._service = service

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        return self._service.price_of(request.user)

    def admit(self, _request: ChatRequest, /) -> None:
        """A detector's service has no limit of ours but the guard around it."""
        return

    def complete(self, request: ChatRequest) -> ChatReply:
        """Raises as `ChatModel` says; what was billed and cannot be read is a reply with a problem."""
        try:
            opinion = self._service.ask(request.user)
        except ReplyUnusable as error:
            cost = self.most_it_can_cost(request)
            return ChatReply("", Usage(), MODEL, cost=cost, problem=f"unusable: {error}")
        text = _opinion.dump_json(opinion).decode()
        return ChatReply(text, Usage(), opinion.version, cost=opinion.cost)


def request_for(text: str) -> ChatRequest:
    return ChatRequest(
        system="", user=text, schema={}, schema_name="", max_output_tokens=0, prompt_version="detector/1"
    )


def opinion_in(reply: ChatReply) -> Opinion:
    """Raises ReplyUnusable for a reply with a problem."""
    if reply.problem:
        raise ReplyUnusable(reply.problem)
    return _opinion.validate_json(reply.text)
