"""Decide the next step of a submission. The step is a value: stages never call each other."""

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.lifecycle import RevisionOrigin
from app.domain.policy import MAX_REWRITES_CAP, Goal, Policy
from app.domain.review import EscalationReason
from app.domain.verdict import Outcome, ReasonCode, Verdict


@dataclass(frozen=True, slots=True)
class Accept:
    revision_id: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    cycle: int


@dataclass(frozen=True, slots=True)
class Escalate:
    reason: EscalationReason
    message: str


Step = Accept | Rewrite | Escalate


@dataclass(frozen=True, slots=True)
class RevisionOutcome:
    """What the next step needs to know of an evaluated revision."""

    revision_id: str
    number: int
    origin: RevisionOrigin
    measured: float | None
    outcome: Outcome
    errors: int = 0
    """Findings of severity `error`."""


@dataclass(frozen=True, slots=True)
class History:
    """The submission so far; the last revision is the one just evaluated."""

    revisions: tuple[RevisionOutcome, ...]
    cycles_done: int
    """Rewrite cycles since the submission was received or last sent back by a person."""

    @property
    def current(self) -> RevisionOutcome:
        return self.revisions[-1]

    def best_before_current(self) -> RevisionOutcome | None:
        scored = [revision for revision in self.revisions[:-1] if revision.measured is not None]
        return max(scored, key=_measured, default=None)


def _measured(revision: RevisionOutcome) -> tuple[float, int]:
    """Between equal scores the earlier revision wins: it is closer to the author's text."""
    return (revision.measured if revision.measured is not None else -1.0, -revision.number)


def best_revision(revisions: tuple[RevisionOutcome, ...]) -> RevisionOutcome:
    """The revision that a person should look at first.

    The newest text if a person wrote it, else the one that passed, else the one with the highest score.
    """
    if revisions[-1].origin is RevisionOrigin.EDIT:
        return revisions[-1]
    return max(revisions, key=lambda revision: (revision.outcome is Outcome.PASS, *_measured(revision)))


RULES = "rules"
MENDED_BY_RULES = frozenset({"CON014", "CON030", "CON031"})
"""The checks whose findings the offline rewriter can answer: where the answer stands, levels of headings,
long sentences. It is asked about findings; points alone give it nothing to do."""


def next_step(
    verdict: Verdict,
    history: History,
    policy: Policy,
    *,
    is_safety_topic: bool,
    found: Collection[str] | None = None,
) -> Step:
    """Accept what passes, rewrite what better prose can fix, and ask a person about the rest.

    `found` holds the ids of the checks that found something; None where that is not known.
    """
    current = history.current
    if verdict.outcome is Outcome.PASS:
        return _unless_asked(policy, current, _unless_worse(history, Accept(current.revision_id)))
    for reason in verdict.binding:
        if not reason.is_rewritable:
            return Escalate(EscalationReason(reason.code.value), reason.message)
    why = "; ".join(reason.message for reason in verdict.binding)
    if current.origin is RevisionOrigin.EDIT:
        return Escalate(EscalationReason.EDIT_FALLS_SHORT, f"the edited text still falls short: {why}")
    if is_safety_topic:
        return Escalate(
            EscalationReason.SAFETY_TOPIC,
            f"{why}; it gives medical, legal or financial figures: no machine rewrites those",
        )
    if not policy.rewrite.enabled:
        return Escalate(EscalationReason.REWRITE_DISABLED, f"{why}; the policy allows no rewriting")
    if found is not None and _only_points_for_rules(verdict, policy) and not MENDED_BY_RULES & set(found):
        return Escalate(
            EscalationReason.REWRITE_EXHAUSTED, f"{why}; `{RULES}` can mend nothing of what was found"
        )
    cap = min(policy.rewrite.max_rewrites, MAX_REWRITES_CAP)
    if history.cycles_done >= cap:
        return Escalate(EscalationReason.REWRITE_CAP, f"{why} after {history.cycles_done} rewrites")
    return _unless_stalled(history, policy, why, Rewrite(history.cycles_done + 1))


def _only_points_for_rules(verdict: Verdict, policy: Policy) -> bool:
    """The score alone falls short, and no model is there who could look for words that raise it."""
    return set(policy.rewrite.providers) == {RULES} and all(
        reason.code is ReasonCode.AEO_LOW for reason in verdict.binding
    )


def _unless_asked(policy: Policy, current: RevisionOutcome, step: Step) -> Step:
    """Escalate what somebody asked to see, unless a person wrote this text and so has seen it."""
    if isinstance(step, Accept) and policy.escalation.always and current.origin is not RevisionOrigin.EDIT:
        return Escalate(EscalationReason.ASKED_FOR, "the text meets every goal, and a review was requested")
    return step


def _unless_worse(history: History, step: Accept) -> Step:
    """A rewrite that passes but scores lower than an earlier revision is not accepted automatically."""
    before, current = history.best_before_current(), history.current
    if current.origin is not RevisionOrigin.REWRITE or before is None or before.measured is None:
        return step
    if current.measured is not None and current.measured < before.measured:
        return _regressed(before.measured, current.measured)
    return step


def _unless_stalled(history: History, policy: Policy, why: str, step: Rewrite) -> Step:
    """Another cycle is worth its cost while the score rises or required findings are being fixed."""
    before, current = history.best_before_current(), history.current
    if current.origin is not RevisionOrigin.REWRITE or before is None or before.measured is None:
        return step
    gain = (current.measured if current.measured is not None else 0.0) - before.measured
    if gain < 0:
        return _regressed(before.measured, before.measured + gain)
    fixed = before.errors - current.errors if Goal.FINDINGS in policy.required else 0
    if gain < policy.rewrite.min_gain and fixed <= 0:
        return Escalate(
            EscalationReason.REWRITE_EXHAUSTED,
            f"{why}; the last rewrite gained {gain:.1f} points, less than the {policy.rewrite.min_gain:.1f} "
            "that justify another",
        )
    return step


def _regressed(before: float, now: float) -> Escalate:
    return Escalate(
        EscalationReason.SCORE_REGRESSED,
        f"the rewrite scores {now:.1f}, an earlier revision {before:.1f}; the better one is kept",
    )


SAFETY_CHECK = "TRU043"
"""The check that finds dosages, legal and financial figures; see `app/evaluation/aeo/checks`."""

assert {code.value for code in ReasonCode} - {"aeo-low", "error-findings"} <= {
    reason.value for reason in EscalationReason
}, "every reason that is not rewritable has an escalation reason of the same name"
