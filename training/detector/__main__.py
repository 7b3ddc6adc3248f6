"""`python -m training.detector DATA [--out FILE]`: from the data folder to the weights, always the same."""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from app.evaluation.detectors.copydesk.style import Frequencies
from app.evaluation.detectors.copydesk.weights import SHIPPED, Channel, Joined, Weights, save_weights
from training.detector.boosted import as_trees
from training.detector.features import STREAMS, features_of
from training.detector.fitting import Fitted, chosen, fit, fold_of
from training.detector.rows import is_for_calibration, read_file, read_variants
from training.detector.thresholds import operating_point
from training.detector.words import frequencies, kept_words

VERSION = "1"
FOLDS = 6


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.detector", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with detection/ and aeo/")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--scores", type=Path, help="write the human scores behind the operating point here")
    given = parser.parse_args()
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - started:5.0f} s  {line}", flush=True)

    human_only = read_file(given.data, "human_formal") + read_file(given.data, "calibration_human_articles")
    learnt = [row for row in human_only if not is_for_calibration(row)]
    learnt += read_file(given.data, "train") + read_variants(given.data)
    dev = read_file(given.data, "dev")
    held = [row for row in human_only if is_for_calibration(row)] + [row for row in dev if not row.is_machine]
    say(f"{len(learnt)} texts to learn from, {len(held)} human texts kept for the operating point")

    kept = kept_words(learnt)
    keys, rarity = frequencies()
    table = Frequencies(keys, rarity)
    features = features_of(learnt, kept, table)
    say(f"{features.phrases.nnz} phrases, {features.style.shape[1]} features of style")

    unseen_rows, unseen_scores = list(held), []
    folds = fold_of(learnt, FOLDS)
    crossed = np.zeros(len(learnt))
    for fold in range(FOLDS):
        rest = fit(
            [row for row, at in zip(learnt, folds, strict=True) if at != fold],
            chosen(features, folds != fold),
        )
        crossed[folds == fold] = rest.scores(chosen(features, folds == fold))
        say(f"fold {fold + 1} of {FOLDS}: {int((folds == fold).sum())} texts judged unseen")

    fitted = fit(learnt, features)
    unseen_scores.extend(fitted.scores(features_of(held, kept, table)))
    for row, score in zip(learnt, crossed, strict=True):
        if not row.is_machine:
            unseen_rows.append(row)
            unseen_scores.append(score)
    point, lines = operating_point(unseen_rows, np.array(unseen_scores))
    for line in lines:
        say(line)
    if given.scores is not None:
        told = [
            {"domain": row.domain, "words": row.words, "score": float(score)}
            for row, score in zip(unseen_rows, unseen_scores, strict=True)
        ]
        given.scores.write_text("".join(json.dumps(entry) + "\n" for entry in told), encoding="utf-8")
    slope, bias = _probability([row.is_machine for row in dev], fitted.scores(features_of(dev, kept, table)))
    weights = _quantised(
        fitted,
        tuple(kept),
        keys,
        rarity,
        {
            "operating_point": {"rate": point.rate, "lengths": point.lengths, "thresholds": point.thresholds},
            "probability": [slope, bias],
        },
    )
    save_weights(given.out, weights)
    say(f"written: {given.out} ({given.out.stat().st_size / 1e6:.1f} MB)")


def _probability(is_machine: list[bool], scores: np.ndarray) -> tuple[float, float]:
    """Platt's line, for as many human as machine texts."""
    line = LogisticRegression(class_weight="balanced").fit(scores[:, None], is_machine)
    return float(line.coef_[0][0]), float(line.intercept_[0])


def _quantised(
    fitted: Fitted, kept: tuple[str, ...], keys: np.ndarray, rarity: np.ndarray, settings: dict[str, object]
) -> Weights:
    """Eight bits a weight; what is lost is far below the noise of a text."""
    channels, at = [], 0
    for stream, orders, bits in STREAMS:
        values = fitted.linear.weights[at : at + (1 << bits)]
        at += 1 << bits
        scale = float(np.abs(values).max()) / 127
        channels.append(Channel(stream, orders, bits, np.rint(values / scale).astype(np.int8), scale))
    joined = Joined(fitted.scales[0], fitted.scales[1], fitted.linear.bias * fitted.scales[0])
    return Weights(VERSION, tuple(channels), as_trees(fitted.booster), joined, kept, keys, rarity, settings)


if __name__ == "__main__":
    main()
