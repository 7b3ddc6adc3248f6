"""Preview another policy: judge stored evaluations again, without reading any text."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.policy import Goal, Policy
from app.domain.scores import Evaluation
from app.domain.verdict import Outcome, judge


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """Changed goals; everything else stays as in each text's own policy."""

    min_aeo: float
    required: frozenset[Goal]
    required_detectors: tuple[str, ...]
    escalate_on_disagreement: bool

    @classmethod
    def of(cls, policy: Policy) -> "PolicyChange":
        detectors = policy.detectors
        return cls(policy.min_aeo, policy.required, detectors.required, detectors.escalate_on_disagreement)

    def applied_to(self, policy: Policy) -> Policy:
        """The changed policy. A goal that is no longer required is still recommended."""
        detectors = replace(
            policy.detectors,
            required=self.required_detectors,
            escalate_on_disagreement=self.escalate_on_disagreement,
        )
        recommended = (policy.recommended | policy.required) - self.required
        return replace(
            policy, min_aeo=self.min_aeo, required=self.required, recommended=recommended, detectors=detectors
        )


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A text's latest evaluation, with the policy it was submitted under."""

    submission_id: str
    name: str
    policy: Policy
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Shift:
    """A text that would be judged differently."""

    text: JudgedText
    before: Outcome
    after: Outcome
    why: str
    """The other policy's reasons; empty where the text passes."""


@dataclass(frozen=True, slots=True)
class Preview:
    before: Counter[Outcome]
    after: Counter[Outcome]
    shifts: tuple[Shift, ...]


def preview(texts: Iterable[JudgedText], change: PolicyChange | None) -> Preview:
    """Both verdicts of every text, and the texts whose verdicts differ, in the order given."""
    before: Counter[Outcome] = Counter()
    after: Counter[Outcome] = Counter()
    shifts = []
    for text in texts:
        now = judge(text.evaluation, text.policy)
        then = now if change is None else judge(text.evaluation, change.applied_to(text.policy))
        before[now.outcome] += 1
        after[then.outcome] += 1
        if now.outcome is not then.outcome:
            why = "; ".join(reason.message for reason in then.binding)
            shifts.append(Shift(text, now.outcome, then.outcome, why))
    return Preview(before, after, tuple(shifts))
