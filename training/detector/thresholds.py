"""The operating point: in no domain are human texts that the model never saw called `ai` too often."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from app.domain.errors import ConfigurationError
from app.evaluation.detectors.copydesk.operating import (
    OperatingPoint,
    conformal_threshold,
)
from training.detector.rows import Row

RATE = 0.01
"""Over all human texts of a band of lengths."""
DOMAIN_RATE = 0.02
"""Inside every domain of LEAST_DOMAIN texts or more."""
LEAST_DOMAIN = 100
BANDS = (50, 150)
"""Words from which each threshold holds."""


def operating_point(rows: Sequence[Row], scores: np.ndarray) -> tuple[OperatingPoint, list[str]]:
    """`rows` are human and unseen by the model that scored them. Also returns the lines of a report.

    Domains with few texts in a band are judged by the others of the band.
    """
    thresholds, lines = [], []
    for least, most in zip(BANDS, (*BANDS[1:], 1_000_000), strict=True):
        by_domain: defaultdict[str, list[float]] = defaultdict(list)
        for row, score in zip(rows, scores, strict=True):
            if least <= row.words < most:
                by_domain[row.domain].append(float(score))
        overall = conformal_threshold([value for values in by_domain.values() for value in values], rate=RATE)
        large = {domain: values for domain, values in by_domain.items() if len(values) >= LEAST_DOMAIN}
        by_worst, worst = worst_group_threshold(large, rate=DOMAIN_RATE)
        threshold = max(overall, by_worst)
        thresholds.append(threshold)
        lines.append(
            f"from {least} words: {threshold:.3f} ({overall:.3f} over all, {by_worst:.3f} for {worst})"
        )
        for domain, values in sorted(by_domain.items()):
            above = sum(value > threshold for value in values)
            lines.append(f"    {domain}: {above} of {len(values)} above ({above / len(values):.2%})")
    return OperatingPoint(RATE, BANDS, tuple(thresholds), part=math.inf), lines


def part_line(rows: Sequence[Row], logits: Sequence[float]) -> tuple[float, str]:
    """The line for a part of a text, from human texts long enough to have parts; and a line of a report.

    The same two promises as for whole texts.
    """
    by_domain: defaultdict[str, list[float]] = defaultdict(list)
    for row, logit in zip(rows, logits, strict=True):
        if math.isfinite(logit):
            by_domain[row.domain].append(logit)
    overall = conformal_threshold([value for values in by_domain.values() for value in values], rate=RATE)
    large = {domain: values for domain, values in by_domain.items() if len(values) >= LEAST_DOMAIN}
    by_worst, worst = worst_group_threshold(large, rate=DOMAIN_RATE)
    count, line = sum(map(len, by_domain.values())), max(overall, by_worst)
    return line, f"parts of {count} texts: {line:.3f} ({overall:.3f} over all, {by_worst:.3f} for {worst})"


def worst_group_threshold(scores: Mapping[str, Sequence[float]], *, rate: float) -> tuple[float, str]:
    """The threshold that holds inside every group large enough for it, and the group that set it."""
    needed = math.ceil(1 / rate) - 1
    by_group = {
        group: conformal_threshold(group_scores, rate=rate)
        for group, group_scores in scores.items()
        if len(group_scores) >= needed
    }
    if not by_group:
        raise ConfigurationError(
            f"No group of human texts has the {needed} texts that a rate of {rate:.2%} needs."
        )
    worst = max(by_group, key=lambda group: (by_group[group], group))
    return by_group[worst], worst
