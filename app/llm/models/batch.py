"""Both vendors' batch APIs: many requests at once, answered within a day, at half price."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Protocol, runtime_checkable

from app.domain.chat import ChatReply, ChatRequest
from app.domain.errors import CopydeskError
from app.llm.models.contract import ChatModel

HALF = Decimal("0.5")
"""Of the price of single calls, at both vendors."""

Answers = Mapping[str, ChatReply | CopydeskError]
"""Request name -> the reply, or why it was not billed."""


@runtime_checkable
class BatchModel(ChatModel, Protocol):
    def send_batch(self, name: str, requests: Mapping[str, ChatRequest]) -> str:
        """The vendor's id of the new batch. `name` and the requests' names are ours.

        Raises what `ChatModel.complete` raises.
        """
        ...

    def find_batch(self, name: str, requests: frozenset[str]) -> str | None:
        """The vendor's id of a batch that we sent and whose id was lost, None when there is none.

        Raises ProviderUnavailable while that is not known yet.
        """
        ...

    def batch_answers(self, batch_id: str, requests: Mapping[str, ChatRequest]) -> Answers | None:
        """What came back, each reply with its cost at half price; None while the vendor is working on it."""
        ...


def at_half_price(reply: ChatReply) -> ChatReply:
    return replace(reply, cost=reply.cost * HALF)
