"""Which function does which step, and how often it may be tried again. One line for each step."""

from app.domain.retry_policy import CRITICAL, IDEMPOTENT
from app.domain.work import ANNOUNCE, EVALUATE, NOTIFY, REWRITE, RUN_BATCH, SEND_WEBHOOK
from app.escalation.service import announce
from app.evaluation.service import evaluate_revision
from app.jobs.handler import Stage
from app.notifications.notify import NOTIFY_RETRIES, notify
from app.notifications.send_webhook import WEBHOOK_RETRIES, send_webhook
from app.rewrite.batches import run_batch
from app.rewrite.service import rewrite_revision

STAGES: dict[str, Stage] = {
    EVALUATE: Stage(evaluate_revision, IDEMPOTENT),
    REWRITE: Stage(rewrite_revision, CRITICAL),
    RUN_BATCH: Stage(run_batch, IDEMPOTENT),
    ANNOUNCE: Stage(announce, IDEMPOTENT),
    SEND_WEBHOOK: Stage(send_webhook, WEBHOOK_RETRIES),
    NOTIFY: Stage(notify, NOTIFY_RETRIES),
}
