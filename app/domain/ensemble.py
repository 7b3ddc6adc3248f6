"""Combine the opinions of several detectors into one. Pure.

This is not a vote: a text counts as machine-written only where no detector that scored it disagrees. An
abstention is no opinion, never half a pass.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.policy import DetectorPolicy
from app.domain.scores import Abstained, DetectorScore, Label

_CERTAIN = 1e-6
"""Probabilities are kept this far from 0 and 1, so that one detector cannot silence the others."""


@dataclass(frozen=True, slots=True)
class EnsembleOpinion:
    label: Label | None
    """None where no detector scored, or where those that did contradict each other."""
    probability: float | None
    """Mean of the log-odds of all that scored, as a probability; None where none did."""
    disagreement: bool
    """One says `human` and another `ai` or `mixed`."""
    missing_required: tuple[str, ...] = ()
    """Required detectors that abstained or were not run, in the policy's order."""
    abstained: tuple[str, ...] = ()
    """Detectors that ran and did not score, sorted."""
    escalates: bool = False
    """A person should look: the evidence is contradictory, or a required detector is missing."""


def join(scores: Mapping[str, DetectorScore | Abstained], policy: DetectorPolicy) -> EnsembleOpinion:
    """Combine the detectors' opinions in one evaluation, under the policy that chose them."""
    opinions = {name: score for name, score in scores.items() if isinstance(score, DetectorScore)}
    labels = {score.label for score in opinions.values()}
    disagreement = Label.HUMAN in labels and len(labels) > 1
    missing = tuple(name for name in policy.required if name not in opinions)
    return EnsembleOpinion(
        label=None if disagreement or not labels else _common(labels),
        probability=_mean_probability([score.probability for score in opinions.values()]),
        disagreement=disagreement,
        missing_required=missing,
        abstained=tuple(sorted(name for name in scores if name not in opinions)),
        escalates=bool(missing) or (disagreement and policy.escalate_on_disagreement),
    )


def _common(labels: set[Label]) -> Label:
    """`ai` beside `mixed` leaves the weaker claim."""
    return Label.MIXED if len(labels) > 1 else next(iter(labels))


def _mean_probability(probabilities: list[float]) -> float | None:
    if not probabilities:
        return None
    total = math.fsum(_log_odds(probability) for probability in probabilities)
    return 1.0 / (1.0 + math.exp(-total / len(probabilities)))


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _CERTAIN), 1.0 - _CERTAIN)
    return math.log(kept / (1.0 - kept))
