"""Paid detectors use the ledger as rewrites do: cost reserved before the call, settled after, called once.

A detector sees only a document, so the account that pays is kept in a context variable during one evaluation.
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
    """Charge detectors that run inside the block to this account."""
    token = _account.set(account)
    try:
        yield
    finally:
        _account.reset(token)


class PaidModel:
    """A chat model whose calls go through the ledger, at most once per text and revision.

    Without a ledger (`copydesk check` stores nothing) the call is made and its cost logged.
    """

    def __init__(self, model: "ChatModel", ledger: "Ledger | None") -> None:
        self.provider, self.model = model.provider, model.model
        self._model, self._ledger = model, ledger

    def most_it_can_cost(self, request: "ChatRequest") -> Decimal:
        return self._model.most_it_can_cost(request)

    def admit(self, _request: "ChatRequest", /) -> None:
        """Does nothing: `complete` admits the request, through the ledger."""
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
        """Another revision with the same text has its own call: two workers may evaluate both at once."""
        parts = [self.provider, self.model, account.revision_id, asdict(request)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
