"""What the checks measure on each rewrite, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.check import Check, CheckRole
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.rubric import built_in_checks
from app.evaluation.aeo.score import run_checks
from app.evaluation.aeo.wrapping import without_wrapping_fence
from training.aeo.statistics import Floats
from training.aeo.variants import Variant

RARE = 0.01
"""Share of the pages below which a weight cannot be told from what is published."""


@dataclass(frozen=True, slots=True)
class Measures:
    """One row a variant, one column a check that carries weight; strengths run from 0 to 1."""

    published: Floats
    standing: Floats
    pull: Floats
    applies: Floats
    """1 where the check applies to the variant, else 0."""
    taken: Floats
    """Points that penalties take from each variant."""

    @property
    def fitted(self) -> Floats:
        """What the weights are fitted on: what is published, or pull where hardly a page has any of that.

        Figures with a source are on 7 of the 3,587 rewrites: their weight would be that of seven pages,
        anything from 0 to 43 points under resampling. What a figure is worth to an engine is known from those
        without a source.
        """
        is_rare = (self.published > 0).mean(axis=0) < RARE
        result: Floats = np.where(is_rare, self.pull, self.published)
        return result


def fitted_checks() -> list[Check]:
    return [check for check in built_in_checks() if check.carries_weight]


def measure(variants: Sequence[Variant]) -> Measures:
    checks = fitted_checks()
    penalties = [check for check in built_in_checks() if check.role is CheckRole.PENALTY]
    rows = []
    for variant in variants:
        page = CheckedPage(without_wrapping_fence(read_text(variant.text, format=ContentFormat.MARKDOWN)))
        outcomes = {check.id: outcome for check, outcome in run_checks(page, checks)}
        found = [outcomes.get(check.id) for check in checks]
        lost = sum(
            check.number("points") * outcome.strength for check, outcome in run_checks(page, penalties)
        )
        rows.append(
            [
                *(outcome.strength if outcome else 0.0 for outcome in found),
                *(outcome.standing if outcome else 0.0 for outcome in found),
                *(outcome.pull if outcome else 0.0 for outcome in found),
                *(float(outcome is not None) for outcome in found),
                lost,
            ]
        )
    published, standing, pull, applies, taken = np.split(
        np.array(rows), [len(checks) * part for part in range(1, 5)], axis=1
    )
    return Measures(published, standing, pull, applies, taken[:, 0])


def scored(strengths: Floats, measures: Measures, rows: NDArray[np.int64], weights: Floats) -> Floats:
    """The score of those rows, 0 to 100, as the product computes it."""
    possible = measures.applies[rows] @ weights
    reached = 100 * (strengths[rows] @ weights) / np.where(possible > 0, possible, 1.0)
    result: Floats = np.clip(reached - measures.taken[rows], 0.0, 100.0)
    return result
