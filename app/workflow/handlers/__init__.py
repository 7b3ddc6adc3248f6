"""The handler and the retry policy of each job, one line per job."""

from collections.abc import Callable, Mapping

from app.domain.jobs import ANNOUNCE, EVALUATE, NOTIFY, REWRITE, RUN_BATCH, SEND_WEBHOOK, Claimed
from app.domain.retry_policy import CRITICAL, IDEMPOTENT, RetryPolicy
from app.jobs.handler import Handler
from app.notifications.notify import NOTIFY_RETRIES, notify
from app.notifications.send_webhook import WEBHOOK_RETRIES, send_webhook
from app.workflow.handlers.announce import announce
from app.workflow.handlers.evaluate import evaluate_revision
from app.workflow.handlers.rewrite import rewrite_revision
from app.workflow.handlers.run_batch import run_batch
from app.workflow.services import Services

Run = Callable[[Claimed, Services], None]


def _send_webhook(claim: Claimed, services: Services) -> None:
    send_webhook(claim, store=services.store, cipher=services.cipher, outbound=services.outbound)


def _notify(claim: Claimed, services: Services) -> None:
    notify(
        claim,
        store=services.store,
        cipher=services.cipher,
        messenger=services.messenger,
        public_url=services.settings.public_url,
    )


HANDLERS: dict[str, tuple[Run, RetryPolicy]] = {
    EVALUATE: (evaluate_revision, IDEMPOTENT),
    REWRITE: (rewrite_revision, CRITICAL),
    RUN_BATCH: (run_batch, IDEMPOTENT),
    ANNOUNCE: (announce, IDEMPOTENT),
    SEND_WEBHOOK: (_send_webhook, WEBHOOK_RETRIES),
    NOTIFY: (_notify, NOTIFY_RETRIES),
}


def handlers_for(services: Services, functions: Mapping[str, tuple[Run, RetryPolicy]]) -> dict[str, Handler]:
    """The functions bound to one process's services, as the job engine needs them."""
    return {name: Handler(_bound(run, services), policy) for name, (run, policy) in functions.items()}


def _bound(run: Run, services: Services) -> Callable[[Claimed], None]:
    return lambda claim: run(claim, services)
