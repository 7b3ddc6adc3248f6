"""Detectors that cost money pay as rewrites do: reserved before the call, settled after, asked once.

A detector sees a document and nothing else, so whose money it spends is told beside it, for the time of one
evaluation.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from app.domain.chat import ChatReply, ChatRequest
    from app.llm.ledger import Account, Ledger
    from app.llm.models.contract import ChatModel

_log = structlog.get_logger(__name__)
_account: ContextVar["Account | None"] = ContextVar("account", default=None)


@contextmanager
def paid_by(account: "Account") -> Iterator[None]:
    """Detectors that run inside spend this account's money."""
    token = _account.set(account)
    try:
        yield
    finally:
        _account.reset(token)


class PaidModel:
    """A chat model whose calls go through the ledger, at most once for the same text of the same revision.

    Without a ledger (`copydesk check` stores nothing) the call is made and its cost logged.
    """

    def __init__(self, model: "ChatModel", ledger: "Ledger | None") -> None:
        self.provider, self.model = model.provider, model.model
        self._model, self._ledger = model, ledger

    def most_it_can_cost(self, request: "ChatRequest") -> Decimal:
        return self._model.most_it_can_cost(request)

    def admit(self, _request: "ChatRequest", /) -> None:
        """`complete` asks: the ledger in it does."""
        return

    def complete(self, request: "ChatRequest") -> "ChatReply":
        """Raises what `Ledger.complete` and the model raise."""
        account = _account.get()
        if self._ledger is None or account is None:
            self._model.admit(request)
            reply = self._model.complete(request)
            _log.info("detector.charged", detector=self.provider, cost=str(reply.cost))
            return reply
        return self._ledger.complete(self._model, request, key=self._key(request, account), account=account)

    def _key(self, request: "ChatRequest", account: "Account") -> str:
        """Other revisions with the same text ask for themselves: two workers may be at it at once."""
        told = [self.provider, self.model, account.revision_id, asdict(request)]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
