"""The kinds of events in the history of submissions and in the audit log. The values are stored."""

from enum import StrEnum


class EventKind(StrEnum):
    SUBMISSION_RECEIVED = "submission.received"
    SUBMISSION_ACCEPTED = "submission.accepted"
    REVISION_EVALUATED = "revision.evaluated"
    DETECTOR_FAILED = "detector.failed"
    REWRITE_DUE = "rewrite.due"
    REWRITE_FINISHED = "rewrite.finished"
    REWRITE_POSTPONED = "rewrite.postponed"

    JOB_DEAD = "work.dead"
    JOB_REPLAYED = "work.replayed"

    ESCALATION_OPENED = "escalation.opened"
    ESCALATION_ANNOUNCED = "escalation.announced"
    ESCALATION_DECIDED = "escalation.decided"

    CASE_ANSWERED = "case.answered"
    CASE_DISPUTED = "case.disputed"
    CASE_CLAIMED = "case.claimed"
    CASE_RELEASED = "case.released"
    CASE_HANDED_OVER = "case.handed-over"
    CASE_TAKEN_FROM = "case.taken-from"
    CASE_SKIPPED = "case.skipped"
    CASE_OVERDUE = "case.overdue"
    CASE_LEVEL = "case.level"
    FACT_CHECKED = "fact.checked"

    WEBHOOK_CREATED = "webhook.made"
    WEBHOOK_ON = "webhook.on"
    WEBHOOK_OFF = "webhook.off"
    WEBHOOK_SECRET_CHANGED = "webhook.secret-changed"  # noqa: S105 - a name
    WEBHOOK_DELETED = "webhook.deleted"
    DELIVERY_REPEATED = "delivery.again"

    LOGIN = "access.login"
    LOGIN_FAILED = "access.login-failed"
    ACCESS_REFUSED = "access.refused"
    TOKEN_CREATED = "access.token-made"  # noqa: S105 - a name
    TOKEN_REVOKED = "access.token-revoked"  # noqa: S105 - a name
    ACCOUNT_CHANGED = "account.changed"
    LINK_CREATED = "account.link-made"
    ACCOUNT_CREATED = "account.made"
    PASSWORD_SET = "account.password-set"  # noqa: S105 - a name
    CASE_LINK_CREATED = "case.link-made"
    SECRETS_REENCRYPTED = "secrets.resealed"
    BUDGET_80 = "budget.80"
    BUDGET_100 = "budget.100"
