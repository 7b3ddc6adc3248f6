"""What would another policy have said? Stored evaluations judged again; no text is read."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.policy import Goal, Policy
from app.domain.scores import Evaluation
from app.domain.verdict import Outcome, judge


@dataclass(frozen=True, slots=True)
class Asked:
    """What a policy is changed to; everything else stays as each text's own policy has it."""

    min_aeo: float
    required: frozenset[Goal]
    required_detectors: tuple[str, ...]
    escalate_on_disagreement: bool

    @classmethod
    def of(cls, policy: Policy) -> "Asked":
        detectors = policy.detectors
        return cls(policy.min_aeo, policy.required, detectors.required, detectors.escalate_on_disagreement)

    def put_into(self, policy: Policy) -> Policy:
        """A goal that is not required any more is still recommended."""
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
class Judged:
    """One text as it was evaluated last, under the policy that it came with."""

    submission_id: str
    name: str
    policy: Policy
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Shift:
    """A text that would be judged otherwise."""

    text: Judged
    before: Outcome
    after: Outcome
    why: str
    """What the other policy says of it; empty where it passes."""


@dataclass(frozen=True, slots=True)
class Preview:
    before: Counter[Outcome]
    after: Counter[Outcome]
    shifts: tuple[Shift, ...]


def preview(texts: Iterable[Judged], asked: Asked | None) -> Preview:
    """Both verdicts of every text, and those that differ, in the order given. None changes nothing."""
    before: Counter[Outcome] = Counter()
    after: Counter[Outcome] = Counter()
    shifts = []
    for text in texts:
        now = judge(text.evaluation, text.policy)
        then = now if asked is None else judge(text.evaluation, asked.put_into(text.policy))
        before[now.outcome] += 1
        after[then.outcome] += 1
        if now.outcome is not then.outcome:
            why = "; ".join(reason.message for reason in then.binding)
            shifts.append(Shift(text, now.outcome, then.outcome, why))
    return Preview(before, after, tuple(shifts))
