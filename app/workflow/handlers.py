"""Which function does which step, and how often it may be tried again. One line for each step."""

from app.domain.jobs import ANNOUNCE, EVALUATE, NOTIFY, REWRITE, RUN_BATCH, SEND_WEBHOOK
from app.domain.retry_policy import CRITICAL, IDEMPOTENT
from app.escalation.service import announce
from app.evaluation.service import evaluate_revision
from app.jobs.handler import Handler
from app.notifications.notify import NOTIFY_RETRIES, notify
from app.notifications.send_webhook import WEBHOOK_RETRIES, send_webhook
from app.rewrite.batches import run_batch
from app.rewrite.service import rewrite_revision

HANDLERS: dict[str, Handler] = {
    EVALUATE: Handler(evaluate_revision, IDEMPOTENT),
    REWRITE: Handler(rewrite_revision, CRITICAL),
    RUN_BATCH: Handler(run_batch, IDEMPOTENT),
    ANNOUNCE: Handler(announce, IDEMPOTENT),
    SEND_WEBHOOK: Handler(send_webhook, WEBHOOK_RETRIES),
    NOTIFY: Handler(notify, NOTIFY_RETRIES),
}
