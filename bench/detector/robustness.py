"""What each way of dressing up a text costs: true positives lost, human texts pushed over the line."""

import random
from collections.abc import Iterator, Sequence

import numpy as np

from app.domain.content import ContentFormat
from app.evaluation.detectors.copydesk import CopydeskDetector
from bench.detector.ours import tell
from bench.detector.perturb import PERTURBATIONS
from training.detector.rows import Row

SEED = 3


def report(detector: CopydeskDetector, rows: Sequence[Row]) -> Iterator[str]:
    """Markdown. Differences in points of the share that is called `ai` at our operating point."""
    judged = [row for row in rows if row.words >= 50]
    is_machine = np.array([row.is_machine for row in judged])
    before = tell(detector, [row.text for row in judged]).is_ai
    yield f"\n## Robustness: {(~is_machine).sum()} human, {is_machine.sum()} machine\n"
    yield "| change | TPR before | TPR after | human texts newly over the line |"
    yield "|---|---|---|---|"
    for name, change in PERTURBATIONS.items():
        chance = random.Random(SEED)
        kind = ContentFormat.MARKDOWN if name == "markdown" else ContentFormat.TEXT
        after = tell(detector, [change(row.text, chance) for row in judged], kind=kind).is_ai
        pushed = (after & ~before)[~is_machine]
        yield (
            f"| {name} | {before[is_machine].mean():.2%} | {after[is_machine].mean():.2%} "
            f"| {int(pushed.sum())} ({pushed.mean():.2%}) |"
        )
