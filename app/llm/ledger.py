"""Every paid call goes through here: reserved before it is sent, settled after, its reply kept.

The same request asked again finds the reply and pays nothing. A call whose outcome nobody saw is never
silently repeated: it is marked "maybe billed", and the policy says whether one repeat is allowed.
"""

from dataclasses import dataclass
from decimal import Decimal

import structlog

from app.db.delivery_models import CallState
from app.db.ledger import NewCall, StoredCall
from app.db.store import Store
from app.domain.policy import Budgets
from app.errors import OutcomeUnknown, ProviderRateLimited, ProviderRefused, ProviderUnavailable
from app.llm.model import ChatModel, ChatReply, ChatRequest

log = structlog.get_logger("copydesk.ledger")

REPEAT_SUFFIX = ":repeat"


@dataclass(frozen=True, slots=True)
class Account:
    """Whose money a call spends, and what it is for."""

    project_id: str
    run_id: str
    submission_id: str | None
    revision_id: str | None
    budgets: Budgets
    purpose: str = "rewrite"


class Ledger:
    """Atomic over all workers: each step is one short transaction, and none spans the call itself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def limits(self, account: Account) -> dict[str, Decimal | None]:
        """The scopes that a call of this account draws on, with their limits in US dollars."""
        month = self._store.clock.now().strftime("%Y-%m")
        budgets = account.budgets
        scopes: dict[str, Decimal | None] = {f"month:{month}": budgets.per_month}
        if account.project_id:
            scopes[f"project:{account.project_id}"] = budgets.per_project
        if account.run_id:
            scopes[f"run:{account.run_id}"] = budgets.per_run
        if account.submission_id:
            scopes[f"submission:{account.submission_id}"] = budgets.per_submission
        return scopes

    def complete(
        self, model: ChatModel, request: ChatRequest, *, key: str, account: Account, may_repeat: bool = False
    ) -> ChatReply:
        """The reply to this request, paid for at most once.

        `may_repeat` allows one more call after one that was maybe billed. Raises BudgetExhausted,
        OutcomeUnknown, and what the model raises for calls that were not billed.
        """
        found = self._find(key)
        if found is not None and found.state is CallState.SENT:
            self._maybe_billed(found.id, "the process ended while it waited for the answer")
            found = self._find(key)
        if found is not None and found.state is CallState.MAYBE_BILLED:
            if not may_repeat:
                raise OutcomeUnknown(
                    f"call {found.id} to {model.provider} was sent, its answer never seen ({found.error}): "
                    "maybe billed. A person decides whether to pay again"
                )
            return self.complete(model, request, key=key + REPEAT_SUFFIX, account=account)
        if found is not None and found.reply is not None:
            log.info("ledger.reply_found", call=found.id)
            return found.reply
        if found is not None and found.state is CallState.RESERVED:
            self._release(found.id, CallState.RELEASED, "the process ended before it was sent")
        return self._pay(model, request, key=key, account=account)

    def _pay(self, model: ChatModel, request: ChatRequest, *, key: str, account: Account) -> ChatReply:
        model.admit(request)
        limits = self.limits(account)
        new = NewCall(
            key=key,
            provider=model.provider,
            model=model.model,
            prompt_version=request.prompt_version,
            most=model.most_it_can_cost(request),
            is_approximate=bool(getattr(model, "counts_approximately", False)),
            submission_id=account.submission_id,
            revision_id=account.revision_id,
            run_id=account.run_id,
            project_id=account.project_id,
            purpose=account.purpose,
        )
        with self._store.transaction() as tx:
            call_id = tx.ledger.reserve(new, limits)
        with self._store.transaction() as tx:
            tx.ledger.mark_sent(call_id)
        try:
            reply = model.complete(request)
        except (ProviderRateLimited, ProviderUnavailable) as error:
            self._release(call_id, CallState.RELEASED, str(error))
            raise
        except ProviderRefused as error:
            self._release(call_id, CallState.REFUSED, str(error))
            raise
        except BaseException as error:
            # Also a time limit that strikes in mid-call: the request is out, the answer was not seen.
            self._maybe_billed(call_id, f"{type(error).__name__}: {error}")
            raise
        with self._store.transaction() as tx:
            tx.ledger.settle(call_id, reply)
        log.info(
            "ledger.settled",
            call=call_id,
            provider=model.provider,
            model=reply.model,
            cost=str(reply.cost),
            input_tokens=reply.usage.input_tokens,
            output_tokens=reply.usage.output_tokens,
        )
        return reply

    def _find(self, key: str) -> StoredCall | None:
        with self._store.read() as tx:
            return tx.ledger.find(key)

    def _release(self, call_id: str, state: CallState, error: str) -> None:
        with self._store.transaction() as tx:
            tx.ledger.release(call_id, state=state, error=error)

    def _maybe_billed(self, call_id: str, error: str) -> None:
        log.error("ledger.maybe_billed", call=call_id, error=error)
        with self._store.transaction() as tx:
            tx.ledger.mark_maybe_billed(call_id, error=error)
