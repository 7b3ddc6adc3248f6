"""The one contract every chat model keeps: one request in, one reply with its usage out."""

from decimal import Decimal
from typing import Protocol, runtime_checkable

from app.domain.chat import ChatReply, ChatRequest


@runtime_checkable
class ChatModel(Protocol):
    """Raises for what was not billed (`ProviderUnavailable`, `ProviderRateLimited`, `ProviderRefused`) and
    for what nobody knows (`OutcomeUnknown`: sent, and no answer seen). An answer that was billed comes back
    as a reply, also when it cannot be used: `ChatReply.problem` says why, so that its cost is not lost."""

    provider: str
    model: str

    def admit(self, request: ChatRequest, /) -> None:
        """Whether this request may go now: asked before anything is counted, reserved or sent.

        Raises ProviderRateLimited (with the time it may), ProviderUnavailable, ProviderStopped.
        """
        ...

    def complete(self, request: ChatRequest) -> ChatReply: ...

    def most_it_can_cost(self, request: ChatRequest) -> Decimal:
        """US dollars, an upper bound computed before the call, for the budget's reservation."""
        ...
