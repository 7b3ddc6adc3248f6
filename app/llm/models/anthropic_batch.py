"""Anthropic's message batches: a list of requests up, a stream of results down."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from app.domain.chat import ChatReply, ChatRequest
from app.domain.errors import CopydeskError, ProviderRefused, ProviderUnavailable
from app.llm.models.batch import Answers, at_half_price

MOST_LISTED = 200


def send(client: Any, requests: Mapping[str, ChatRequest], *, body: Callable[[ChatRequest], Any]) -> str:
    entries = [{"custom_id": name, "params": body(request)} for name, request in requests.items()]
    return str(client.messages.batches.create(requests=entries).id)


def find(client: Any, requests: frozenset[str]) -> str | None:
    """A batch has no name of ours, but its results have: they can be read once it is over."""
    for batch in islice(client.messages.batches.list(limit=100), MOST_LISTED):
        if batch.processing_status != "ended":
            raise ProviderUnavailable(f"anthropic still works on {batch.id}, which may be the one we lost")
        first = next(iter(client.messages.batches.results(batch.id)), None)
        if first is not None and first.custom_id in requests:
            return str(batch.id)
    return None


def answers(
    client: Any, batch_id: str, requests: frozenset[str], *, read: Callable[[str, Any], ChatReply]
) -> Answers | None:
    """`read` makes a reply of a request's name and its message."""
    if client.messages.batches.retrieve(batch_id).processing_status != "ended":
        return None
    return {
        str(one.custom_id): _answer(str(one.custom_id), one.result, read)
        for one in client.messages.batches.results(batch_id)
        if one.custom_id in requests
    }


def _answer(name: str, result: Any, read: Callable[[str, Any], ChatReply]) -> ChatReply | CopydeskError:
    if result.type == "succeeded":
        try:
            return at_half_price(read(name, result.message))
        except CopydeskError as unreadable:
            return unreadable
    if result.type == "errored":
        error = result.error.error
        return ProviderRefused(f"anthropic refused it in a batch ({error.type}): {error.message}")
    return ProviderUnavailable(f"anthropic did not get to it: {result.type}")
