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

    WEBHOOK_CREATED = "webhook.made"
    DELIVERY_REPEATED = "delivery.again"
