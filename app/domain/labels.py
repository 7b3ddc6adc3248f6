"""The words that people read for states, reasons, outcomes and events: in pages, reports and the terminal."""

from app.domain.fact_kinds import Outcome
from app.domain.review import EscalationReason
from app.domain.scores import Label

STATES = {
    "accepted": "accepted",
    "rewritten": "accepted after a rewrite",
    "escalated": "escalated to a person",
    "rejected": "rejected",
    "evaluating": "being evaluated",
    "rewriting": "being rewritten",
    "unreadable": "not readable",
}
"""Of an article in a report: the submission's status, `rewritten` where a rewrite was accepted, `unreadable`
for a file that was refused."""

REASONS = {
    EscalationReason.UNSCORABLE: "cannot be scored",
    EscalationReason.BLOCKED: "blocked for engines",
    EscalationReason.INTEGRITY: "integrity failure",
    EscalationReason.MACHINE_WRITTEN: "reads as machine-written",
    EscalationReason.DETECTOR_ABSTAINED: "detector abstained",
    EscalationReason.DETECTORS_DISAGREE: "detectors disagree",
    EscalationReason.SAFETY_TOPIC: "safety topic",
    EscalationReason.REWRITE_CAP: "rewrite limit reached",
    EscalationReason.REWRITE_EXHAUSTED: "no further improvement found",
    EscalationReason.REWRITE_DISABLED: "rewriting not allowed",
    EscalationReason.SCORE_REGRESSED: "score went down",
    EscalationReason.FACTS_BROKEN: "facts broken",
    EscalationReason.BUDGET: "budget exhausted",
    EscalationReason.PROVIDER_DOWN: "provider unavailable",
    EscalationReason.MAYBE_BILLED: "possibly billed",
    EscalationReason.EDIT_FALLS_SHORT: "edit falls short",
    EscalationReason.FAILED: "processing failed",
    EscalationReason.ASKED_FOR: "review requested",
}
"""Why a case was opened."""

OUTCOMES = {
    "adopted": "adopted as the next revision",
    "facts-broken": "refused: facts were not preserved",
    "facts-doubted": "held back: a reviewer decides whether it means the same",
    "facts-new": "held back: it adds something from a supplied source",
    "facts-unchecked": "held back: some facts could not be compared",
    "no-change": "nothing to improve",
    "refused": "refused by every provider",
    "unusable": "the reply could not be used",
    "budget": "not paid for: budget exhausted",
    "maybe-billed": "sent, but no response was seen",
    "provider-down": "provider unavailable",
}
"""How a rewrite cycle ended."""

FACT_OUTCOMES = {
    Outcome.EXPLAINED: "explained",
    Outcome.DOUBT_WORDING: "doubt of wording",
    Outcome.DOUBT_MEANING: "doubt of meaning",
    Outcome.BROKEN: "broken",
}
"""What a difference of fact is, for the person who reads it."""

OPINIONS = {
    Label.HUMAN: "reads as human",
    Label.MIXED: "reads as mixed",
    Label.AI: "reads as machine-written",
}
"""What a detector's label means."""

EVENTS = {
    "submission.received": "submitted",
    "submission.accepted": "accepted",
    "revision.evaluated": "evaluated",
    "rewrite.due": "rewrite queued",
    "rewrite.finished": "rewrite finished",
    "rewrite.postponed": "rewrite postponed",
    "escalation.opened": "escalated to a person",
    "escalation.announced": "reviewers notified",
    "escalation.decided": "decided",
    "fact.checked": "doubt about a fact checked",
    "work.dead": "job failed for good",
    "work.replayed": "job replayed",
}
"""Stored kinds of events; `event_label` names the others by their kind."""


def reason_label(reason: str) -> str:
    """The label of a stored reason. Raises ValueError for one that does not exist."""
    return REASONS[EscalationReason(reason)]


def event_label(kind: str) -> str:
    return EVENTS.get(kind, kind.replace(".", " "))
