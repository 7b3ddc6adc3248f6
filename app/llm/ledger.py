"""Every paid call goes through here: reserved before it is sent, settled after, its reply kept.

The same request asked again finds the reply and pays nothing. Another attempt is another row: one that may
have been billed stays, at the most it can have cost. `app.llm.attempts` says when another one is allowed.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import NoReturn

import structlog

from app.db.repositories.ledger import NewCall, StoredCall
from app.db.store import Store, Transaction
from app.db.tables.jobs import CallOutcome, CallState
from app.domain.budgets import house_month, project_month
from app.domain.chat import ChatReply, ChatRequest
from app.domain.errors import (
    AnswerAwaited,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
    StoreUnavailable,
)
from app.domain.jobs import RUN_BATCH
from app.domain.policy import Budgets
from app.domain.priority import Priority
from app.llm.attempts import why_not_again
from app.llm.models.batch import HALF
from app.llm.models.contract import ChatModel
from app.llm.replies import storable

log = structlog.get_logger("copydesk.ledger")

WAITING = frozenset({CallState.RESERVED, CallState.SENT})
PATIENCE_SECONDS = 90.0
"""For a database that is unavailable for a minute. Longer would exceed the job's soft time limit."""
LONGEST_PAUSE_SECONDS = 5.0
AWAITED_SECONDS = 900.0
"""A rewrite is woken as soon as its batch is answered; this is how often it checks without that."""


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

    def __init__(
        self,
        store: Store,
        *,
        house_per_month: float | None = None,
        collect_seconds: float = 300.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`house_per_month`: US dollars for all projects together in a calendar month; None for no limit.
        `collect_seconds`: how long a batch collects requests before it is sent."""
        self._store = store
        self._house_per_month = None if house_per_month is None else Decimal(str(house_per_month))
        self._collect_seconds = collect_seconds
        self._sleep = sleep

    def limits(self, account: Account) -> dict[str, Decimal | None]:
        """The scopes that a call of this account draws on, with their limits in US dollars."""
        now, budgets = self._store.clock.now(), account.budgets
        scopes: dict[str, Decimal | None] = {
            house_month(now): self._house_per_month,
            project_month(now, account.project_id): budgets.per_month,
        }
        if account.project_id:
            scopes[f"project:{account.project_id}"] = budgets.per_project
        if account.run_id:
            scopes[f"run:{account.run_id}"] = budgets.per_run
        if account.submission_id:
            scopes[f"submission:{account.submission_id}"] = budgets.per_submission
        return scopes

    def complete(
        self,
        model: ChatModel,
        request: ChatRequest,
        *,
        key: str,
        account: Account,
        may_repeat: bool = False,
        batch: str | None = None,
    ) -> ChatReply:
        """The reply to this request, paid for at most once.

        `may_repeat` allows one more call after one that was maybe billed. `batch` names the model as a policy
        does and puts the request into its next batch: AnswerAwaited until that is answered. What a batch did
        not get answered is asked for by itself. Raises BudgetExhausted, OutcomeUnknown, and what the model
        raises for calls that were not billed.
        """
        attempts = self._attempts(key)
        last = attempts[-1] if attempts else None
        if last is not None and last.batch_id is not None and last.state in WAITING:
            raise AnswerAwaited(f"it waits in batch {last.batch_id}", AWAITED_SECONDS)
        for found in attempts:
            if found.reply is not None:
                log.info("ledger.reply_found", call=found.id)
                return found.reply
        if last is not None and last.state in WAITING:
            self._end_abandoned(last)
            attempts = self._attempts(key)
        reason = why_not_again(attempts, may_repeat=may_repeat)
        if reason:
            raise OutcomeUnknown(f"{model.provider}: {reason}")
        is_for_batch = batch is not None and not attempts
        if not is_for_batch:
            model.admit(request)
        new = _new_call(model, request, key=key, attempt=len(attempts) + 1, account=account)
        if batch is not None and is_for_batch:
            self._into_batch(new, request, account=account, batch=batch)
        return self._pay(model, request, new, account=account)

    def _end_abandoned(self, call: StoredCall) -> None:
        """Nobody works on it any more: this request's job is ours."""
        if call.state is CallState.SENT:
            self._maybe_billed(call.id, "the process ended while it waited for the answer", CallOutcome.LOST)
        else:
            self._release(call.id, CallState.RELEASED, "the process ended before it was sent")

    def _into_batch(self, new: NewCall, request: ChatRequest, *, account: Account, batch: str) -> NoReturn:
        with self._store.transaction() as tx:
            batch_id = tx.llm_batches.open_one(batch)
            if batch_id is None:
                batch_id = tx.llm_batches.add(batch)
                begin = self._store.clock.now() + timedelta(seconds=self._collect_seconds)
                tx.jobs.add(RUN_BATCH, subject_id=batch_id, priority=Priority.LOW, not_before=begin)
            halved = replace(new, most=new.most * HALF, batch_id=batch_id, request=asdict(request))
            tx.ledger.reserve(halved, self.limits(account))
        raise AnswerAwaited(f"it waits in batch {batch_id}", AWAITED_SECONDS)

    def _pay(self, model: ChatModel, request: ChatRequest, new: NewCall, *, account: Account) -> ChatReply:
        limits = self.limits(account)
        with self._store.transaction() as tx:
            call_id = tx.ledger.reserve(new, limits)
        with self._store.statement() as tx:
            tx.ledger.mark_sent(call_id)
        try:
            reply = model.complete(request)
        except ProviderFailed as error:
            self._maybe_billed(call_id, str(error), CallOutcome.FAILED)
            raise
        except (ProviderRateLimited, ProviderUnavailable) as error:
            self._release(call_id, CallState.RELEASED, str(error))
            raise
        except ProviderRefused as error:
            self._release(call_id, CallState.REFUSED, str(error))
            raise
        except BaseException as error:
            # Also a time limit in mid-call: the request was sent, its answer was not seen.
            self._maybe_billed(call_id, f"{type(error).__name__}: {error}", CallOutcome.LOST)
            raise
        reply = storable(reply, most=new.most)
        self._write_down(lambda tx: tx.ledger.settle(call_id, reply))
        log.info(
            "ledger.settled",
            call=call_id,
            provider=model.provider,
            model=reply.model,
            cost=str(reply.cost),
            input_tokens=reply.usage.input_tokens,
            output_tokens=reply.usage.output_tokens,
        )
        if reply.usage_note:
            log.warning("ledger.usage_not_believed", call=call_id, reason=reply.usage_note)
        return reply

    def _attempts(self, key: str) -> list[StoredCall]:
        with self._store.read() as tx:
            return tx.ledger.attempts(key)

    def _release(self, call_id: str, state: CallState, error: str) -> None:
        self._write_down(lambda tx: tx.ledger.release(call_id, state=state, error=error))

    def _maybe_billed(self, call_id: str, error: str, outcome: CallOutcome) -> None:
        log.error("ledger.maybe_billed", call=call_id, error=error, outcome=outcome.value)
        self._write_down(lambda tx: tx.ledger.mark_maybe_billed(call_id, error=error, outcome=outcome))

    def _write_down(self, end: Callable[[Transaction], None]) -> None:
        """Save how a call ended, waiting for a database that is unavailable: nobody else saw the outcome, and
        an unsaved one counts as "maybe billed". Raises StoreUnavailable after PATIENCE_SECONDS."""
        until, pause = time.monotonic() + PATIENCE_SECONDS, 0.2
        while True:
            try:
                with self._store.transaction() as tx:
                    end(tx)
            except StoreUnavailable as error:
                if time.monotonic() > until:
                    raise
                log.warning("ledger.store_unavailable", reason=str(error), pause_seconds=pause)
                self._sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                return


def _new_call(model: ChatModel, request: ChatRequest, *, key: str, attempt: int, account: Account) -> NewCall:
    return NewCall(
        key=key,
        attempt=attempt,
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
