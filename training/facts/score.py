"""Fit the score of doubts of wording: `python -m training.facts.score FOLDER [--out FILE] [--check]`.

Each change of words is lying or not; a text lies when one of its changes does (noisy-or). Only the
text's label is known, so the logistic model is fitted on the texts' likelihood. FOLDER holds
`summedits_*.jsonl.gz` (SummEdits, Laban et al. 2023, Apache 2.0). It prints area under the curve and
balanced accuracy with each domain left out in turn; the line between the two comes from the other domains.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from app.rewrite.facts.wording.features import FEATURES
from training.facts.pairs import read_pairs, rows

Floats = NDArray[np.float64]
RIDGE = 1.5
LEAST_WEIGHT = 0.005


class Texts:
    def __init__(self, changes: Sequence[list[list[float]]], lies: Sequence[bool]) -> None:
        filled = [rows or [[0.0] * len(FEATURES)] for rows in changes]
        self.x = np.array([row for rows in filled for row in rows], dtype=np.float64)
        self.owner = np.repeat(np.arange(len(filled)), [len(rows) for rows in filled])
        self.count = len(filled)
        self.lies = np.array(lies, dtype=bool)

    def honest_log(self, weights: Floats) -> tuple[Floats, Floats]:
        """The log of the chance that a text is honest, and each change's logit."""
        logits = self.x @ weights[:-1] + weights[-1]
        found = np.zeros(self.count)
        np.add.at(found, self.owner, -np.logaddexp(0, logits))
        return np.minimum(found, -1e-6), logits

    def scores(self, weights: Floats) -> Floats:
        return np.asarray(1 - np.exp(self.honest_log(weights)[0]))


def fit(texts: Texts, ridge: float = RIDGE) -> Floats:
    """Weights with the bias last."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        honest, logits = texts.honest_log(weights)
        lying = 1 - np.exp(honest)
        value = -np.where(texts.lies, np.log(lying), honest).sum()
        slope = np.where(texts.lies, -np.exp(honest) / lying, 1.0)
        by_logit = slope[texts.owner] / (1 + np.exp(-logits))
        gradient = np.append(texts.x.T @ by_logit, by_logit.sum())
        penalty = np.append(weights[:-1], 0.0)
        return value + ridge / 2 * float(penalty @ penalty), gradient + ridge * penalty

    start = np.append(np.zeros(texts.x.shape[1]), -2.0)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 800}).x)


def area(scores: Floats, lies: NDArray[np.bool_]) -> float:
    """The chance that a lie scores above an honest text."""
    positive, negative = int(lies.sum()), int((~lies).sum())
    ranks = rankdata(scores)
    return float((ranks[lies].sum() - positive * (positive + 1) / 2) / positive / negative)


def best_line(scores: Floats, lies: NDArray[np.bool_]) -> float:
    lines = np.quantile(scores, np.linspace(0, 1, 401))
    return float(max(lines, key=lambda line: balanced(scores, lies, float(line))))


def balanced(scores: Floats, lies: NDArray[np.bool_], line: float) -> float:
    return float(((scores >= line)[lies].mean() + (scores < line)[~lies].mean()) / 2)


def left_out(
    changes: Sequence[list[list[float]]], lies: NDArray[np.bool_], domains: NDArray[np.str_], ridge: float
) -> tuple[Floats, dict[str, tuple[float, float]]]:
    """Scores of each text by a model that saw no text of its domain, and area and accuracy by domain."""
    scores = np.zeros(len(lies))
    found: dict[str, tuple[float, float]] = {}
    for domain in sorted(set(domains.tolist())):
        inside = domains == domain
        known = Texts([c for c, i in zip(changes, inside, strict=True) if not i], lies[~inside].tolist())
        weights = fit(known, ridge)
        line = best_line(known.scores(weights), known.lies)
        new = Texts([c for c, i in zip(changes, inside, strict=True) if i], lies[inside].tolist())
        scores[inside] = new.scores(weights)
        found[domain] = area(scores[inside], lies[inside]), balanced(scores[inside], lies[inside], line)
    return scores, found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("app/rewrite/facts/wording/score.json"))
    parser.add_argument("--check", action="store_true", help="print the figures, write nothing")
    parser.add_argument("--ridge", type=float, default=RIDGE)
    options = parser.parse_args()
    pairs = list(read_pairs(options.folder))
    changes = [rows(pair) for pair in pairs]
    lies = np.array([pair.is_lie for pair in pairs])
    domains = np.array([pair.domain for pair in pairs])
    scores, found = left_out(changes, lies, domains, options.ridge)
    for domain, (curve, accuracy) in found.items():
        print(f"{domain:14} area {curve:.3f}  balanced {accuracy:.1%}")
    pooled = area(scores, lies)
    accuracy = balanced(scores, lies, best_line(scores, lies))
    print(f"{'all':14} area {pooled:.3f}  balanced {accuracy:.1%} at the best line")
    if not options.check:
        weights = fit(Texts(changes, lies.tolist()), options.ridge)
        judged = {
            "ridge": options.ridge,
            "area under the curve, domains left out": round(pooled, 3),
            "balanced accuracy, domains left out": round(accuracy, 3),
        }
        _write(options.out, weights, len(pairs), sorted(found), judged)


def _write(out: Path, weights: Floats, count: int, domains: list[str], judged: Mapping[str, float]) -> None:
    named = {name: round(float(w), 3) for name, w in zip(FEATURES, weights, strict=False)}
    table = {
        "provenance": {
            "made by": "python -m training.facts.score",
            "data": "SummEdits (Laban et al. 2023, Apache 2.0), pairs of texts labelled by people",
            "pairs": count,
            "domains": domains,
            **judged,
        },
        "bias": round(float(weights[-1]), 3),
        "weights": {name: w for name, w in named.items() if abs(w) >= LEAST_WEIGHT},
    }
    out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
