"""Rates, areas and their intervals. Pure."""

from dataclasses import dataclass

import numpy as np

RESAMPLINGS = 500
SEED = 20


@dataclass(frozen=True)
class Estimate:
    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if np.isnan(self.value):
            return "-"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def auroc(human: np.ndarray, machine: np.ndarray) -> float:
    """Chance that a machine's text scores above a person's; ties count half."""
    ordered = np.sort(human)
    below = np.searchsorted(ordered, machine, side="left")
    level = np.searchsorted(ordered, machine, side="right")
    return float((below + level).mean() / 2 / len(human))


def auroc_interval(human: np.ndarray, machine: np.ndarray) -> Estimate:
    """With a 95 % percentile bootstrap over texts."""
    if len(human) == 0 or len(machine) == 0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    random = np.random.default_rng(SEED)
    again = [
        auroc(random.choice(human, len(human)), random.choice(machine, len(machine)))
        for _ in range(RESAMPLINGS)
    ]
    return Estimate(auroc(human, machine), *(float(edge) for edge in np.quantile(again, (0.025, 0.975))))


def rate(hits: int, total: int) -> Estimate:
    """Share with its 95 % Wilson interval."""
    if total == 0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    z = 1.96
    share = hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * np.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return Estimate(share, float(max(0.0, centre - half)), float(min(1.0, centre + half)))


def caught_at(human: np.ndarray, machine: np.ndarray, false_positives: float) -> Estimate:
    """Share of machine texts above the score that this share of the same file's human texts exceeds."""
    if len(human) == 0:
        return rate(0, 0)
    line = np.quantile(human, 1 - false_positives, method="higher")
    return rate(int((machine > line).sum()), len(machine))
