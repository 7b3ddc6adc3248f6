"""The life of a batch: collected, sent, polled, its answers saved in the ledger.

Every step is saved before the next and can be repeated: a worker may die anywhere here.
"""

from collections.abc import Mapping
from datetime import timedelta

import structlog

from app.db.repositories.llm_batches import WaitingCall
from app.db.tables.jobs import BatchState, CallOutcome, CallState
from app.domain.chat import ChatReply, ChatRequest
from app.domain.errors import (
    CopydeskError,
    OutcomeUnknown,
    ProviderFailed,
    ProviderRateLimited,
    ProviderRefused,
    ProviderUnavailable,
    TransientError,
)
from app.domain.jobs import REWRITE, Claimed, queue_of
from app.llm.models.batch import Answers, BatchModel
from app.llm.replies import storable
from app.workflow.services import Services

log = structlog.get_logger("copydesk.batch")

NOT_ANSWERED = "the batch ended without an answer to this request: nothing was billed"


def run_batch(claim: Claimed, services: Services) -> None:
    """Take the next step of this batch. Raises errors that are worth a retry or need a person."""
    with services.store.transaction() as tx:
        batch = tx.llm_batches.get(claim.subject_id)
        is_fresh = batch.state is BatchState.OPEN
        tx.llm_batches.close(batch.id)
        calls = tx.llm_batches.unanswered(batch.id)
    model = services.batches.build(batch.model)

    try:
        vendor_id = batch.vendor_id
        if vendor_id is None:
            vendor_id = _send(batch.id, calls, model, is_fresh=is_fresh)
            with services.store.transaction() as tx:
                tx.llm_batches.sent(batch.id, vendor_id)
            log.info("batch.sent", batch=batch.id, vendor=vendor_id, calls=len(calls))
            answers = None
        else:
            answers = model.batch_answers(vendor_id, {call.id: ChatRequest(**call.request) for call in calls})
    except ProviderRefused as error:
        _end(claim, calls, {}, services, state=BatchState.REFUSED, error=str(error))
        return
    except (ProviderRateLimited, ProviderUnavailable, OutcomeUnknown) as error:
        # The next attempt asks whether it was sent before sending it again.
        log.warning("batch.later", batch=batch.id, error=str(error))
        _later(claim, services, error)
        return
    if answers is None:
        _later(claim, services, None)
        return
    _end(claim, calls, answers, services, state=BatchState.DONE, error=NOT_ANSWERED)


def _send(name: str, calls: list[WaitingCall], model: BatchModel, *, is_fresh: bool) -> str:
    if not is_fresh:
        found = model.find_batch(name, frozenset(call.id for call in calls))
        if found is not None:
            return found
    return model.send_batch(name, {call.id: ChatRequest(**call.request) for call in calls})


def _later(claim: Claimed, services: Services, error: CopydeskError | None) -> None:
    wish = error.retry_after_seconds if isinstance(error, TransientError) else None
    seconds = max(services.settings.batch_poll_seconds, wish or 0.0)
    until = services.clock.now() + timedelta(seconds=seconds)
    with services.store.transaction() as tx:
        tx.jobs.postpone(claim, until=until, error=str(error or ""), count_attempt=False)
    services.engine.schedule_wakeup(queue_of(claim.task_name), seconds)


def _end(
    claim: Claimed,
    calls: list[WaitingCall],
    answers: Answers | Mapping[str, ChatReply],
    services: Services,
    *,
    state: BatchState,
    error: str,
) -> None:
    """Save each answer in its own transaction: if this process dies, the rest is read again."""
    for call in calls:
        answer = answers.get(call.id)
        with services.store.transaction() as tx:
            if isinstance(answer, ChatReply):
                tx.ledger.settle(call.id, storable(answer, most=call.most))
            elif isinstance(answer, ProviderFailed):
                tx.ledger.mark_maybe_billed(call.id, error=str(answer), outcome=CallOutcome.FAILED)
            elif isinstance(answer, OutcomeUnknown):
                tx.ledger.mark_maybe_billed(call.id, error=str(answer))
            else:
                reason = error if answer is None else str(answer)
                tx.ledger.release(call.id, state=CallState.RELEASED, error=reason)
    with services.store.transaction() as tx:
        tx.llm_batches.end(claim.subject_id, state, error=error if state is BatchState.REFUSED else "")
        tx.llm_batches.hasten(tx.llm_batches.submissions(claim.subject_id), REWRITE)
        tx.jobs.finish(claim)
    services.engine.schedule_wakeup(queue_of(REWRITE), 0.0)
    log.info("batch.ended", batch=claim.subject_id, state=state.value, calls=len(calls))
