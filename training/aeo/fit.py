"""Fit the weights of the AEO score and write them with the figures of the fit.

    python -m training.aeo.fit --data ../shared/data/aeo/variants_train.jsonl.gz

The fit sees what is published: the strength that each check gives to the score that people see, or pull where
hardly a page has any of that. Weights are not negative; a check without A or B evidence has none.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from training.aeo.measures import Measures, fitted_checks, measure
from training.aeo.noise import in_points, run_deviation
from training.aeo.ridge import fit, rank_targets, within
from training.aeo.statistics import Floats, by_query
from training.aeo.validation import (
    FOLDS,
    PENALTY,
    REPEATS,
    SEED,
    Groups,
    Order,
    Trial,
    grouped,
    known_method,
    right_where_apart,
)
from training.aeo.variants import Variant, read_variants

RESAMPLES = 60
APART = (0.0, 10.0, 20.0, 30.0)
OUTPUT = Path(__file__).parents[2] / "app" / "evaluation" / "aeo" / "weights.json"


def as_points(weights: Floats) -> list[float]:
    """The fitted weights, all summing to 100."""
    return [round(float(100 * weight / weights.sum()), 3) for weight in weights]


def fitted(strengths: Floats, shares: Floats, groups: Groups) -> list[float]:
    return as_points(fit(within(strengths, groups), rank_targets(shares, groups), penalty=PENALTY))


def resampled_points(strengths: Floats, shares: Floats, groups: Groups) -> list[list[float]]:
    """Points from fits to queries drawn with replacement: the uncertainty of the weights."""
    random = np.random.default_rng(SEED)
    compared, targets = within(strengths, groups), rank_targets(shares, groups)
    result = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([groups[index] for index in random.integers(0, len(groups), len(groups))])
        result.append(as_points(fit(compared[rows], targets[rows], penalty=PENALTY)))
    return result


def report(variants: list[Variant]) -> dict[str, Any]:
    """Fit and measure; the content of the weights file."""
    measures = measure(variants)
    shares = np.array([variant.share for variant in variants])
    groups = grouped([variant.query_id for variant in variants])
    points = fitted(measures.fitted, shares, groups)
    held_out = Trial(measures.fitted, measures.published, measures, shares, groups).held_out_scores(seed=SEED)
    differences = np.array([variants[rows[0]].rerun_difference for rows in groups])
    engine = in_points(run_deviation(differences), held_out, shares, groups)
    digest = hashlib.sha256(json.dumps([points, round(engine, 2)]).encode()).hexdigest()[:8]
    return {
        "version": f"2026.11-{digest}",
        "checks": [check.id for check in fitted_checks()],
        "points": points,
        "engine_deviation": round(engine, 2),
        "figures": {
            "command": "python -m training.aeo.fit",
            "data": "variants_train: 10 rewriting methods, measured share of an engine's answer, Apache-2.0",
            "variants": len(variants),
            "queries": len(by_query(shares, shares, groups)),
            **_orders(measures, shares, groups, [variant.method for variant in variants]),
            "right_where_points_differ_by_more_than": {
                f"{apart:g}": _pairs(*right_where_apart(held_out, shares, groups, apart=apart))
                for apart in APART
            },
            "mean_difference_of_two_runs": round(float(differences.mean()), 4),
            "deviation_of_one_run": round(run_deviation(differences), 4),
            "spearman_each_check": {
                check.id: round(float(by_query(measures.published[:, index], shares, groups).mean()), 4)
                for index, check in enumerate(fitted_checks())
            },
            "spearman_each_check_standing": {
                check.id: round(float(by_query(measures.standing[:, index], shares, groups).mean()), 4)
                for index, check in enumerate(fitted_checks())
            },
            "penalty": PENALTY,
            "folds": FOLDS,
            "repeats": REPEATS,
            "seed": SEED,
        },
        "resampled": resampled_points(measures.fitted, shares, groups),
    }


def _orders(measures: Measures, shares: Floats, groups: Groups, methods: list[str]) -> dict[str, Any]:
    published = Trial(measures.fitted, measures.published, measures, shares, groups)
    standing = Trial(measures.fitted, measures.standing, measures, shares, groups)
    pull = Trial(measures.pull, measures.pull, measures, shares, groups)
    return {
        "spearman_cross_validated": _order(published.cross_validated()),
        "spearman_without_each_method": _order(published.without_each_method(methods)),
        "spearman_standing_part": _order(standing.cross_validated()),
        "spearman_pull_cross_validated": _order(pull.cross_validated()),
        "spearman_if_the_method_were_known": round(known_method(shares, groups, methods), 4),
    }


def _order(order: Order) -> dict[str, Any]:
    return {"mean": round(order.mean, 5), "interval_95": [round(bound, 5) for bound in order.interval]}


def _pairs(share: float, pairs: int) -> dict[str, Any]:
    return {"right": round(share, 4), "pairs": pairs}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data/aeo/variants_train.jsonl.gz"))
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    result = report(list(read_variants(arguments.data)))
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in result.items()]
    arguments.output.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(
        json.dumps(
            {"points": dict(zip(result["checks"], result["points"], strict=True)), **result["figures"]},
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
