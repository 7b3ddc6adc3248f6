"""Why a person is asked, how urgent the question is, and what they may decide."""

from enum import StrEnum

from app.domain.priority import Priority


class EscalationReason(StrEnum):
    UNSCORABLE = "unscorable"
    BLOCKED = "blocked"
    INTEGRITY = "integrity"
    MACHINE_WRITTEN = "machine-written"
    DETECTOR_ABSTAINED = "detector-abstained"
    DETECTORS_DISAGREE = "detectors-disagree"
    SAFETY_TOPIC = "safety-topic"
    REWRITE_CAP = "rewrite-cap"
    REWRITE_EXHAUSTED = "rewrite-exhausted"
    REWRITE_DISABLED = "rewrite-disabled"
    SCORE_REGRESSED = "score-regressed"
    FACTS_BROKEN = "facts-broken"
    BUDGET = "budget"
    PROVIDER_DOWN = "provider-down"
    MAYBE_BILLED = "maybe-billed"
    EDIT_FALLS_SHORT = "edit-falls-short"
    FAILED = "failed"
    ASKED_FOR = "asked-for"


BY_DETECTOR = (EscalationReason.MACHINE_WRITTEN, EscalationReason.DETECTORS_DISAGREE)
"""Reasons that come from a detector."""


class DecisionKind(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"
    REWRITE = "rewrite"


class EscalationStatus(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    """The failed job was replayed: there is nothing left to decide."""


RAISED = {
    EscalationReason.SAFETY_TOPIC: Priority.HIGH,
    EscalationReason.INTEGRITY: Priority.HIGH,
    EscalationReason.FACTS_BROKEN: Priority.HIGH,
    EscalationReason.MAYBE_BILLED: Priority.HIGH,
    EscalationReason.FAILED: Priority.HIGH,
}


def priority_for(reason: EscalationReason, submitted_as: Priority) -> Priority:
    """An escalation is never less urgent than its submission; some reasons raise it."""
    return min(submitted_as, RAISED.get(reason, submitted_as))
