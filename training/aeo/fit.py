"""Fit the weights of the AEO score and write them with the figures of the fit.

    python -m training.aeo.fit --data ../shared/data/aeo/variants_train.jsonl.gz

The fit sees *pull*: what engines respond to, supported or not. Weights are not negative; a check
without A or B evidence has none. Relevance cannot be fitted here (all variants of a query are about the
same page), so it keeps the prior that the evidence gives it.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.content import read_text
from app.domain.content import ContentFormat
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.rubric import built_in_checks
from app.evaluation.aeo.score import run_checks
from app.evaluation.aeo.wrapping import without_wrapping_fence
from training.aeo.ridge import fit, rank_targets, within
from training.aeo.statistics import Floats, bootstrap_interval, by_query
from training.aeo.variants import Variant, read_variants

PENALTY = 1_000.0
FOLDS = 5
REPEATS = 5
RESAMPLES = 60
SEED = 20261121
RELEVANCE = "CON010"
RELEVANCE_POINTS = 20.0
"""Prior: relevance is what two controlled studies found strongest, and words alone measure it poorly."""

OUTPUT = Path(__file__).parents[2] / "app" / "evaluation" / "aeo" / "weights.json"

Groups = list[NDArray[np.int64]]


def fitted_checks() -> list[Check]:
    return [check for check in built_in_checks() if check.carries_weight and check.id != RELEVANCE]


def strengths(variants: list[Variant], checks: list[Check]) -> Floats:
    """One row a variant, one column a check: its pull, 0 to 1."""
    rows = []
    for variant in variants:
        page = CheckedPage(without_wrapping_fence(read_text(variant.text, format=ContentFormat.MARKDOWN)))
        pulls = {check.id: outcome.pull for check, outcome in run_checks(page, checks)}
        rows.append([pulls.get(check.id, 0.0) for check in checks])
    return np.array(rows)


def grouped(labels: list[str]) -> Groups:
    array = np.array(labels)
    return [np.flatnonzero(array == label) for label in dict.fromkeys(labels)]


def held_out_scores(features: Floats, shares: Floats, groups: Groups, *, seed: int) -> Floats:
    """Each query scored by weights that never saw it."""
    compared, targets = within(features, groups), rank_targets(shares, groups)
    fold_of_group = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
    scores = np.zeros(len(shares))
    for fold in range(FOLDS):
        held = np.concatenate([rows for rows, its in zip(groups, fold_of_group, strict=True) if its == fold])
        rest = np.setdiff1d(np.arange(len(shares)), held)
        scores[held] = features[held] @ fit(compared[rest], targets[rest], penalty=PENALTY)
    return scores


def cross_validated(features: Floats, shares: Floats, groups: Groups) -> tuple[float, tuple[float, float]]:
    """Mean Spearman within queries over repeated splits, and its 95 % interval over queries."""
    each = np.mean(
        [
            by_query(held_out_scores(features, shares, groups, seed=SEED + repeat), shares, groups)
            for repeat in range(REPEATS)
        ],
        axis=0,
    )
    return float(each.mean()), bootstrap_interval(each, seed=SEED)


def without_each_method(features: Floats, shares: Floats, groups: Groups, methods: list[str]) -> float:
    """Mean Spearman where the weights saw neither the query nor the method of the variant scored."""
    compared, targets = within(features, groups), rank_targets(shares, groups)
    fold_of_group = np.random.default_rng(SEED).permutation(len(groups)) % FOLDS
    fold = np.empty(len(shares), dtype=int)
    for rows, its in zip(groups, fold_of_group, strict=True):
        fold[rows] = its
    names = np.array(methods)
    scores = np.zeros(len(shares))
    for method in dict.fromkeys(methods):
        for number in range(FOLDS):
            held = (names == method) & (fold == number)
            rest = (names != method) & (fold != number)
            scores[held] = features[held] @ fit(compared[rest], targets[rest], penalty=PENALTY)
    return float(by_query(scores, shares, groups).mean())


def known_method(shares: Floats, groups: Groups, methods: list[str]) -> float:
    """What ordering by the mean share of each rewriting method reaches: a mark to read the fit by."""
    names = np.array(methods)
    means = {name: shares[names == name].mean() for name in set(methods)}
    return float(by_query(np.array([means[name] for name in methods]), shares, groups).mean())


def as_points(weights: Floats) -> list[float]:
    """Relevance with its prior, then the fitted weights, all summing to 100."""
    total = weights.sum()
    rest = 100.0 - RELEVANCE_POINTS
    return [RELEVANCE_POINTS, *(round(float(rest * weight / total), 3) for weight in weights)]


def resampled_points(features: Floats, shares: Floats, groups: Groups) -> list[list[float]]:
    """Points from fits to queries drawn with replacement: the uncertainty of the weights."""
    random = np.random.default_rng(SEED)
    compared, targets = within(features, groups), rank_targets(shares, groups)
    result = []
    for _ in range(RESAMPLES):
        rows = np.concatenate([groups[index] for index in random.integers(0, len(groups), len(groups))])
        result.append(as_points(fit(compared[rows], targets[rows], penalty=PENALTY)))
    return result


def report(data: Path) -> dict[str, Any]:
    """Fit and measure; the content of the weights file."""
    variants = list(read_variants(data))
    checks = fitted_checks()
    features = strengths(variants, checks)
    shares = np.array([variant.share for variant in variants])
    groups = grouped([variant.query_id for variant in variants])
    mean, interval = cross_validated(features, shares, groups)
    weights = fit(within(features, groups), rank_targets(shares, groups), penalty=PENALTY)
    digest = hashlib.sha256(json.dumps(as_points(weights)).encode()).hexdigest()[:8]
    return {
        "version": f"2026.11-{digest}",
        "checks": [RELEVANCE, *(check.id for check in checks)],
        "points": as_points(weights),
        "figures": {
            "command": "python -m training.aeo.fit",
            "data": "variants_train: 10 rewriting methods, measured share of an engine's answer, Apache-2.0",
            "variants": len(variants),
            "queries": len(by_query(shares, shares, groups)),
            "spearman_cross_validated": round(mean, 4),
            "spearman_interval_95": [round(bound, 4) for bound in interval],
            "spearman_without_each_method": round(
                without_each_method(features, shares, groups, [variant.method for variant in variants]), 4
            ),
            "spearman_if_the_method_were_known": round(
                known_method(shares, groups, [variant.method for variant in variants]), 4
            ),
            "mean_difference_of_two_runs": round(
                float(np.mean([variant.rerun_difference for variant in variants])), 4
            ),
            "spearman_each_check": {
                check.id: round(float(by_query(features[:, index], shares, groups).mean()), 4)
                for index, check in enumerate(checks)
            },
            "penalty": PENALTY,
            "folds": FOLDS,
            "repeats": REPEATS,
            "seed": SEED,
        },
        "resampled": resampled_points(features, shares, groups),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data/aeo/variants_train.jsonl.gz"))
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    result = report(arguments.data)
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
